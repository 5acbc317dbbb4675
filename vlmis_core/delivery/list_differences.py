"""Figures that DHIS2 held otherwise than they were frozen, as they were read back."""

from dataclasses import dataclass
from datetime import date, datetime

from vlmis_core.database import Database
from vlmis_core.stores.find_stores import VisibleStoreIds, as_array


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceChoice:
    """Which figures: from a stock day on, of a store; None leaves a choice open."""

    first_day: date | None = None
    store_code: str | None = None
    visible_store_ids: VisibleStoreIds = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure seen once; ``found_value`` None: DHIS2 held nothing. ``state`` is as now."""

    seen_at: datetime
    run_id: str
    day: date
    store_code: str
    store_name: str
    product_code: str
    product_name: str
    category: str
    frozen_value: int
    found_value: str | None
    stored_by: str | None
    stored_at: str | None
    state: str | None


def list_differences(
    database: Database, choice: DifferenceChoice, *, line_count: int | None, skipped: int
) -> tuple[int, list[Difference]]:
    """How many there are, and one page of them, newest first."""
    chosen = {
        "first_day": choice.first_day,
        "store_code": choice.store_code,
        "visible_store_ids": as_array(choice.visible_store_ids),
    }
    with database.transaction() as tx:
        counted = int(tx.value("delivery/count_differences", **chosen))
        rows = tx.rows(
            "delivery/select_differences", **chosen, line_count=line_count, skipped=skipped
        )
    return counted, [Difference(**row._mapping) for row in rows]
