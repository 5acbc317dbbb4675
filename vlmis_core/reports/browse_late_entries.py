"""Late entries in parts: movements that were recorded after their own day was frozen."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from vlmis_core.database import Database, Transaction
from vlmis_core.stores.find_stores import branch_now


@dataclass(frozen=True, slots=True, kw_only=True)
class LateChoice:
    """Which late entries: those counted in a range of stock days; None leaves a choice open."""

    first_day: date
    last_day: date
    store_code: str | None = None
    product_code: str | None = None
    visible_store_ids: Collection[int] | None = None


@dataclass(frozen=True, slots=True)
class LateEntry:
    """A movement that happened on one day and counts in a later one; quantities in ``unit``."""

    occurred_on: date
    stock_day: date
    days_late: int
    day_state: str
    store_code: str
    store_name: str
    product_code: str
    product_name: str
    unit: str
    kind: str
    quantity: int
    stock_effect: int
    counterpart_store_code: str | None
    reason: str | None
    reverses_movement_id: int | None
    movement_id: int
    recorded_at: datetime
    recorded_by: str


def browse_late_entries(
    database: Database, choice: LateChoice, *, line_count: int, skipped: int
) -> tuple[int, list[LateEntry]]:
    """How many there are, and one page of them, newest first."""
    with database.transaction() as tx:
        params = _params(tx, choice)
        counted = int(tx.value("reports/count_late_entries", **params))
        rows = tx.rows(
            "reports/select_late_entries", **params, line_count=line_count, skipped=skipped
        )
    return counted, [LateEntry(**row._mapping) for row in rows]


def stream_late_entries(tx: Transaction, choice: LateChoice) -> Iterator[LateEntry]:
    """All of them, as they come out of the database; needs its transaction open."""
    params = _params(tx, choice)
    rows = tx.stream("reports/select_late_entries", **params, line_count=None, skipped=0)
    return (LateEntry(**row._mapping) for row in rows)


def _params(tx: Transaction, choice: LateChoice) -> dict[str, Any]:
    return {
        "first_day": choice.first_day,
        "last_day": choice.last_day,
        "store_ids": branch_now(tx, choice.store_code, choice.visible_store_ids),
        "product_code": choice.product_code,
    }
