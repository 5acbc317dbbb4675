"""What is written into a CSV file: the same from a page and from a command, and never a formula."""

from datetime import date, datetime
from typing import Any

_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def plain_text(value: str) -> str:
    """Return ``value``, after an apostrophe where a spreadsheet would take it for a formula."""
    is_formula = value.lstrip().startswith(_FORMULA_STARTS) or value[:1] in ("\t", "\r", "\n")
    return f"'{value}" if is_formula else value


def csv_cell(value: Any) -> Any:
    """Return ``value`` as it is written into a CSV file: no formula, days and instants by ISO."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return plain_text(value) if isinstance(value, str) else value
