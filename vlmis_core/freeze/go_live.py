"""Go live: day zero is frozen with the initial stock as its closings."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from vlmis_core.database import Database, Transaction
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
        return _start_ledger(tx, first_day, enumerate(initial_stock, start=1), run_id)


def _start_ledger(
    tx: Transaction, first_day: date, stock: Iterable[tuple[int, InitialStock]], run_id: str
) -> int:
    """Start the ledger in the caller's transaction; each line of the stock has its number."""
    day_zero = first_day - ONE_DAY
    frozen = tx.row("ledger/select_frozen_days")
    if frozen is not None and frozen.first_day is not None:
        raise PermanentError(message("ledger_is_live", first_day=frozen.first_day))
    tx.run("freeze/begin_day_zero", day=day_zero, run_id=run_id)
    tx.script("freeze/create_initial_stock")
    tx.copy_rows("freeze/copy_initial_stock", ((number, *line) for number, line in stock))
    faults = tx.rows("freeze/find_initial_stock_faults", as_=fault_found)
    if faults:
        raise BadInputError(message("initial_stock_given"), faults)
    rows = tx.run("freeze/freeze_initial_stock", day=day_zero)
    tx.run("freeze/open_initial_pairs")
    tx.run("freeze/mark_all_chunks_frozen", day=day_zero)
    tx.run("freeze/publish_day", day=day_zero, run_id=run_id)
    return rows


COLUMNS = ("store_code", "product_code", "quantity")


def import_initial_stock(
    database: Database,
    path: Path,
    options: FileOptions = USUAL,
    *,
    first_day: date,
    run_id: str,
) -> int:
    """Start the ledger on ``first_day`` with the stock of a CSV file; returns the number of pairs.

    Columns: store_code, product_code, quantity (whole; 0 opens the pair); lines in any order.

    Raises:
        BadInputError: every faulty line by its number in the file; nothing was stored.
        PermanentError: the ledger is live already.
    """
    table = TableFile(path, COLUMNS, options=options)
    stock: list[tuple[int, InitialStock]] = []
    for line in table:
        store, product, written = (line.fields[column] for column in COLUMNS)
        quantity = whole_number(written)
        if quantity is None:
            wrong = message("not_a_whole_number")
            table.faults.append(Fault(line.number, "quantity", written, wrong))
        else:
            stock.append((line.number, (store, product, quantity)))
    with database.transaction() as tx, table.refused_together():
        return _start_ledger(tx, first_day, stock, run_id)
