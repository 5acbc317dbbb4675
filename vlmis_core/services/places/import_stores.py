"""Create and change stores from a file."""

from pathlib import Path

from vlmis_core.database import Database
from vlmis_core.services.places.master_data import Put
from vlmis_core.services.places.put_stores import StoreLine, put_stores
from vlmis_core.services.places.read_csv_file import CsvLine, read_csv_file

COLUMNS = ("code", "name", "supplier_code")
OPTIONAL_COLUMNS = ("org_unit_uid",)


def import_stores(database: Database, path: Path) -> Put:
    """Create the stores of a CSV file, change those that differ.

    Columns: code, name, supplier_code and, if wanted, org_unit_uid; lines in any order. A blank
    supplier_code means the central store; a blank org_unit_uid leaves the store attached as it is.
    A changed supplier takes effect for the next day that is begun.

    Raises:
        BadInputError: see `put_stores`; nothing was stored.
    """
    lines = read_csv_file(path, required=COLUMNS, optional=OPTIONAL_COLUMNS)
    with database.transaction() as tx:
        return put_stores(tx, [_store_line(line) for line in lines], what=path.name)


def _store_line(line: CsvLine) -> StoreLine:
    return StoreLine(
        line.number,
        line.fields["code"],
        line.fields["name"],
        line.fields["supplier_code"] or None,
        line.fields["org_unit_uid"] or None,
    )
