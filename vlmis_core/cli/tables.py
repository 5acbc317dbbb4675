"""Lines of a report as a table in the terminal, as CSV or as JSON."""

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.cells import cell_len
from rich.progress import track
from rich.table import Table

from vlmis_core.cli.language import reader
from vlmis_core.cli.terminal import Terminal, echo
from vlmis_core.files.plain_text import csv_cell
from vlmis_core.messages import Message, Translator

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

AsJson = Annotated[bool, typer.Option("--json", help="For machines: JSON on standard output.")]
AsCsv = Annotated[Path | None, typer.Option("--csv", help="Write every column to this CSV file.")]

_WRAPPED_WIDTH = 24
"""Characters that a column of long texts has at least."""
ROWS_SHOWN = 200
"""More rows than these nobody reads in a terminal; files take all."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the terminal table.

    Attributes:
        heading: In English, marked with ``_``.
        content: A field of the lines, or a function of a line.
        terms: The group of terms that has the labels, where the content is a code.
        wraps: Whether long text wraps.
        stays: Whether it is shown with nothing but zeros and blanks; others are named below.
    """

    heading: str
    content: str | Callable[[Any], object]
    terms: str | None = None
    wraps: bool = False
    stays: bool = False

    def of(self, line: Any) -> Any:
        """Read the content of one line."""
        return getattr(line, self.content) if isinstance(self.content, str) else self.content(line)


def print_json(content: Any) -> None:
    """Print dataclasses, lists, dates and messages (with their text) as JSON."""
    echo(json.dumps(content, default=_plain, ensure_ascii=False, indent=1))


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
            console=Terminal(stderr=True),
            disable=len(lines) < 10_000,
        ):
            writer.writerow([csv_cell(getattr(line, name)) for name in names])
    written = reader().ngettext(
        "{count} line written to {path}",
        "{count} lines written to {path}",
        count=len(lines),
        path=str(path),
    )
    Terminal(stderr=True).print(written)


def print_table(title: str, columns: Sequence[Column], lines: Sequence[Any]) -> None:
    """Print the lines, numbers to the right, zeros as a dot; at most ROWS_SHOWN of them.

    The title is translated already, the headings are not. Only columns that wrap give way to the
    width of the terminal; a table that needs more keeps its width, so that nothing is cut off.
    """
    tr = reader()
    shown = [column for column in columns if column.stays or _has_content(column, lines)]
    table = Table(title=title, title_justify="left", title_style="bold")
    rows = [[_shown(column, line, tr) for column in shown] for line in lines[:ROWS_SHOWN]]
    for position, column in enumerate(shown):
        heading = tr.gettext(column.heading)
        texts = [heading, *(row[position] for row in rows)]
        is_number = type(column.of(lines[0]) if lines else "") is int
        table.add_column(
            heading,
            justify="right" if is_number else "left",
            no_wrap=not column.wraps,
            min_width=_WRAPPED_WIDTH if column.wraps else max(map(cell_len, texts)),
        )
    for row in rows:
        table.add_row(*row)
    console = Terminal()
    console.width = max(console.width, Terminal(width=10_000).measure(table).minimum)
    console.print(table)
    left_out = ", ".join(tr.gettext(column.heading) for column in columns if column not in shown)
    if lines and left_out:
        console.print(tr.gettext("Nothing in: {columns}.", columns=left_out))
    if len(lines) > ROWS_SHOWN:
        more = tr.ngettext(
            "… and {count} more line: --json writes all.",
            "… and {count} more lines: --json writes all.",
            count=len(lines) - ROWS_SHOWN,
        )
        console.print(more)


def _has_content(column: Column, lines: Sequence[Any]) -> bool:
    return not lines or any(column.of(line) for line in lines)


def _shown(column: Column, line: Any, tr: Translator) -> str:
    content = column.of(line)
    if content is None:
        return ""
    if column.terms is not None:
        return tr.term(column.terms, content)
    if isinstance(content, Message):
        return tr.text(content)
    if isinstance(content, bool):
        return tr.term("value", "yes") if content else ""
    if isinstance(content, int):
        return tr.number(content) if content else "·"
    return tr.instant(content) if isinstance(content, datetime) else str(content)


def _plain(content: Any) -> Any:
    if isinstance(content, date):
        return content.isoformat()
    if isinstance(content, Message):
        return {**content.as_json(), "text": reader().text(content)}
    return {field.name: getattr(content, field.name) for field in fields(content)}
