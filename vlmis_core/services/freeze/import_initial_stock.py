"""Go live with the initial stock of a file."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from vlmis_core.database import Database
from vlmis_core.errors import BadField, BadInputError
from vlmis_core.services.freeze.go_live import InitialStock, go_live
from vlmis_core.services.places.read_csv_file import CsvLine, read_csv_file

COLUMNS = ("store_code", "product_code", "quantity")


def import_initial_stock(database: Database, path: Path, *, first_day: date, run_id: str) -> int:
    """Start the ledger on ``first_day`` with the stock of a CSV file; returns the number of pairs.

    Columns: store_code, product_code, quantity (whole, 0 opens the pair); lines in any order.

    Raises:
        BadInputError: every bad line by its number in the file; nothing was stored.
        PermanentError: the ledger is live already.
    """
    lines = read_csv_file(path, required=COLUMNS)
    stock = _initial_stock(path.name, lines)
    try:
        return go_live(database, first_day=first_day, initial_stock=stock, run_id=run_id)
    except BadInputError as error:
        # Going live counts the lines of the stock; people count those of the file.
        fields = [replace(field, line=lines[field.line - 1].number) for field in error.fields]
        raise BadInputError(path.name, fields) from error


def _initial_stock(name: str, lines: list[CsvLine]) -> list[InitialStock]:
    stock: list[InitialStock] = []
    bad = []
    for line in lines:
        quantity = line.fields["quantity"]
        if quantity.removeprefix("-").isdecimal() and quantity.isascii():
            stock.append((line.fields["store_code"], line.fields["product_code"], int(quantity)))
        else:
            bad.append(BadField(line.number, "quantity", quantity, "must be a whole number"))
    if bad:
        raise BadInputError(name, bad)
    return stock
