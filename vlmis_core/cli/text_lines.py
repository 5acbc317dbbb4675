"""Lines of plain text for a terminal: sections, small tables, wrapped text."""

from collections.abc import Iterable, Sequence
from textwrap import wrap

from rich.table import Table

from vlmis_core.cli.terminal import Terminal
from vlmis_core.messages import Translator

WIDTH = 100


def section(title: str, lines: Iterable[str]) -> str:
    """Write a title, and its lines below it."""
    return "\n".join([title.upper(), *(f"  {line}".rstrip() for line in lines)])


def wrapped(text: str, indent: str = "") -> list[str]:
    """Wrap a text to lines of readable length; all but the first are indented."""
    return wrap(
        text, WIDTH, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )


def table_lines(
    headings: Sequence[str], rows: Sequence[Sequence[object]], tr: Translator
) -> list[str]:
    """Write a table without rules: numbers to the right, and only the last column wraps.

    The headings are in English, marked with ``_``.
    """
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="")
    for position, heading in enumerate(headings):
        is_number = all(_is_number(row[position]) for row in rows)
        is_last = position == len(headings) - 1
        table.add_column(
            tr.gettext(heading) if heading else "",
            justify="right" if is_number else "left",
            no_wrap=not is_last,
        )
    for row in rows:
        table.add_row(*(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row))
    needed = Terminal(width=10_000).measure(table).minimum
    console = Terminal(width=max(WIDTH, needed))
    with console.capture() as captured:
        console.print(table)
    return [line.rstrip() for line in captured.get().splitlines()]


def _is_number(cell: object) -> bool:
    return isinstance(cell, int) or (isinstance(cell, str) and cell[:1] in ("+", "-"))
