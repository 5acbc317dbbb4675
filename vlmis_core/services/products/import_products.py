"""Create and change products from a file."""

from pathlib import Path

from vlmis_core.database import Database
from vlmis_core.services.places.master_data import Put
from vlmis_core.services.places.read_csv_file import CsvLine, read_csv_file
from vlmis_core.services.products.put_products import ProductLine, put_products

COLUMNS = ("code", "name")
OPTIONAL_COLUMNS = ("unit", "hmis_code")


def import_products(database: Database, path: Path) -> Put:
    """Create the products of a CSV file (code, name, unit, hmis_code), change those that differ.

    A blank unit of a new product is ``dose``; a blank hmis_code leaves the code as it is.

    Raises:
        BadInputError: see `put_products`; nothing was stored.
    """
    lines = read_csv_file(path, required=COLUMNS, optional=OPTIONAL_COLUMNS)
    with database.transaction() as tx:
        return put_products(tx, [_product_line(line) for line in lines], what=path.name)


def _product_line(line: CsvLine) -> ProductLine:
    return ProductLine(
        line.number,
        line.fields["code"],
        line.fields["name"],
        line.fields["unit"],
        line.fields["hmis_code"] or None,
    )
