"""Read a table that a person sends, CSV or XLSX: strictly, a CSV a line at a time.

The delimiter is a comma, a semicolon or a tab. The encoding is UTF-8, with or without a mark,
UTF-16 with a mark, or the one that is given. Only line ends outside quotes end a line. A line is
read or named as faulty, so that a damaged file loses no line silently.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import count
from pathlib import Path
from typing import TextIO

from vlmis_core.errors import BadInputError, Fault
from vlmis_core.files.delimited_text import (
    LONGEST_FIELD,
    LONGEST_RECORD,
    PlainLines,
    UnreadableTextError,
    copy_text,
    is_well_quoted,
    likely_delimiter,
    plain_lines,
    read_records,
    split_record,
)
from vlmis_core.messages import Message, message

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITER_LINE = re.compile(r"sep=(.)")
_WHOLE_NUMBER = re.compile("-?[0-9]{1,9}")  # The ledger takes no longer quantity in one movement.
SPREADSHEET_START = b"PK\x03\x04"
"""How a spreadsheet (XLSX) begins: it is a ZIP archive."""
MOST_FAULTS = 10_000
"""Lines that cannot be read, after which the rest of a file is not looked at."""
_SHOWN = 80
"""Characters of a faulty line that a message shows."""


_Line = tuple[int, str, list[str]]
"""Number of a line, its text where it has one, and its fields."""
_Row = tuple[int, list[str]]
"""Number of a line, and its fields in the order of the columns asked for."""


@dataclass(frozen=True, slots=True)
class FileOptions:
    """What the sender knows of a file: its encoding, and columns to pass over."""

    encoding: str | None = None
    ignored_columns: Sequence[str] = ()


USUAL = FileOptions()
"""UTF-8 or a marked encoding, and no column that is not known."""


@dataclass(frozen=True, slots=True)
class TableLine:
    """One line: its number in the file, and its fields by column, trimmed.

    An optional column that the file does not have is blank.
    """

    number: int
    fields: dict[str, str]


@dataclass(slots=True)
class TableFile:
    """The lines of a file, in order; ``faults`` names those that cannot be read.

    Iterate once; ``faults`` is complete when the iteration has ended. A blank line, or one of
    nothing but delimiters, is passed over. Column names are compared without regard to case.

    Raises:
        BadInputError: no such file, unknown encoding, a missing, unknown or repeated column (all of
            them are named), or text after which no line can be told from another: an open quote,
            a character that is not of the encoding.
    """

    path: Path
    required: Sequence[str]
    optional: Sequence[str] = ()
    options: FileOptions = USUAL
    faults: list[Fault] = field(default_factory=list)
    _delimiter: str = ""
    _is_as_asked: bool = False
    """Whether the file has the columns asked for, in their order, and no other; see below."""
    _absent_columns: int = 0
    """How many of the last columns asked for the file then lacks."""

    def __iter__(self) -> Iterator[TableLine]:
        """Read line by line; memory does not grow with the file."""
        columns = (*self.required, *self.optional)
        for number, fields in self.rows():
            yield TableLine(number, dict(zip(columns, fields, strict=True)))

    def rows(self) -> Iterator[_Row]:
        """Read line by line: its number, and its fields in the order of the columns asked for."""
        for found in self._read():
            if isinstance(found, PlainLines):
                absent = [""] * self._absent_columns
                lines = ([*line.split("\t"), *absent] for line in found.lines)
                yield from enumerate(lines, found.first)
            else:
                yield found

    def copy_texts(self) -> Iterator[str]:
        """Read the file as COPY takes it in its text format: number, fields; a blank is a blank."""
        for found in self._read():
            if isinstance(found, PlainLines):
                as_copy_has_it = "{}\t{}" + "\t" * self._absent_columns + "\n"
                yield "".join(map(as_copy_has_it.format, count(found.first), found.lines))
            else:
                yield copy_text(*found)

    def _read(self) -> Iterator[_Row | PlainLines]:
        try:
            with self.path.open("rb") as file:
                start = file.read(4)
            if start.startswith(SPREADSHEET_START):
                yield from self._selected(self._sheet_lines())
            else:
                yield from self._selected(self._text_lines(self._encoding(start)))
        except OSError as error:
            raise self._refused(0, "", message("file_cannot_be_read", detail=str(error))) from error

    @contextmanager
    def refused_together(self) -> Iterator[None]:
        """Refuse the file for all its faults: those of its lines, and those that the block finds.

        Raises:
            BadInputError: names every fault, by line.
        """
        try:
            yield
        except BadInputError as error:
            self.faults.extend(error.faults)
        self.require_no_fault()

    def require_no_fault(self) -> None:
        """Refuse the file if any fault was found in it.

        Raises:
            BadInputError: names every fault, by line.
        """
        if self.faults:
            faults = sorted(self.faults, key=lambda fault: fault.line)
            raise BadInputError(self.path.name, faults)

    def _encoding(self, start: bytes) -> str:
        marked = (name for mark, name in _MARKS if start.startswith(mark))
        return next(marked, self.options.encoding or "utf-8")

    def _selected(self, lines: Iterator[_Line | PlainLines]) -> Iterator[_Row | PlainLines]:
        """Give of each line that is not blank the fields of the columns asked for."""
        columns = [*self.required, *self.optional]
        header: list[str] = []
        for line in lines:
            if isinstance(line, PlainLines):
                yield line
                continue
            number, text, fields = line
            if not any(fields):
                continue
            if not header:
                header = self._header(number, fields)
                positions = [header.index(name) if name in header else -1 for name in columns]
                self._is_as_asked = header == columns[: len(header)]
                self._absent_columns = len(columns) - len(header)
                continue
            while len(fields) > len(header) and not fields[-1]:
                fields.pop()  # Spreadsheets pad lines.
            if len(fields) != len(header):
                counts = {"count": len(fields), "header": len(header)}
                differs = message("line_has_other_field_count", **counts)
                self._add_fault(number, text or ",".join(fields), differs)
            else:
                yield number, [fields[at] if at >= 0 else "" for at in positions]
        if not header:
            self._header(1, [])

    def _sheet_lines(self) -> Iterator[_Line]:
        # pandas takes a second to import, and most files are CSV.
        from vlmis_core.files import spreadsheet

        try:
            for number, fields in spreadsheet.read_sheet(self.path):
                yield number, "", fields
        except spreadsheet.SheetTooLargeError as error:
            raise self._refused(0, "", message("sheet_is_too_large")) from error
        except spreadsheet.UnreadableSheetError as error:
            damaged = message("file_cannot_be_read", detail=str(error))
            raise self._refused(0, "", damaged) from error

    def _text_lines(self, encoding: str) -> Iterator[_Line | PlainLines]:
        try:
            # What cannot be decoded is replaced, so that _records finds it with its line.
            file = self.path.open(encoding=encoding, errors="replace", newline=None)
        except LookupError as error:
            unknown = message("encoding_is_unknown", encoding=encoding)
            raise self._refused(0, encoding, unknown) from error
        with file:
            for record in self._records(file):
                if isinstance(record, PlainLines):
                    yield record
                    continue
                number, text = record
                if not self._delimiter:
                    # A first line "sep=;" is Excel's own way to name the delimiter.
                    named = _DELIMITER_LINE.fullmatch(text)
                    self._delimiter = named[1] if named else likely_delimiter(text, self._known)
                    if named:
                        continue
                yield number, text, self._fields(number, text)

    def _records(self, file: TextIO) -> Iterator[tuple[int, str] | PlainLines]:
        try:
            yield from read_records(file, self._plain_lines)
        except UnreadableTextError as error:
            raise self._refused(error.line, error.text, error.message) from error

    def _plain_lines(self, block: str) -> list[str] | None:
        """Take a block at once where its lines need no care.

        Their columns are those asked for, in that order; the last ones may be absent.
        """
        field_count = len(self.required) + len(self.optional) - self._absent_columns
        return plain_lines(block, self._delimiter, field_count) if self._is_as_asked else None

    def _fields(self, number: int, text: str) -> list[str]:
        """Split a record into its trimmed fields; none where it cannot be, which is a fault."""
        if '"' not in text and len(text) <= LONGEST_FIELD:
            return [value.strip() for value in text.split(self._delimiter)]
        if not is_well_quoted(text, self._delimiter):
            wrong = message("quote_is_misplaced")
        elif (
            len(text) > LONGEST_RECORD
            or max(map(len, fields := split_record(text, self._delimiter))) > LONGEST_FIELD
        ):
            wrong = message("field_is_too_long", limit=LONGEST_FIELD)
        else:
            return [value.strip() for value in fields]
        self._add_fault(number, text, wrong)
        return []

    def _add_fault(self, number: int, text: str, wrong: Message) -> None:
        """Note a line that cannot be read; raises BadInputError where there are very many."""
        self.faults.append(Fault(number, "line", text[:_SHOWN], wrong))
        if len(self.faults) >= MOST_FAULTS:
            ended = message("file_has_too_many_faults", count=MOST_FAULTS)
            found, self.faults = self.faults, []  # Who adds these to others adds them once.
            raise BadInputError(self.path.name, [*found, Fault(number, "file", "", ended)])

    @property
    def _known(self) -> dict[str, str]:
        """The columns asked for, by their names without regard to case."""
        return {name.casefold(): name for name in (*self.required, *self.optional)}

    def _header(self, number: int, fields: Sequence[str]) -> list[str]:
        """Return the name of each column as the caller knows it; blank: the column is ignored."""
        known = self._known
        header = [name.casefold() for name in fields]
        while header and not header[-1]:
            header.pop()
        faults = self.faults or list(self._header_faults(number, header, known))
        if faults:
            raise BadInputError(self.path.name, faults)
        return [known.get(name, "") for name in header]

    def _header_faults(
        self, number: int, header: Sequence[str], known: Mapping[str, str]
    ) -> Iterator[Fault]:
        ignored = {name.casefold() for name in self.options.ignored_columns}
        for name in self.required:
            if name.casefold() not in header:
                missing = message("column_is_missing", column=name)
                yield Fault(number, "header", name, missing)
        for position, name in enumerate(header):
            if name in header[:position] and name in known:
                repeated = message("column_is_repeated", column=name)
                yield Fault(number, "header", name, repeated)
            elif name not in known and name not in ignored:
                nearest = known[get_close_matches(name, known, n=1, cutoff=0)[0]]
                unknown = message("column_is_unknown", column=name, nearest=nearest)
                yield Fault(number, "header", name, unknown)

    def _refused(self, line: int, text: str, wrong: Message) -> BadInputError:
        fault = Fault(line, "file", text[:_SHOWN].rstrip() or str(self.path), wrong)
        return BadInputError(self.path.name, [*self.faults, fault])


def whole_number(text: str) -> int | None:
    """Read a whole number of at most nine digits; None: it is none."""
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else None
