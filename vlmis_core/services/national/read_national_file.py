"""Read a national monthly file."""

from pathlib import Path

from vlmis_core.errors import BadInputError
from vlmis_core.services.places.read_csv_file import read_csv_file
from vlmis_core.stock.national_rows import IGNORED, REQUIRED, NationalRow, NationalRows


def read_national_file(path: Path) -> list[NationalRow]:
    """Read the rows of ``path``, in the order of the file; quantities in the file's own units.

    Raises:
        BadInputError: a field that cannot be read, a row whose figures do not add up, a site in two
            places, a site, product and month twice; every bad field is named.
    """
    read = NationalRows()
    for line in read_csv_file(path, required=REQUIRED, optional=IGNORED):
        read.add(line.number, line.fields)
    if read.bad:
        raise BadInputError(path.name, read.bad)
    return read.rows
