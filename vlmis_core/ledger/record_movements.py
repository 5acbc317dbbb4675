"""Record movements in the ledger: all of a request or file, or nothing. Rules: docs/adr/0003."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from vlmis_core.database import Database, Transaction
from vlmis_core.database.upsert import fields_reader
from vlmis_core.errors import BadInputError, Fault, fault_found
from vlmis_core.files.table_file import USUAL, FileOptions, TableFile
from vlmis_core.ledger.frozen_days import Horizon
from vlmis_core.ledger.lots import (
    assign_pending_lots,
    find_lot_faults_of_lines,
    resolve_lots_of_lines,
)
from vlmis_core.ledger.movements import Entry, MovementLine, Recorded
from vlmis_core.ledger.post_pending_movements import (
    begin_recording,
    find_negative_balances,
    open_and_lock_pairs,
    post_pending_movements,
)
from vlmis_core.ledger.unlikely_quantities import find_unlikely_movements, with_unlikely
from vlmis_core.messages import Message, message


def record_movements(database: Database, lines: Iterable[MovementLine], entry: Entry) -> Recorded:
    """Record ``lines`` in one transaction; lines sent again are counted as already recorded.

    Raises:
        BadInputError: names every faulty field (position from 1); nothing was stored.
        NotLiveError: the ledger has no first day yet.
    """
    with database.transaction() as tx:
        return record_movements_within(tx, lines, entry)


def record_movements_within(
    tx: Transaction,
    lines: Iterable[MovementLine],
    entry: Entry,
    *,
    opened_pairs: Iterable[tuple[str, str, date]] = (),
    are_lots_unknown: bool = False,
    source: Message | str | None = None,
) -> Recorded:
    """Record ``lines`` in the caller's transaction; call it once in a transaction.

    ``opened_pairs`` (store code, product code, day) opens pairs without a movement: an import line
    of 0. ``are_lots_unknown``: the lines of tracked products change the lot “unassigned”.
    ``source`` names the file or request in errors.
    """
    horizon = begin_recording(tx)
    tx.copy_rows("ledger/copy_incoming_lines", _numbered(lines))
    tx.copy_rows("ledger/copy_incoming_pairs", opened_pairs)
    return _record_incoming_lines(
        tx,
        horizon,
        entry,
        source or message("movements_sent"),
        are_lots_unknown=are_lots_unknown,
    )


REQUIRED = ("source_key", "store_code", "product_code", "kind", "quantity", "occurred_on")
OPTIONAL = ("counterpart_store_code", "lot", "expires_on", "reason", "confirmed")


def import_movements(
    database: Database, path: Path, entry: Entry, options: FileOptions = USUAL
) -> Recorded:
    """Record the movements of a file with the columns of a `MovementLine`, in any order.

    ``confirmed`` is yes or no (also true, 1, oui …); blank is no.

    Raises:
        BadInputError: names every fault (the header is line 1); nothing was stored.
    """
    table = TableFile(path, REQUIRED, OPTIONAL, options)
    with database.transaction() as tx, table.refused_together():
        horizon = begin_recording(tx)
        tx.copy_texts("ledger/copy_incoming_file", table.copy_texts())
        return _record_incoming_lines(tx, horizon, entry, path.name)


def _record_incoming_lines(
    tx: Transaction,
    horizon: Horizon,
    entry: Entry,
    source: Message | str,
    *,
    are_lots_unknown: bool = False,
) -> Recorded:
    tx.script("ledger/create_resolved_lines")
    resolve_lots_of_lines(tx, entry, are_lots_unknown=are_lots_unknown)
    tx.run("ledger/apply_suppliers_of_national_months")
    # The pairs are locked before the lines are checked, so that the checks see what another
    # recorder has just committed.
    tx.run("ledger/insert_affected_pairs_of_lines", first_open_day=horizon.first_open_day)
    open_and_lock_pairs(tx)
    already_recorded = tx.run("ledger/delete_recorded_lines")
    repeated = tx.rows("ledger/find_repeated_keys", as_=RepeatedKey)
    faults = [
        *tx.rows(
            "ledger/find_line_faults",
            as_=fault_found,
            today=entry.today,
            first_day=horizon.first_day,
        ),
        *find_lot_faults_of_lines(tx, are_lots_unknown=are_lots_unknown),
        *(line.fault for line in repeated if not line.is_same),
        *(
            ()
            if entry.stores_were_chosen
            else tx.rows("ledger/find_handed_over_codes", as_=fault_found)
        ),
        *tx.rows("ledger/find_unreadable_confirmations", as_=fault_found),
    ]
    unlikely = find_unlikely_movements(tx, horizon, entry)
    if faults:
        faults += _find_negative_balances_of_other_pairs(tx, horizon, faults)
        raise _refused(source, faults, unlikely)
    repetitions = tx.run("ledger/delete_repeated_lines") if repeated else 0
    tx.run("ledger/insert_pending_movements")
    try:
        posted = post_pending_movements(tx, horizon, entry, source)
    except BadInputError as refused:
        raise _refused(source, refused.faults, unlikely) from refused
    if unlikely:
        raise _refused(source, [], unlikely)
    return Recorded(posted.lines, already_recorded + repetitions, posted.late)


def _refused(
    source: Message | str, faults: Collection[Fault], unlikely: Collection[Fault]
) -> BadInputError:
    found = with_unlikely(faults, unlikely)
    return BadInputError(source, sorted(found, key=lambda fault: fault.line))


def _find_negative_balances_of_other_pairs(
    tx: Transaction, horizon: Horizon, faults: Iterable[Fault]
) -> list[Fault]:
    """Name overdrawn lines together with the faulty ones, so that one round corrects a file."""
    tx.run("ledger/delete_lines_of_bad_pairs", lines=[fault.line for fault in faults])
    tx.run("ledger/delete_repeated_lines")
    tx.run("ledger/insert_pending_movements")
    assign_pending_lots(tx)
    tx.run("ledger/insert_count_corrections")
    return find_negative_balances(tx, horizon)


@dataclass(frozen=True, slots=True)
class RepeatedKey:
    """A line whose key ``first_line`` has too; ``is_same``: all other fields are equal."""

    line: int
    source_key: str
    first_line: int
    is_same: bool

    @property
    def fault(self) -> Fault:
        """Describe the line as a fault of its key."""
        repeated = message("key_is_repeated", line=self.first_line)
        return Fault(self.line, "source_key", self.source_key, repeated)


_fields = fields_reader(MovementLine)


def _numbered(lines: Iterable[MovementLine]) -> Iterable[tuple[Any, ...]]:
    return ((number, *_fields(line)) for number, line in enumerate(lines, start=1))
