"""The stores in parts, within what a person may see."""

from vlmis_core.database import Database
from vlmis_core.services.places.select_stores import Store
from vlmis_core.services.reports.find_stores import Visible, as_array


def list_stores(
    database: Database, visible: Visible, *, after: str, line_count: int
) -> list[Store]:
    """At most ``line_count`` stores whose code comes after ``after``, by code."""
    with database.transaction() as tx:
        rows = tx.rows(
            "places/select_store_page",
            visible_store_ids=as_array(visible),
            after=after,
            line_count=line_count,
        )
    return [Store(**row._mapping) for row in rows]
