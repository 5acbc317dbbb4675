"""The nine categories: the columns of the EoD row that each is the sum of, and their names."""

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


def find_category(name: str) -> Category | None:
    """Return the one category whose code begins with ``name``: ``closing``, ``Closing balance``."""
    wanted = name.strip().upper().replace(" ", "_").replace("-", "_")
    found = [category for category in CATEGORIES if category.value.startswith(wanted)]
    return found[0] if wanted and len(found) == 1 else None
