"""Read a small CSV file made by a person: UTF-8, one header line, known columns."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from vlmis_core.errors import BadInputError, Fault
from vlmis_core.messages import message


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
        unreadable = message("file_cannot_be_read", detail=str(error))
        raise BadInputError(path.name, [Fault(0, "file", str(path), unreadable)]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        fault = Fault(line, "file", str(path), message("file_is_not_utf8"))
        raise BadInputError(path.name, [fault]) from error
    return _lines(path.name, text, required=required, optional=optional)


def _lines(
    name: str, text: str, *, required: Sequence[str], optional: Sequence[str]
) -> list[CsvLine]:
    reader = csv.reader(text.splitlines(keepends=True), strict=False)
    header = [column.strip() for column in next(reader, [])]
    faults = list(_header_faults(header, required, optional))
    if faults:
        raise BadInputError(name, faults)
    lines = []
    for fields in reader:
        if not fields:
            continue
        if len(fields) != len(header):
            differs = message("line_has_other_field_count", count=len(fields), header=len(header))
            faults.append(Fault(reader.line_num, "line", ",".join(fields), differs))
            continue
        given = {column: field.strip() for column, field in zip(header, fields, strict=True)}
        lines.append(CsvLine(reader.line_num, dict.fromkeys(optional, "") | given))
    if faults:
        raise BadInputError(name, faults)
    return lines


def _header_faults(
    header: list[str], required: Sequence[str], optional: Sequence[str]
) -> Iterator[Fault]:
    for column in required:
        if column not in header:
            yield Fault(1, "header", column, message("column_is_missing", column=column))
    for column in header:
        if column not in (*required, *optional):
            columns = (*required, *optional)
            unknown = message("column_is_unknown", column=column, columns=columns)
            yield Fault(1, "header", column, unknown)
        elif header.count(column) > 1:
            yield Fault(1, "header", column, message("column_is_repeated", column=column))
