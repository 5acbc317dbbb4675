"""Go live: day zero is frozen with the initial stock as its closings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from vlmis_core.database import Database, Transaction
from vlmis_core.database.upsert import fields_reader
from vlmis_core.errors import BadInputError, Fault, PermanentError, fault_found
from vlmis_core.files.table_file import USUAL, FileOptions, TableFile, whole_number
from vlmis_core.ledger.calendar import ONE_DAY
from vlmis_core.messages import message

InitialStock = tuple[str, str, int]
"""Store code, product code, quantity in the product's unit (0 opens the pair)."""


def go_live(
    database: Database, *, first_day: date, initial_stock: Iterable[InitialStock], run_id: str
) -> int:
    """Freeze day zero (``first_day`` − 1) with ``initial_stock``; returns its number of rows.

    The initial stock is in no flow column. Day zero starts the chain of digests.

    Raises:
        PermanentError: the ledger is live already, from another day or with stock.
        BadInputError: a line names an unknown store or product, a pair twice, or a negative
            quantity; nothing was stored.
    """
    with database.transaction() as tx:
        lines = (
            _Line(number, *stock, None, None) for number, stock in enumerate(initial_stock, start=1)
        )
        return _start_ledger(tx, first_day, lines, run_id)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the initial stock; a lot and its expiry date only of tracked products."""

    number: int
    store_code: str
    product_code: str
    quantity: int
    lot: str | None
    expires_on: str | None


def _start_ledger(tx: Transaction, first_day: date, stock: Iterable[_Line], run_id: str) -> int:
    """Start the ledger in the caller's transaction."""
    day_zero = first_day - ONE_DAY
    frozen = tx.row("ledger/select_frozen_days")
    if frozen is not None and frozen.first_day is not None:
        raise PermanentError(message("ledger_is_live", first_day=frozen.first_day))
    tx.run("freeze/begin_day_zero", day=day_zero, run_id=run_id)
    tx.script("freeze/create_initial_stock")
    tx.copy_rows("freeze/copy_initial_stock", map(_fields, stock))
    faults = tx.rows("freeze/find_initial_stock_faults", as_=fault_found)
    faults += tx.rows("freeze/find_initial_lot_faults", as_=fault_found, day=day_zero)
    if faults:
        raise BadInputError(
            message("initial_stock_given"), sorted(faults, key=lambda fault: fault.line)
        )
    rows = tx.run("freeze/freeze_initial_stock", day=day_zero)
    tx.run("freeze/open_initial_pairs")
    tx.run("freeze/insert_initial_lots", day=day_zero)
    tx.run("freeze/mark_all_chunks_frozen", day=day_zero)
    tx.run("freeze/publish_day", day=day_zero, run_id=run_id)
    return rows


_fields = fields_reader(_Line)

COLUMNS = ("store_code", "product_code", "quantity")
OPTIONAL_COLUMNS = ("lot", "expires_on")


def import_initial_stock(
    database: Database,
    path: Path,
    options: FileOptions = USUAL,
    *,
    first_day: date,
    run_id: str,
) -> int:
    """Start the ledger on ``first_day`` with the stock of a CSV file; returns the number of pairs.

    Columns: store_code, product_code, quantity (whole; 0 opens the pair); of products that are
    tracked by lot from the first day on also lot and expires_on; lines in any order. Stock of such
    a product without a lot is “unassigned”.

    Raises:
        BadInputError: every faulty line by its number in the file; nothing was stored.
        PermanentError: the ledger is live already.
    """
    table = TableFile(path, COLUMNS, OPTIONAL_COLUMNS, options)
    stock: list[_Line] = []
    for line in table:
        store, product, written = (line.fields[column] for column in COLUMNS)
        quantity = whole_number(written)
        if quantity is None:
            wrong = message("not_a_whole_number")
            table.faults.append(Fault(line.number, "quantity", written, wrong))
        else:
            lot, expires_on = (line.fields[column] or None for column in OPTIONAL_COLUMNS)
            stock.append(_Line(line.number, store, product, quantity, lot, expires_on))
    with database.transaction() as tx, table.refused_together():
        return _start_ledger(tx, first_day, stock, run_id)
