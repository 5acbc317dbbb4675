"""What is written for people: no formula to a spreadsheet, and no command to a terminal."""

import re
from datetime import date, datetime
from typing import Any

_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_CELL_WITHIN = re.compile(
    # Where a spreadsheet whose separator is another one begins a cell or a line: it sees no quotes
    # around a text that does not begin its cell.
    rf"(;|(?s:(?<=.))[\t\r\n])(?=[\s\"']*[{re.escape(''.join(_FORMULA_STARTS))}])"
)
_COMMAND_CHARACTER = re.compile(
    # Escape sequences begin with one of the first; the others turn the direction of the text.
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)


def visible(text: str) -> str:
    """Return ``text`` with its control characters (but line ends and tabs) in the form of JSON.

    A name from elsewhere must not rename a terminal, or write over what is shown in it.
    """
    return _COMMAND_CHARACTER.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def plain_text(value: str) -> str:
    """Return ``value``, with an apostrophe where a spreadsheet would begin a formula."""
    is_formula = value.lstrip().startswith(_FORMULA_STARTS) or value[:1] in ("\t", "\r", "\n")
    guarded = _CELL_WITHIN.sub(r"\1'", value)
    return f"'{guarded}" if is_formula else guarded


def csv_cell(value: Any) -> Any:
    """Return ``value`` as it is written into a CSV file: no formula, days and instants by ISO."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return plain_text(visible(value)) if isinstance(value, str) else value
