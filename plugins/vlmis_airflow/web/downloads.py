"""Reports as files. Numbers stay numbers, and no text can become a formula.

The columns are the fields of the line's class, under their own names, in every language: these
files are read by programs. Names of stores come from DHIS2, where anybody may have typed anything.
"""

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from datetime import date, datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import Any

import xlsxwriter
from fastapi.responses import FileResponse, Response, StreamingResponse
from starlette.background import BackgroundTask

from vlmis_core.database import Database, Transaction
from vlmis_core.errors import PermanentError
from vlmis_core.files.plain_text import csv_cell
from vlmis_core.messages import message
from vlmis_core.settings import load_settings

_BLOCK_LINES = 500
MOST_XLSX_LINES = 1_048_575
"""The rows of a sheet in Excel, less the one of headings; written a row at a time, never held."""

_WIDEST_COLUMN = 40

Lines = Callable[[Transaction], Iterable[Any]]


class FileForm(StrEnum):
    """The forms of a report as a file."""

    CSV = "csv"
    XLSX = "xlsx"


def download(
    database: Database, lines: Lines, line_class: type, *, form: FileForm, name: str
) -> Response:
    """The lines that ``lines`` reads in a transaction of its own, as a file called ``name``.

    Raises:
        PermanentError: too many lines for a spreadsheet.
    """
    if form is FileForm.XLSX:
        return _xlsx(database, lines, line_class, name)
    return _csv(database, lines, line_class, name)


def _csv(database: Database, lines: Lines, line_class: type, name: str) -> Response:
    def blocks() -> Iterator[str]:
        with database.transaction() as tx:
            yield from csv_blocks(lines(tx), line_class)

    streamed = blocks()
    # The first block before the answer begins: what fails until then is an error page, not a file.
    begun = next(streamed)
    return StreamingResponse(
        chain([begun], streamed),
        media_type="text/csv; charset=utf-8",
        headers=_headers(f"{name}.csv"),
    )


def csv_file(lines: Iterable[Any], line_class: type, name: str) -> Response:
    """Lines that are there already, as a CSV file called ``name``."""
    return Response(
        "".join(csv_blocks(lines, line_class)),
        media_type="text/csv; charset=utf-8",
        headers=_headers(f"{name}.csv"),
    )


def csv_blocks(lines: Iterable[Any], line_class: type) -> Iterator[str]:
    """The lines as comma-separated text, some hundred at a time; the first block has the header."""
    names = [field.name for field in fields(line_class)]
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(names)
    for number, line in enumerate(lines, 1):
        writer.writerow([csv_cell(getattr(line, name)) for name in names])
        if number % _BLOCK_LINES == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _xlsx(database: Database, lines: Lines, line_class: type, name: str) -> Response:
    with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as file:
        path = Path(file.name)
    try:
        with database.transaction() as tx:
            write_xlsx(path, lines(tx), line_class, title=name)
    except BaseException:
        path.unlink()
        raise
    return FileResponse(
        path,
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers=_headers(f"{name}.xlsx"),
        background=BackgroundTask(path.unlink),
    )


def write_xlsx(path: Path, lines: Iterable[Any], line_class: type, *, title: str) -> None:
    """Write one sheet named ``title``, a row at a time: headings stay in view and have a filter.

    Raises:
        PermanentError: there are too many lines.
    """
    names = [field.name for field in fields(line_class)]
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(sheet_name(title))
        heading = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        formats: dict[type, Any] = {date: day, datetime: instant}
        zone = load_settings().zone
        sheet.freeze_panes(1, 0)
        row = 0
        for row, line in enumerate(lines, 1):
            if row > MOST_XLSX_LINES:
                raise PermanentError(
                    message("spreadsheet_has_too_many_lines", limit=MOST_XLSX_LINES)
                )
            values = [_local(getattr(line, name), zone) for name in names]
            if row == 1:
                _write_head(sheet, names, values, heading)
            for column, value in enumerate(values):
                _write_cell(sheet, row, column, value, formats)
        if row == 0:
            _write_head(sheet, names, [None] * len(names), heading)
        sheet.autofilter(0, 0, row, len(names) - 1)


def sheet_name(title: str) -> str:
    """Make a name of a sheet: at most 31 characters, none of those that Excel forbids."""
    return re.sub(r"[\[\]:*?/\\']", "-", title)[:31] or "VLMIS"


def _local(value: Any, zone: tzinfo) -> Any:
    """Return an instant in the time of the country: a spreadsheet knows no time zones."""
    if isinstance(value, datetime):
        return value.astimezone(zone).replace(tzinfo=None, microsecond=0)
    return value


def _write_head(sheet: Any, names: list[str], values: list[Any], heading: Any) -> None:
    """Write the headings, each column as wide as it, and as the first line where that is text."""
    for column, (name, value) in enumerate(zip(names, values, strict=True)):
        shown = len(value) + 2 if isinstance(value, str) else 0
        sheet.set_column(column, column, min(max(len(name) + 4, shown, 11), _WIDEST_COLUMN))
        sheet.write_string(0, column, name, heading)


def _write_cell(sheet: Any, row: int, column: int, value: Any, formats: dict[type, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, column, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value, formats[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats[date])
    else:
        # As a string, whatever it begins with: it is never a formula.
        sheet.write_string(row, column, str(value))


def file_name(*parts: object) -> str:
    """A name of letters, digits, dots and hyphens, made of what is given."""
    text = "_".join(str(part) for part in parts if part is not None)
    return re.sub(r"[^A-Za-z0-9_.-]", "-", text)


def _headers(name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
