"""Freezing a stock day: whether it may begin, whether it could be sealed, what breaks it."""

from vlmis_core.messages.definition import (
    FixBy,
    MessageClass,
    MessageDefinition,
    Text,
    define,
    plural,
)


def _not_ready(code: str, text: Text, action: Text | None = None) -> MessageDefinition:
    """Define why a day may not be frozen yet."""
    return define(code, MessageClass.NOT_READY, text, fix_by=FixBy.SYSTEM_OPERATOR, action=action)


def _busy(code: str, text: Text, action: Text | None = None) -> MessageDefinition:
    """Define that another run or task freezes the day at this moment."""
    return define(code, MessageClass.UNAVAILABLE, text, fix_by=FixBy.SYSTEM_OPERATOR, action=action)


def _notice(code: str, text: Text) -> MessageDefinition:
    """Define a result of a command or task."""
    return define(code, MessageClass.NOTICE, text, fix_by=FixBy.NOBODY)


def _violation(code: str, text: Text) -> MessageDefinition:
    """Define an invariant and how a row of a stock day breaks it."""
    return define(code, MessageClass.VIOLATION, text, fix_by=FixBy.SYSTEM_OPERATOR)


MESSAGES = (
    _not_ready(
        "day_is_before_first_day", "{day} is before the first day of the ledger, {first_day}."
    ),
    _not_ready(
        "earlier_day_is_not_due",
        "{day} cannot be frozen: {next_day} comes first, and may be frozen from {at:instant}.",
    ),
    _not_ready(
        "earlier_day_is_open",
        "{day} cannot be frozen: {next_day} is not frozen yet.",
        "Clear the eod_freeze run of {run_day} 23:59, which freezes {next_day}, or run vlmis eod "
        "catch-up --through {day}. After a restore from a backup, vlmis eod backfill-command "
        "{next_day} {day} prints the command for Airflow.",
    ),
    _not_ready(
        "day_is_not_due",
        "{day} may be frozen from {at:instant}; until then late entries still count in it.",
        "To freeze it earlier, once the day is over: vlmis eod freeze {day} --early REASON.",
    ),
    _not_ready(
        "day_is_not_next",
        "{day} cannot be frozen: the next day to freeze is {next_day}.",
        "Freeze the days in order: vlmis eod catch-up.",
    ),
    _not_ready(
        "stores_are_unreachable",
        plural(
            "{count} store is not supplied, directly or indirectly, by the central store.",
            "{count} stores are not supplied, directly or indirectly, by the central store.",
        ),
        "Find them with vlmis stores tree, and give each a supplier.",
    ),
    define(
        "ledger_is_live",
        MessageClass.REFUSED,
        "The ledger is live since {first_day}; its first day cannot be changed.",
        fix_by=FixBy.USER,
        action="Enter stock that was not known then as a count (reason initial_count).",
    ),
    define(
        "first_day_is_missing",
        MessageClass.INVALID_INPUT,
        "No first day is given.",
        fix_by=FixBy.SYSTEM_OPERATOR,
        action="Give --first-day YYYY-MM-DD, or set VLMIS_FIRST_DAY.",
    ),
    define(
        "initial_stock_given",
        MessageClass.NOTICE,
        "Initial stock",
        fix_by=FixBy.USER,
    ),
    define(
        "initial_stock_is_repeated",
        MessageClass.INVALID_INPUT,
        "Another line has {store} and {product} too.",
        fix_by=FixBy.USER,
    ),
    define(
        "first_day_is_later",
        MessageClass.INVALID_INPUT,
        "The last day, {last}, is before the first, {first}.",
        fix_by=FixBy.USER,
        action="Give the earlier day first.",
    ),
    _busy(
        "day_is_frozen_by_run",
        "{day} is being frozen by run {run_id}.",
        "Let that run finish, or stop it first.",
    ),
    _busy("chunk_is_being_frozen", "Chunk {chunk} of {day} is being frozen by another task."),
    _busy(
        "day_is_of_another_run",
        "{day} is being frozen by run {owner}, not by run {run_id}.",
        "Clear begin_day of this run to begin the day again.",
    ),
    _busy(
        "day_is_open_again",
        "{day} is open again and no longer being frozen by run {run_id}.",
        "Clear begin_day of this run to begin the day again.",
    ),
    _busy("day_has_open_chunks", "{day} still has chunks to freeze."),
    define(
        "day_not_sealed",
        MessageClass.REFUSED,
        "{day} cannot be sealed and is open again.",
        fix_by=FixBy.SYSTEM_OPERATOR,
        action="Correct it with movements (a reversal, a count), then freeze it again.",
    ),
    _notice(
        "day_is_frozen",
        "{day} is frozen: {stores} stores, {rows} rows, {movements} movements, "
        "{late} of them late.",
    ),
    _notice("day_is_not_frozen", "{day} is not frozen."),
    _notice("day_was_frozen_now", "{day} is frozen."),
    _notice("day_was_frozen", "{day} was frozen before; nothing changed."),
    _notice(
        "days_were_frozen",
        plural(
            "{count} day frozen; every day up to {last} is frozen.",
            "{count} days frozen; every day up to {last} is frozen.",
        ),
    ),
    define(
        "days_are_missed",
        MessageClass.NOTICE,
        plural(
            "{count} day is not frozen although it is due: {first}.",
            "{count} days are not frozen although they are due: {first} to {last}.",
        ),
        fix_by=FixBy.SYSTEM_OPERATOR,
        action="eod_freeze catches up when it is unpaused; by hand: vlmis eod catch-up.",
    ),
    _notice("no_day_is_missed", "No day is missed. The next freeze is due {at:instant}."),
    _notice(
        "ledger_went_live",
        plural(
            "The ledger is live from {first_day}, with {count} pair of store and product.",
            "The ledger is live from {first_day}, with {count} pairs of store and product.",
        ),
    ),
    _notice(
        "days_were_audited",
        plural(
            "{days} days audited, {count} violation.", "{days} days audited, {count} violations."
        ),
    ),
    _violation(
        "closing_equals_opening_plus_moved",
        "{store}, {product}: opening {opening}, closing {closing}; the quantities give {expected}.",
    ),
    _violation(
        "opening_equals_previous_closing",
        "{store}, {product}: opening {opening}, closing of the day before {previous_closing}.",
    ),
    _violation(
        "row_has_open_pair",
        "{store}, {product}: there is a row, but the store has never held the product.",
    ),
    _violation(
        "opened_pair_has_row",
        "{store}, {product}: there is no row on the day on which the store first held the product.",
    ),
    _violation(
        "days_change_equals_days_ledger",
        "Closings minus openings are {change}, the movements of the day are {moved}.",
    ),
    _violation(
        "every_movement_is_counted_once",
        "{store}, {product}: the quantities of the row are not those of the movements.",
    ),
    _violation(
        "transfers_balance",
        "{store}, {product}: {sender} sent {sent}, {receiver} received {received}.",
    ),
    _violation("no_closing_is_negative", "{store}, {product}: the closing is {closing}."),
    _violation("digest_continues_chain", "The digest does not continue that of the day before."),
    _violation("digest_matches_rows", "The rows are not those that were sealed."),
)
