"""Freezing a stock day: whether it may begin, whether it could be sealed, what breaks it."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    *define(
        MessageClass.NOT_READY,
        FixBy.SYSTEM_OPERATOR,
        earlier_day_is_not_due=(
            "{day} cannot be frozen: {next_day} comes first, and may be frozen from {at:instant}."
        ),
        earlier_day_is_open=(
            "{day} cannot be frozen: {next_day} is not frozen yet.",
            "Clear the eod_freeze run of {run_day} 23:59, which freezes {next_day}, or run vlmis "
            "eod catch-up --to {day}. After a restore from a backup, vlmis eod "
            "backfill-command {next_day} {day} prints the command for Airflow.",
        ),
        day_is_not_due=(
            "{day} may be frozen from {at:instant}; until then late entries still count in it.",
            "To freeze it earlier, once the day is over: vlmis eod freeze {day} --early REASON.",
        ),
        ledger_cannot_begin_then=(
            "The ledger cannot begin after {day}: that day has not come, or is long past.",
            "Choose a first day from 2000 on that is not after today: vlmis eod go-live.",
        ),
        day_is_not_over=(
            "{day} is not over yet: only a day that is over can be frozen, early or not.",
            "Wait until {day} is over, then run the command again.",
        ),
        day_is_not_next=(
            "{day} cannot be frozen: the next day to freeze is {next_day}.",
            "Freeze the days in order: vlmis eod catch-up.",
        ),
        stores_are_unreachable=(
            plural(
                "{count} store is not supplied, directly or indirectly, by the central store.",
                "{count} stores are not supplied, directly or indirectly, by the central store.",
            ),
            "Find them with vlmis stores tree, and give each a supplier.",
        ),
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.USER,
        ledger_is_live=(
            "The ledger is live since {first_day}; its first day cannot be changed.",
            "Enter stock that was not known then as a count (reason initial_count).",
        ),
    ),
    *define(
        MessageClass.INVALID_INPUT,
        FixBy.SYSTEM_OPERATOR,
        first_day_is_missing=(
            "No first day is given.",
            "Give --first-day YYYY-MM-DD, or set VLMIS_FIRST_DAY.",
        ),
        anchor_not_readable=(
            "“{anchor}” is no anchor.",
            "Give a stock day and its digest as vlmis eod anchor prints them: YYYY-MM-DD:DIGEST.",
        ),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.USER,
        initial_stock_given="Initial stock",
    ),
    *define(
        MessageClass.INVALID_INPUT,
        FixBy.USER,
        initial_stock_is_repeated="Another line has {store} and {product} too.",
        first_day_is_later=(
            "The last day, {last}, is before the first, {first}.",
            "Give the earlier day first.",
        ),
    ),
    *define(
        MessageClass.UNAVAILABLE,
        FixBy.SYSTEM_OPERATOR,
        day_is_frozen_by_run=(
            "{day} is being frozen by run {run_id}.",
            "Let that run finish, or stop it first.",
        ),
        chunk_is_being_frozen="Chunk {chunk} of {day} is being frozen by another task.",
        day_is_of_another_run=(
            "{day} is being frozen by run {owner}, not by run {run_id}.",
            "Clear begin_day of this run to begin the day again.",
        ),
        day_is_open_again=(
            "{day} is open again and no longer being frozen by run {run_id}.",
            "Clear begin_day of this run to begin the day again.",
        ),
        day_has_open_chunks="{day} still has chunks to freeze.",
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.SYSTEM_OPERATOR,
        day_not_sealed=(
            "{day} cannot be sealed and is open again.",
            "Correct it with movements (a reversal, a count), then freeze it again.",
        ),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.NOBODY,
        day_is_frozen=(
            "{day} is frozen: {stores} stores, {rows} rows, {movements} movements, {late} of them "
            "late."
        ),
        day_is_not_frozen="{day} is not frozen.",
        day_was_frozen_now="{day} is frozen.",
        day_was_frozen="{day} was frozen before; nothing changed.",
        days_were_frozen=plural(
            "{count} day frozen; every day up to {last} is frozen.",
            "{count} days frozen; every day up to {last} is frozen.",
        ),
        no_day_is_missed="No day is missed. The next freeze is due {at:instant}.",
        ledger_went_live=plural(
            "The ledger is live from {first_day}, with {count} pair of store and product.",
            "The ledger is live from {first_day}, with {count} pairs of store and product.",
        ),
        days_were_audited=plural(
            "{days} days audited, {count} violation.",
            "{days} days audited, {count} violations.",
        ),
        anchors_were_compared=plural(
            "{count} anchor compared.",
            "{count} anchors compared.",
        ),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.SYSTEM_OPERATOR,
        days_are_missed=(
            plural(
                "{count} day is not frozen although it is due: {first}.",
                "{count} days are not frozen although they are due: {first} to {last}.",
            ),
            "eod_freeze catches up when it is unpaused; by hand: vlmis eod catch-up.",
        ),
    ),
    *define(
        MessageClass.VIOLATION,
        FixBy.SYSTEM_OPERATOR,
        closing_equals_opening_plus_moved=(
            "{store}, {product}: opening {opening}, closing {closing}; the quantities give "
            "{expected}."
        ),
        opening_equals_previous_closing=(
            "{store}, {product}: opening {opening}, closing of the day before {previous_closing}."
        ),
        row_has_open_pair=(
            "{store}, {product}: there is a row, but the store has never held the product."
        ),
        opened_pair_has_row=(
            "{store}, {product}: there is no row on the day on which the store first held the "
            "product."
        ),
        days_change_equals_days_ledger=(
            "Closings minus openings are {change}, the movements of the day are {moved}."
        ),
        every_movement_is_counted_once=(
            "{store}, {product}: the quantities of the row are not those of the movements."
        ),
        transfers_balance=(
            "{store}, {product}: {sender} sent {sent}, {receiver} received {received}."
        ),
        closing_equals_sum_of_lots=(
            "{store}, {product}: the closing changed by {change}, its lots by {of_lots} together."
        ),
        no_lot_is_negative="{store}, {product}: lot {lot} closes with {closing}.",
        no_closing_is_negative="{store}, {product}: the closing is {closing}.",
        digest_continues_chain="The digest does not continue that of the day before.",
        digest_matches_rows="The rows, or the totals of the day, are not those that were sealed.",
        digest_matches_ledger="The movements, counts or lots are not those that were sealed.",
        anchored_digest_differs=(
            "The day has another digest than was anchored: {digest}.",
            "Somebody has rewritten the day or one before it, or the database was restored and the "
            "day frozen again. Compare with a backup (runbook eod_freeze).",
        ),
        anchored_day_is_missing=(
            "The day was anchored as frozen, with the digest {digest}, and is not frozen here.",
            "Somebody has removed the day, or the database was restored from an older backup.",
        ),
    ),
)
