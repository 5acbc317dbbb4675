"""Text in a file that a spreadsheet will open: it must not be taken for a formula."""

_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def plain_text(value: str) -> str:
    """Return ``value``, after an apostrophe where a spreadsheet would take it for a formula."""
    is_formula = value.lstrip().startswith(_FORMULA_STARTS) or value[:1] in ("\t", "\r", "\n")
    return f"'{value}" if is_formula else value
