"""Movements, counts, returns, lots and receipts."""

from vlmis_core.messages.definition import (
    FixBy,
    MessageClass,
    MessageDefinition,
    Text,
    define,
    plural,
)


def _fault(code: str, text: Text, action: Text | None = None) -> MessageDefinition:
    """Define what is wrong with a field of an entry."""
    return define(code, MessageClass.INVALID_INPUT, text, fix_by=FixBy.USER, action=action)


def _conflict(code: str, text: Text, action: Text | None = None) -> MessageDefinition:
    """Define what was recorded before, with other content."""
    return define(code, MessageClass.CONFLICT, text, fix_by=FixBy.USER, action=action)


def _source(code: str, text: Text) -> MessageDefinition:
    """Define the name of what was sent; it begins the text of ``input_refused``."""
    return define(code, MessageClass.NOTICE, text, fix_by=FixBy.USER)


MESSAGES = (
    define(
        "ledger_is_not_live",
        MessageClass.NOT_READY,
        "The ledger has no first day yet.",
        fix_by=FixBy.SYSTEM_OPERATOR,
        action="Start it: vlmis eod go-live --first-day DATE.",
    ),
    _source("movements_sent", "Movements"),
    _source("counts_sent", "Counts"),
    _source("returns_sent", "Returns"),
    _source("reversal_sent", "Reversal of movement {movement:plain}"),
    _source("acknowledgement_sent", "Receipt of return {return_id:plain}"),
    _source("withdrawal_sent", "Withdrawal of return {return_id:plain}"),
    define(
        "movements_recorded",
        MessageClass.NOTICE,
        plural(
            "{count} movement recorded ({late} late); {before} recorded before.",
            "{count} movements recorded ({late} late); {before} recorded before.",
        ),
        fix_by=FixBy.NOBODY,
    ),
    # The key of the sender.
    _fault("key_has_number_sign", "A key must not contain “#”."),
    _conflict("key_has_other_content", "This key was recorded before, with other content."),
    _fault("key_is_repeated", "Line {line:plain} has the same key, with other content."),
    _fault("key_names_several_counts", "This key is used for several counts."),
    # Stores, products, kinds.
    _fault("store_is_unknown", "There is no store {store}."),
    _fault("store_is_closed", "{store} is closed since {day}."),
    _fault("product_is_unknown", "There is no product {product}."),
    _fault("product_is_retired", "{product} is retired since {day}."),
    _fault("kind_is_unknown", "There is no kind of movement “{kind}”."),
    _fault(
        "kind_is_recorded_by_supplier",
        "A receipt is not recorded by itself.",
        "Record the distribution_out of the supplier; it makes the receipt too.",
    ),
    _fault(
        "kind_is_recorded_by_child",
        "A return in is not recorded by itself.",
        "Record the return_out of the child store; it makes the return in too.",
    ),
    _fault("only_central_store_takes_arrivals", "Only the central store records arrivals."),
    _fault("store_is_not_supplied", "{own_store} does not supply {store}."),
    _fault("store_is_not_supplier", "{store} does not supply {own_store}."),
    _fault("kind_has_no_counterpart", "{kind:movement_kind} names no other store."),
    # Quantities, dates, reasons.
    _fault("quantity_is_zero", "The quantity must not be 0."),
    _fault("quantity_is_not_positive", "The quantity must be 1 or more, with at most nine digits."),
    _fault("quantity_is_negative", "The quantity must be 0 or more, with at most nine digits."),
    _fault("day_is_after_today", "{day} is in the future; today is {today}."),
    _fault("day_precedes_the_ledger", "{day} is before the first day of the ledger, {first_day}."),
    _fault("reason_is_not_one_of", "The reason must be one of: {reasons:list:movement_reason}."),
    _fault("kind_has_no_reason", "{kind:movement_kind} has no reason."),
    # Balances.
    _fault(
        "not_enough_stock",
        "Only {available} of {product} in stock at {store} at the end of {day}; "
        "you entered {entered}.",
    ),
    _fault(
        "stock_left_at_closed_store",
        "{store} is closed on {day} and would be left with {balance} of {product}.",
    ),
    _fault(
        "stock_left_of_retired_product",
        "{product} is retired on {day}, and {store} would be left with {balance} of it.",
    ),
    # Counts.
    _fault("pair_is_counted_twice", "{product} is counted twice for {store} and {day}."),
    _fault(
        "kind_is_no_count",
        "The difference of a count is of kind count_adjustment or wastage.",
    ),
    _fault(
        "surplus_is_no_wastage",
        "The balance is {balance}; a surplus of {surplus} cannot be wastage.",
        "Record the count as count_adjustment.",
    ),
    # Reversals.
    _fault("movement_is_unknown", "There is no movement {movement:plain}."),
    _fault(
        "movement_is_a_reversal",
        "This entry cancels another one and cannot be cancelled itself.",
        "Record the correct entry instead.",
    ),
    _conflict("movement_was_reversed", "This entry was cancelled before."),
    # Returns.
    _fault("central_store_has_no_supplier", "The central store has no supplier to return to."),
    _fault("return_is_unknown", "There is no return {return_id:plain}."),
    _conflict("return_was_acknowledged", "The receipt of this return was confirmed before."),
    _conflict("return_was_withdrawn", "This return was withdrawn before."),
    _fault(
        "return_has_moved_stock",
        "The receipt of this return was confirmed, and its stock has moved.",
        "The supplier can cancel the entry.",
    ),
    _fault("received_more_than_declared", "Only {declared} were declared; you entered {received}."),
    _fault("day_is_before_declaration", "{day} is before the return was declared, {declared_on}."),
    # What an engineer can meet: the guards of the tables.
    define(
        "table_is_append_only",
        MessageClass.REFUSED,
        "{table} is append-only: {operation} is refused.",
        fix_by=FixBy.USER,
        action="Correct a movement by its reversal.",
    ),
    define(
        "table_of_frozen_day",
        MessageClass.REFUSED,
        "{table}: {day} is frozen, {operation} is refused.",
        fix_by=FixBy.NOBODY,
    ),
    define(
        "isolation_level_is_wrong",
        MessageClass.INTERNAL,
        "Movements are recorded under the isolation level read committed, not {level}.",
        fix_by=FixBy.SYSTEM_OPERATOR,
    ),
    define(
        "movement_of_closed_day",
        MessageClass.INTERNAL,
        "A movement counts on an open day only; the first one is {first_open_day}.",
        fix_by=FixBy.SYSTEM_OPERATOR,
        action="Let the service assign the stock day.",
    ),
)
