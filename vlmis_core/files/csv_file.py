"""Read a small CSV file made by a person: UTF-8, one header line, known columns."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from vlmis_core.errors import BadField, BadInputError


@dataclass(frozen=True, slots=True)
class CsvLine:
    """One line: its number in the file (the header is line 1), and its fields by column, trimmed.

    An optional column that the file does not have is blank.
    """

    number: int
    fields: dict[str, str]


def read_csv_file(
    path: Path, *, required: Sequence[str], optional: Sequence[str] = ()
) -> list[CsvLine]:
    """Read all lines of ``path``, in order.

    Raises:
        BadInputError: no such file, not UTF-8, a missing or unknown column, or lines with fewer
            or more fields than the header (all of them are named).
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInputError(path.name, [BadField(0, "file", str(path), str(error))]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        bad = BadField(line, "file", str(path), "is not UTF-8 text; save it as CSV UTF-8")
        raise BadInputError(path.name, [bad]) from error
    return _lines(path.name, text, required=required, optional=optional)


def _lines(
    name: str, text: str, *, required: Sequence[str], optional: Sequence[str]
) -> list[CsvLine]:
    reader = csv.reader(text.splitlines(keepends=True), strict=False)
    header = [column.strip() for column in next(reader, [])]
    bad = list(_bad_header(header, required, optional))
    if bad:
        raise BadInputError(name, bad)
    lines = []
    for fields in reader:
        if not fields:
            continue
        if len(fields) != len(header):
            why = f"has {len(fields)} fields, the header has {len(header)}"
            bad.append(BadField(reader.line_num, "line", ",".join(fields), why))
            continue
        given = {column: field.strip() for column, field in zip(header, fields, strict=True)}
        lines.append(CsvLine(reader.line_num, dict.fromkeys(optional, "") | given))
    if bad:
        raise BadInputError(name, bad)
    return lines


def _bad_header(
    header: list[str], required: Sequence[str], optional: Sequence[str]
) -> Iterator[BadField]:
    for column in required:
        if column not in header:
            yield BadField(1, "header", column, "this column is missing")
    for column in header:
        if column not in (*required, *optional):
            known = ", ".join((*required, *optional))
            yield BadField(1, "header", column, f"is not a known column; known are {known}")
        elif header.count(column) > 1:
            yield BadField(1, "header", column, "stands more than once")
