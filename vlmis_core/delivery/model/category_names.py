"""The nine figures in words: which columns of the EoD row make each, and what people call it."""

from vlmis_core.dhis2.categories import CATEGORIES, Category

COLUMNS = {
    Category.OPENING_BALANCE: ("opening",),
    Category.RECEIVED: ("arrivals", "requisitions_received"),
    Category.RETURNED_IN: ("returns_in",),
    Category.RETURNED_OUT: ("returns_out",),
    Category.DISTRIBUTED: ("distributions_out",),
    Category.DISPENSING: ("dispensing",),
    Category.WASTAGE: ("wastage",),
    Category.DISCREPANCY: ("count_adjustment",),
    Category.CLOSING_BALANCE: ("closing",),
}
"""The columns of the EoD row whose sum is sent; a test holds it against the database's function."""


def in_words(category: Category) -> str:
    """``Closing balance``."""
    return category.value.replace("_", " ").capitalize()


def find_category(name: str) -> Category | None:
    """The one category that ``name`` means or begins: ``closing``, ``Closing balance``."""
    wanted = name.strip().upper().replace(" ", "_").replace("-", "_")
    found = [category for category in CATEGORIES if category.value.startswith(wanted)]
    return found[0] if wanted and len(found) == 1 else None
