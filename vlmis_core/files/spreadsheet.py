"""Read the first sheet of a spreadsheet (XLSX) as texts; imported only when there is one to read.

pandas and its calamine engine do the work. The result is held in memory, so its size is bounded.
"""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from xml.parsers import expat

import pandas as pd

LARGEST = 100 * 2**20
"""Bytes when unpacked; about 200,000 lines of movements."""
MOST_PLACES = 3_000_000
"""Rows times columns of a sheet; 200,000 lines of 15 columns."""
_BLOCK = 2**20
_NOT_XML = (".bin", ".emf", ".gif", ".jpeg", ".jpg", ".png", ".vml", ".wmf")
"""Parts of pictures, printers and comments."""
_REFERENCE = re.compile(r"([A-Za-z]{1,7})([0-9]{1,9})")


class UnreadableSheetError(Exception):
    """The file is no spreadsheet that can be read."""


class SheetTooLargeError(Exception):
    """The spreadsheet unpacks to more than `LARGEST` bytes, or has more than `MOST_PLACES`."""


def read_sheet(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Give the number and the trimmed texts of each row; a whole number has no decimal point.

    Raises:
        UnreadableSheetError: it is damaged, or another kind of file.
        SheetTooLargeError: it unpacks to too much, or its cells are spread too widely.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _require_bounded(archive)
    except (zipfile.BadZipFile, expat.ExpatError, NotImplementedError, RuntimeError) as error:
        raise UnreadableSheetError(str(error)) from error
    try:
        frame = pd.read_excel(
            path, header=None, dtype=object, engine="calamine", keep_default_na=False
        )
    except Exception as error:  # The engine has no error class of its own.
        raise UnreadableSheetError(str(error)) from error
    for number, row in enumerate(frame.itertuples(index=False, name=None), start=1):
        yield number, [_text(cell) for cell in row]


def _require_bounded(archive: zipfile.ZipFile) -> None:
    """Refuse what the engine would take too much memory for.

    It unpacks more than a part says it holds, and keeps a place for every cell between the first
    and the last one: two cells in opposite corners of a sheet end the process.

    Raises:
        SheetTooLargeError: more than `LARGEST` bytes, or a sheet of more than `MOST_PLACES` places.
        BadZipFile: a part holds other bytes than it says, or two parts have one name.
    """
    parts = archive.infolist()
    if sum(part.file_size for part in parts) > LARGEST:
        raise SheetTooLargeError
    if len({part.filename.casefold() for part in parts}) < len(parts):
        raise zipfile.BadZipFile("two parts have one name")
    for part in parts:
        _require_bounded_part(archive, part)


def _require_bounded_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read a part to its end, whatever its name: a workbook says itself which part is its sheet."""
    extent, is_xml, tail = _Extent(), True, b""
    with archive.open(part) as packed:
        while block := packed.read(_BLOCK):  # At the end the check sum is compared.
            try:
                if is_xml:
                    extent.read(block)
            except expat.ExpatError:
                if not part.filename.casefold().endswith(_NOT_XML):
                    raise
                is_xml = False
            if not is_xml and b"sheetData" in tail + block:
                raise zipfile.BadZipFile("a sheet is no XML")
            tail = block[-16:]


class _Extent:
    """How far the cells of a sheet reach, found while its part is read."""

    def __init__(self) -> None:
        self._row = self._column = self._most_rows = self._most_columns = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begin

    def read(self, block: bytes) -> None:
        self._parser.Parse(block, False)

    def _begin(self, name: str, given: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "row":
                row = given.get("r", "")
                self._row = int(row) if row.isdecimal() else self._row + 1
                self._column = 0
            case "c":
                self._place(given.get("r", ""))

    def _place(self, reference: str) -> None:
        self._column += 1
        found = _REFERENCE.fullmatch(reference)
        if found:
            self._column = 0
            for letter in found[1].upper():
                self._column = self._column * 26 + ord(letter) - ord("A") + 1
            self._row = int(found[2])
        elif reference:
            raise SheetTooLargeError
        self._most_rows = max(self._most_rows, self._row)
        self._most_columns = max(self._most_columns, self._column)
        if self._most_rows * self._most_columns > MOST_PLACES:
            raise SheetTooLargeError


def _text(cell: object) -> str:
    """Write a cell as a CSV would hold it: ``12``, ``2026-03-05``."""
    if isinstance(cell, float):
        return "" if cell != cell else str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell).strip()
