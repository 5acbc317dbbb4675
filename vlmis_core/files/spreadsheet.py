"""Read the first sheet of a spreadsheet (XLSX) as texts; imported only when there is one to read.

pandas and its calamine engine do the work. The result is held in memory, so its size is bounded.
"""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

import pandas as pd

LARGEST = 100 * 2**20
"""Bytes when unpacked; about 200,000 lines of movements."""


class UnreadableSheetError(Exception):
    """The file is no spreadsheet that can be read."""


class SheetTooLargeError(Exception):
    """The spreadsheet unpacks to more than `LARGEST` bytes."""


def read_sheet(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Give the number and the trimmed texts of each row; a whole number has no decimal point.

    Raises:
        UnreadableSheetError: it is damaged, or another kind of file.
        SheetTooLargeError: it is unpacked to nothing before its size is known.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile as error:
        raise UnreadableSheetError(str(error)) from error
    if size > LARGEST:
        raise SheetTooLargeError
    try:
        frame = pd.read_excel(
            path, header=None, dtype=object, engine="calamine", keep_default_na=False
        )
    except Exception as error:  # The engine has no error class of its own.
        raise UnreadableSheetError(str(error)) from error
    for number, row in enumerate(frame.itertuples(index=False, name=None), start=1):
        yield number, [_text(cell) for cell in row]


def _text(cell: object) -> str:
    """Write a cell as a CSV would hold it: ``12``, ``2026-03-05``."""
    if isinstance(cell, float):
        return "" if cell != cell else str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell).strip()
