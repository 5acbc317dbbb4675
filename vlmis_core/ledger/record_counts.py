"""Record physical counts; the difference of a count to the ledger becomes a movement."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from vlmis_core.database import Database, Transaction
from vlmis_core.database.upsert import fields_reader
from vlmis_core.errors import BadInputError, fault_found
from vlmis_core.ledger.frozen_days import Horizon
from vlmis_core.ledger.movements import CountLine, Entry, Recorded
from vlmis_core.ledger.post_pending_movements import begin_recording, post_pending_movements
from vlmis_core.messages import message

_SOURCE = "counts_sent"


def record_counts(database: Database, lines: Iterable[CountLine], entry: Entry) -> Recorded:
    """Record counts in one transaction; lines with one source key are the lots of one count.

    A count is compared with the balance at the end of its day: the frozen closing if that day is
    frozen, else the sum of the ledger so far. The difference is counted in that day if it is open,
    else in the first open day. Counts of one pair on several days are compared oldest first.

    Returns:
        Counts recorded now and before, and how many of the new ones are late.

    Raises:
        BadInputError: names every faulty field; nothing was stored.
        NotLiveError: the ledger has no first day yet.
    """
    with database.transaction() as tx:
        horizon = begin_recording(tx)
        tx.script("ledger/create_incoming_count")
        tx.copy_rows("ledger/copy_incoming_count", _numbered(lines))
        tx.run("ledger/insert_affected_pairs_of_counts", first_open_day=horizon.first_open_day)
        tx.run("ledger/open_pairs")
        already_recorded = {row.source_key for row in tx.rows("ledger/delete_recorded_counts")}
        _require_valid_counts(tx, horizon, entry)
        recorded = late = 0
        for row in tx.rows("ledger/select_count_dates"):
            counted = _record_day(tx, row.occurred_on, horizon, entry)
            recorded += counted
            late += counted if row.occurred_on < horizon.first_open_day else 0
        return Recorded(recorded, len(already_recorded), late)


def _require_valid_counts(tx: Transaction, horizon: Horizon, entry: Entry) -> None:
    faults = tx.rows(
        "ledger/find_count_faults",
        as_=fault_found,
        today=entry.today,
        first_day=horizon.first_day,
        first_open_day=horizon.first_open_day,
    )
    if faults:
        raise BadInputError(message(_SOURCE), faults)


def _record_day(tx: Transaction, occurred_on: date, horizon: Horizon, entry: Entry) -> int:
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
    surplus = tx.rows("ledger/find_surplus_wastage", as_=fault_found, occurred_on=occurred_on)
    if surplus:
        raise BadInputError(message(_SOURCE), surplus)
    tx.run("ledger/delete_pending_movements")
    tx.run("ledger/insert_count_differences", occurred_on=occurred_on)
    post_pending_movements(tx, horizon, entry, message(_SOURCE))
    return counted


_fields = fields_reader(CountLine)


def _numbered(lines: Iterable[CountLine]) -> Iterable[tuple[Any, ...]]:
    return ((number, *_fields(line)) for number, line in enumerate(lines, start=1))
