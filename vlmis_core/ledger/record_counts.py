"""Record physical counts: kept as seen, their difference to the ledger becomes a movement."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from vlmis_core.database import Database, Transaction
from vlmis_core.errors import BadField, BadInputError
from vlmis_core.ledger.movements import CountLine, Entry, Recorded
from vlmis_core.ledger.post_drafts import Horizon, open_intake, post_drafts


def record_counts(database: Database, lines: Iterable[CountLine], entry: Entry) -> Recorded:
    """Record counts in one transaction; lines with one source key are the lots of one count.

    A count is measured against the balance at the end of its day: the frozen closing if that day
    is frozen, else the ledger so far. The difference is counted in that day if it is open, else
    in the first open day. Counts of one pair on several days are measured oldest first.

    Returns:
        Counts recorded now and before, and how many of the new ones are late.

    Raises:
        BadInputError: names every bad line; nothing was stored.
        NotLiveError: the ledger has no first day yet.
    """
    what = "counts"
    with database.transaction() as tx:
        horizon = open_intake(tx)
        tx.script("ledger/create_intake_count")
        tx.copy_rows("ledger/copy_intake_count", _numbered(lines))
        tx.run("ledger/touch_pairs_of_counts", first_open_day=horizon.first_open_day)
        tx.run("ledger/open_pairs")
        settled = {row.source_key for row in tx.rows("ledger/settle_recorded_counts")}
        _demand_good_counts(tx, horizon, entry, what)
        recorded = late = 0
        for row in tx.rows("ledger/select_count_dates"):
            counted = _record_day(tx, row.occurred_on, horizon, entry, what)
            recorded += counted
            late += counted if row.occurred_on < horizon.first_open_day else 0
        return Recorded(recorded, len(settled), late)


def _demand_good_counts(tx: Transaction, horizon: Horizon, entry: Entry, what: str) -> None:
    bad = tx.rows(
        "ledger/find_bad_counts",
        today=entry.today,
        first_day=horizon.first_day,
        first_open_day=horizon.first_open_day,
    )
    if bad:
        raise BadInputError(
            what, [BadField(row.line, row.field, row.value, row.reason) for row in bad]
        )


def _record_day(
    tx: Transaction, occurred_on: date, horizon: Horizon, entry: Entry, what: str
) -> int:
    """Record the counts of one day; returns how many."""
    counted = tx.run(
        "ledger/insert_counts",
        occurred_on=occurred_on,
        first_open_day=horizon.first_open_day,
        last_frozen=horizon.last_frozen,
        recorded_at=entry.recorded_at,
        recorded_by=entry.recorded_by,
    )
    tx.run("ledger/insert_count_lines", occurred_on=occurred_on)
    surplus = tx.rows("ledger/find_surplus_wastage", occurred_on=occurred_on)
    if surplus:
        raise BadInputError(what, [_surplus(row) for row in surplus])
    tx.run("ledger/clear_drafts")
    tx.run("ledger/draft_count_differences", occurred_on=occurred_on)
    post_drafts(tx, horizon, entry, what)
    return counted


def _surplus(row: Any) -> BadField:
    return BadField(
        row.line,
        "quantity",
        str(row.counted),
        f"the balance is {row.balance}: a surplus cannot be wastage, count it as count_adjustment",
    )


def _numbered(lines: Iterable[CountLine]) -> Iterable[tuple[Any, ...]]:
    for number, line in enumerate(lines, start=1):
        yield (
            number,
            line.source_key,
            line.store_code,
            line.product_code,
            line.quantity,
            line.occurred_on,
            str(line.kind),
            line.reason,
            line.lot,
            line.expires_on,
        )
