"""Lines of a report as a table in the terminal, as CSV or as JSON."""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from vlmis_core.cli.language import reader
from vlmis_core.messages import Message

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

AsJson = Annotated[bool, typer.Option("--json", help="For machines: JSON on standard output.")]
AsCsv = Annotated[Path | None, typer.Option("--csv", help="Write every column to this CSV file.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD")]

ROWS_SHOWN = 200
"""More rows than these nobody reads in a terminal; files take all."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the terminal table: heading, field, and whether long text wraps.

    One that holds nothing but zeros and blanks is left out and named below, unless it ``stays``.
    """

    heading: str
    field: str
    wraps: bool = False
    stays: bool = False


def day_of(chosen: datetime | None) -> date | None:
    """The calendar day of a ``--day`` option."""
    return chosen.date() if chosen else None


def print_json(content: Any) -> None:
    """Print dataclasses, lists, dates and messages (with their text) as JSON."""
    typer.echo(json.dumps(content, default=_plain, ensure_ascii=False, indent=1))


def write_csv(path: Path, line_type: type["DataclassInstance"], lines: Sequence[Any]) -> None:
    """Write every field of every line; the header names the fields, also when no line follows.

    The path ``-`` is standard output.
    """
    if str(path) == "-":
        path = Path("/dev/stdout")
    names = [field.name for field in fields(line_type)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for line in track(
            lines,
            reader().gettext("Writing {path}", path=str(path)),
            console=Console(stderr=True),
            disable=len(lines) < 10_000,
        ):
            writer.writerow([getattr(line, name) for name in names])
    written = reader().ngettext(
        "{count} line written to {path}",
        "{count} lines written to {path}",
        count=len(lines),
        path=str(path),
    )
    Console(stderr=True).print(written, highlight=False)


def print_table(title: str, columns: Sequence[Column], lines: Sequence[Any]) -> None:
    """Print the lines, numbers to the right, zeros as a dot; at most ROWS_SHOWN of them.

    A table that is wider than the terminal keeps its width: a number is never cut off.
    """
    shown = [column for column in columns if column.stays or _has_content(column, lines)]
    table = Table(title=title, title_justify="left", title_style="bold")
    for column in shown:
        is_number = type(getattr(lines[0], column.field) if lines else "") is int
        table.add_column(
            column.heading, justify="right" if is_number else "left", no_wrap=not column.wraps
        )
    for line in lines[:ROWS_SHOWN]:
        table.add_row(*(_shown(getattr(line, column.field)) for column in shown))
    console = Console(markup=False)
    if not any(column.wraps for column in shown):
        needed = Console(width=10_000).measure(table).maximum
        console.width = max(console.width, needed)
    console.print(table)
    left_out = ", ".join(column.heading for column in columns if column not in shown)
    if lines and left_out:
        console.print(reader().gettext("Nothing in: {columns}.", columns=left_out))
    if len(lines) > ROWS_SHOWN:
        more = reader().ngettext(
            "… and {count} more line: --csv FILE writes all.",
            "… and {count} more lines: --csv FILE writes all.",
            count=len(lines) - ROWS_SHOWN,
        )
        console.print(more)


def _has_content(column: Column, lines: Sequence[Any]) -> bool:
    return not lines or any(getattr(line, column.field) for line in lines)


def _shown(content: Any) -> str:
    if content is None:
        return ""
    if isinstance(content, bool):
        return "yes" if content else ""
    if isinstance(content, int):
        return f"{content:,}" if content else "·"
    if isinstance(content, datetime):
        return content.strftime("%Y-%m-%d %H:%M")
    return str(content)


def _plain(content: Any) -> Any:
    if isinstance(content, date):
        return content.isoformat()
    if isinstance(content, Message):
        return {**content.as_json(), "text": reader().text(content)}
    return {field.name: getattr(content, field.name) for field in fields(content)}
