"""Record physical counts; the difference of a count to the ledger becomes a movement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from vlmis_core.database import Database, Transaction
from vlmis_core.database.upsert import fields_reader
from vlmis_core.errors import BadInputError, Fault, fault_found
from vlmis_core.files.table_file import USUAL, FileOptions, TableFile
from vlmis_core.ledger.frozen_days import Horizon
from vlmis_core.ledger.lots import (
    find_surplus_wastage_of_lots,
    insert_lot_count_differences,
    resolve_lots_of_counts,
)
from vlmis_core.ledger.movements import CountLine, Entry, Recorded
from vlmis_core.ledger.post_pending_movements import (
    begin_recording,
    open_and_lock_pairs,
    post_pending_movements,
)
from vlmis_core.ledger.unlikely_quantities import find_unlikely_counts
from vlmis_core.messages import Message, message


def record_counts(database: Database, lines: Iterable[CountLine], entry: Entry) -> Recorded:
    """Record counts in one transaction; lines with one source key are the lots of one count.

    A count of a product that is tracked by lot sets every lot of its pair; a lot that it does not
    name was not there.

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
        counting = _Counting(tx, begin_recording(tx), entry, message("counts_sent"))
        tx.script("ledger/create_incoming_count")
        tx.copy_rows("ledger/copy_incoming_count", _numbered(lines))
        return counting.record()


REQUIRED = ("source_key", "store_code", "product_code", "quantity", "occurred_on")
OPTIONAL = ("kind", "reason", "lot", "expires_on", "confirmed")


def import_counts(
    database: Database, path: Path, entry: Entry, options: FileOptions = USUAL
) -> Recorded:
    """Record the counts of a file with the columns of a `CountLine`, as `record_counts` does.

    A blank kind is count_adjustment, a blank reason of it is count; ``confirmed`` is yes or no.

    Raises:
        BadInputError: names every fault (the header is line 1); nothing was stored.
        NotLiveError: the ledger has no first day yet.
    """
    table = TableFile(path, REQUIRED, OPTIONAL, options)
    with database.transaction() as tx, table.refused_together():
        counting = _Counting(tx, begin_recording(tx), entry, path.name)
        tx.script("ledger/create_incoming_count")
        tx.copy_texts("ledger/copy_incoming_count_file", table.copy_texts())
        return counting.record()


@dataclass(frozen=True, slots=True)
class _Counting:
    """The recording of the counts that were sent, in one transaction.

    Where a pair is faulty, the counts of the others are still compared, so that every fault is
    found; nothing of it is kept.
    """

    tx: Transaction
    horizon: Horizon
    entry: Entry
    source: Message | str
    faults: list[Fault] = field(default_factory=list)

    def record(self) -> Recorded:
        tx, first_open_day = self.tx, self.horizon.first_open_day
        tx.script("ledger/create_counted_lots")
        lot_faults = resolve_lots_of_counts(tx, self.entry)
        tx.run("ledger/insert_affected_pairs_of_counts", first_open_day=first_open_day)
        open_and_lock_pairs(tx)
        already_recorded = {row.source_key for row in tx.rows("ledger/delete_recorded_counts")}
        faults = tx.rows(
            "ledger/find_count_faults",
            as_=fault_found,
            today=self.entry.today,
            first_day=self.horizon.first_day,
            first_open_day=first_open_day,
            stores_were_chosen=self.entry.stores_were_chosen,
        )
        unreadable = tx.rows("ledger/find_unreadable_confirmations_of_counts", as_=fault_found)
        self._leave_out([*faults, *lot_faults, *unreadable])
        recorded = late = 0
        for row in tx.rows("ledger/select_count_dates"):
            counted = self._record_day(row.occurred_on)
            recorded += counted
            late += counted if row.occurred_on < first_open_day else 0
        if self.faults:
            raise BadInputError(self.source, sorted(self.faults, key=lambda fault: fault.line))
        return Recorded(recorded, len(already_recorded), late)

    def _record_day(self, occurred_on: date) -> int:
        """Record the counts of one day; returns how many."""
        counted = self.tx.run(
            "ledger/insert_counts",
            occurred_on=occurred_on,
            first_open_day=self.horizon.first_open_day,
            last_frozen=self.horizon.last_frozen,
            recorded_at=self.entry.recorded_at,
            recorded_by=self.entry.recorded_by,
        )
        self.tx.run("ledger/insert_count_lines", occurred_on=occurred_on)
        surplus = "ledger/find_surplus_wastage"
        self._leave_out(self.tx.rows(surplus, as_=fault_found, occurred_on=occurred_on))
        self._leave_out(find_surplus_wastage_of_lots(self.tx, self.horizon, occurred_on))
        self._leave_out(find_unlikely_counts(self.tx, self.horizon, self.entry, occurred_on))
        self._post_differences(occurred_on)
        return counted

    def _post_differences(self, occurred_on: date) -> None:
        """Append the differences of one day; again without the pairs for which that is refused."""
        self.tx.run("ledger/delete_pending_movements")
        self.tx.run("ledger/insert_count_differences", occurred_on=occurred_on)
        insert_lot_count_differences(self.tx, self.horizon, occurred_on)
        try:
            post_pending_movements(self.tx, self.horizon, self.entry, self.source)
        except BadInputError as refused:
            self._leave_out(refused.faults)
            self._post_differences(occurred_on)

    def _leave_out(self, faults: Sequence[Fault]) -> None:
        lines = [fault.line for fault in faults]
        if lines:
            self.faults.extend(faults)
            self.tx.run("ledger/delete_counts_of_bad_pairs", lines=lines)


_fields = fields_reader(CountLine)


def _numbered(lines: Iterable[CountLine]) -> Iterable[tuple[Any, ...]]:
    return ((number, *_fields(line)) for number, line in enumerate(lines, start=1))
