"""Movements, counts, returns, lots and receipts."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    *define(
        MessageClass.NOT_READY,
        FixBy.SYSTEM_OPERATOR,
        ledger_is_not_live=(
            "The ledger has no first day yet.",
            "Start it: vlmis eod go-live --first-day DATE.",
        ),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.USER,
        movements_sent="Movements",
        counts_sent="Counts",
        receipts_sent="Receipts",
        returns_sent="Returns",
        reversal_sent="Reversal of movement {movement:plain}",
        acknowledgement_sent="Receipt of return {return_id:plain}",
        withdrawal_sent="Withdrawal of return {return_id:plain}",
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.NOBODY,
        counts_recorded=plural(
            "{count} count recorded ({late} late); {before} recorded before.",
            "{count} counts recorded ({late} late); {before} recorded before.",
        ),
        receipts_confirmed=plural(
            "{count} receipt confirmed ({late} late); {before} confirmed before.",
            "{count} receipts confirmed ({late} late); {before} confirmed before.",
        ),
        movements_recorded=plural(
            "{count} movement recorded ({late} late); {before} recorded before.",
            "{count} movements recorded ({late} late); {before} recorded before.",
        ),
    ),
    *define(
        MessageClass.INVALID_INPUT,
        FixBy.USER,
        # The key of the sender.
        key_has_number_sign="A key must not contain “#”.",
        key_is_repeated="Line {line:plain} has the same key, with other content.",
        key_names_several_counts="This key is used for several counts.",
        # Stores, products, kinds.
        store_is_closed="{store} is closed since {day}.",
        product_is_retired="{product} is retired since {day}.",
        kind_is_unknown="There is no kind of movement “{kind}”.",
        kind_is_recorded_by_supplier=(
            "A receipt is not recorded by itself.",
            "Record the distribution_out of the supplier; it makes the receipt too.",
        ),
        kind_is_recorded_by_child=(
            "A return in is not recorded by itself.",
            "Record the return_out of the child store; it makes the return in too.",
        ),
        only_central_store_takes_arrivals="Only the central store records arrivals.",
        store_is_not_supplied="{own_store} does not supply {store}.",
        store_is_not_supplier="{store} does not supply {own_store}.",
        kind_has_no_counterpart="{kind:movement_kind} names no other store.",
        # Quantities, dates, reasons.
        quantity_is_zero="The quantity must not be 0.",
        quantity_is_not_positive="The quantity must be 1 or more, with at most nine digits.",
        quantity_is_negative="The quantity must be 0 or more, with at most nine digits.",
        day_is_after_today="{day} is in the future; today is {today}.",
        day_is_before_first_day="{day} is before the first day of the ledger, {first_day}.",
        reason_is_not_one_of="The reason must be one of: {reasons:list:movement_reason}.",
        kind_has_no_reason="{kind:movement_kind} has no reason.",
        not_yes_or_no="“confirmed” must be yes, no or blank.",
        # Balances.
        not_enough_stock=(
            "Only {available} of {product} in stock at {store} at the end of {day}; you entered "
            "{entered}."
        ),
        stock_left_at_closed_store=(
            "{store} is closed on {day} and would be left with {balance} of {product}."
        ),
        stock_left_of_retired_product=(
            "{product} is retired on {day}, and {store} would be left with {balance} of it."
        ),
        # Lots.
        product_is_not_tracked=(
            "{product} is not tracked by lot from the first day on.",
            "Leave the lot blank, or switch tracking on first: vlmis products track.",
        ),
        lot_is_missing=(
            "{product} is tracked by lot: name the lot.",
            "Stock from before tracking is the lot “unassigned”.",
        ),
        lot_of_store_is_missing=(
            "{product} is tracked by lot: name the lot. In stock, the first to expire first: "
            "{lots:list}."
        ),
        lot_is_reserved="“unassigned” is stock from before tracking; write the number of the lot.",
        lot_is_before_tracking=(
            "{product} is tracked by lot from {tracked_from} on, and {day} is before.",
            "Leave the lot blank.",
        ),
        lot_not_found="There is no lot {lot} of {product}.",
        lot_needs_expiry_date="Lot {lot} of {product} is new: enter its expiry date.",
        lot_expires_on_another_day=(
            "Lot {lot} of {product} expires on {expires_on}, as {recorded_by} recorded first."
        ),
        unassigned_has_no_expiry_date="The lot “unassigned” has no expiry date.",
        lot_has_expired=(
            "Lot {lot} of {product} expired on {expires_on}.",
            "An expired lot can be counted, returned or recorded as wastage.",
        ),
        not_enough_of_lot=(
            "Only {available} of lot {lot} of {product} in stock at {store} at the end of {day}; "
            "you entered {entered}."
        ),
        # Counts.
        pair_is_counted_twice="{product} is counted twice for {store} and {day}.",
        kind_is_no_count="The difference of a count is of kind count_adjustment or wastage.",
        surplus_is_no_wastage=(
            "The balance is {balance}; a surplus of {surplus} cannot be wastage.",
            "Record the count as count_adjustment.",
        ),
        surplus_of_lot_is_no_wastage=(
            "The balance of lot {lot} is {balance}; a surplus of {surplus} cannot be wastage.",
            "Record the count as count_adjustment.",
        ),
        # Reversals.
        movement_is_a_reversal=(
            "This entry cancels another one and cannot be cancelled itself.",
            "Record the correct entry instead.",
        ),
        # Receipts of distributions.
        received_is_of_one_distribution="--received is the quantity of one distribution.",
        distribution_is_repeated="Line {line:plain} confirms the same distribution.",
        received_more_than_sent=(
            "Only {sent} were sent; you entered {entered}.",
            "Confirm {sent}; the supplier records another distribution of the rest.",
        ),
        missing_quantity_was_given_out=(
            "{entered} of {product} would be missing, but only {available} are in stock at {store} "
            "at the end of {day}.",
            "Check what arrived, and what {store} has given out since.",
        ),
        day_is_before_distribution="{day} is before the distribution, {sent_on}.",
        # Returns.
        central_store_has_no_supplier="The central store has no supplier to return stock to.",
        return_has_moved_stock=(
            "The receipt of this return was confirmed, and its stock has moved.",
            "The supplier can cancel the entry.",
        ),
        received_more_than_declared="Only {declared} were declared; you entered {received}.",
        day_is_before_declaration="{day} is before the return was declared, {declared_on}.",
    ),
    *define(
        MessageClass.UNCONFIRMED,
        FixBy.USER,
        quantity_is_unlikely=(
            "{quantity} of {product} is more than {factor} times the usual day of {store} "
            "({kind:movement_kind}: {usual}).",
            "Correct the quantity, or confirm it.",
        ),
        count_is_unlikely=(
            "You counted {counted} of {product} at {store}, where the balance is {balance}. The "
            "difference is more than a month's use ({use}).",
            "Correct the quantity, or confirm it.",
        ),
    ),
    *define(
        MessageClass.CONFLICT,
        FixBy.USER,
        key_has_other_content="This key was recorded before, with other content.",
        movement_was_reversed="This entry was cancelled before.",
        receipt_was_confirmed=(
            "The receipt of this distribution was confirmed before by {by}: {received} arrived."
        ),
        distribution_was_cancelled="The supplier has cancelled this distribution.",
        return_was_acknowledged="The receipt of this return was confirmed before.",
        return_was_withdrawn="This return was withdrawn before.",
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.USER,
        # What an engineer can meet: the guards of the tables.
        table_is_append_only=(
            "{table} is append-only: {operation} is refused.",
            "Correct a movement by its reversal.",
        ),
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.NOBODY,
        tracking_never_ends=(
            "{product} is tracked by lot from {tracked_from} on; this cannot be changed."
        ),
        table_of_frozen_day="{table}: {day} is frozen, {operation} is refused.",
    ),
    *define(
        MessageClass.INTERNAL,
        FixBy.SYSTEM_OPERATOR,
        isolation_level_is_wrong=(
            "Movements are recorded under the isolation level read committed, not {level}."
        ),
        movement_of_closed_day=(
            "A movement counts on an open day only; the first one is {first_open_day}.",
            "Let the service assign the stock day.",
        ),
        movement_of_future_day=(
            "A movement counts on {day}, but today is {today}.",
            "Set the clocks of the database and of the program by NTP (vlmis doctor).",
        ),
        movement_of_unopened_pair=(
            "Store {store_id} and product {product_id} (ids) have not met: a movement needs their "
            "pair.",
            "Let the service open the pair.",
        ),
        pair_opens_on_wrong_day=(
            "A store and product open on an open day, from {first_open_day} to {today}, and never "
            "later than before.",
            "Let the service open the pair.",
        ),
        reversal_is_not_its_original=(
            "The reversal {source_key} is not exactly minus the movement that it reverses.",
            "Let the service cancel the entry.",
        ),
        tracking_begins_on_wrong_day=(
            "{product} cannot be tracked by lot from that day: the day is before {first_open_day}, "
            "or has movements without lots.",
            "Choose a later day: vlmis products track.",
        ),
        no_such_movement="No movement has the key {source_key}.",
        movement_has_a_reversal=(
            "The movement {source_key} is cancelled by another one.",
            "Remove its reversal first.",
        ),
    ),
)
