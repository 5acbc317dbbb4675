"""Go live: day zero is frozen with the initial stock as its closings."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from vlmis_core.database import Database
from vlmis_core.errors import BadInputError, Fault, PermanentError, fault_found
from vlmis_core.files.csv_file import CsvLine, read_csv_file
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
    day_zero = first_day - ONE_DAY
    with database.transaction() as tx:
        frozen = tx.row("ledger/select_frozen_days")
        if frozen is not None and frozen.first_day is not None:
            raise PermanentError(message("ledger_is_live", first_day=frozen.first_day))
        tx.run("freeze/begin_day_zero", day=day_zero, run_id=run_id)
        tx.script("freeze/create_initial_stock")
        tx.copy_rows(
            "freeze/copy_initial_stock",
            ((line, *stock) for line, stock in enumerate(initial_stock, start=1)),
        )
        faults = tx.rows("freeze/find_initial_stock_faults", as_=fault_found)
        if faults:
            raise BadInputError(message("initial_stock_given"), faults)
        rows = tx.run("freeze/freeze_initial_stock", day=day_zero)
        tx.run("freeze/open_initial_pairs")
        tx.run("freeze/mark_all_chunks_frozen", day=day_zero)
        tx.run("freeze/publish_day", day=day_zero, run_id=run_id)
        return rows


COLUMNS = ("store_code", "product_code", "quantity")


def import_initial_stock(database: Database, path: Path, *, first_day: date, run_id: str) -> int:
    """Start the ledger on ``first_day`` with the stock of a CSV file; returns the number of pairs.

    Columns: store_code, product_code, quantity (whole; 0 opens the pair); lines in any order.

    Raises:
        BadInputError: every faulty line by its number in the file; nothing was stored.
        PermanentError: the ledger is live already.
    """
    lines = read_csv_file(path, required=COLUMNS)
    stock = _initial_stock(path.name, lines)
    try:
        return go_live(database, first_day=first_day, initial_stock=stock, run_id=run_id)
    except BadInputError as error:
        # The ledger numbers the lines of the stock; a person needs the lines of the file.
        faults = [replace(fault, line=lines[fault.line - 1].number) for fault in error.faults]
        raise BadInputError(path.name, faults) from error


def _initial_stock(name: str, lines: list[CsvLine]) -> list[InitialStock]:
    stock: list[InitialStock] = []
    faults = []
    for line in lines:
        quantity = line.fields["quantity"]
        if quantity.removeprefix("-").isdecimal() and quantity.isascii():
            stock.append((line.fields["store_code"], line.fields["product_code"], int(quantity)))
        else:
            faults.append(Fault(line.number, "quantity", quantity, message("not_a_whole_number")))
    if faults:
        raise BadInputError(name, faults)
    return stock
