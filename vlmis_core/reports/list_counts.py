"""Physical counts in parts."""

from dataclasses import dataclass
from datetime import date, datetime

from vlmis_core.database import Database
from vlmis_core.stores.find_stores import Visible, branch_now


@dataclass(frozen=True, slots=True, kw_only=True)
class CountChoice:
    """Which counts, by stock day; None leaves a choice open. A store with those below it."""

    first_day: date
    last_day: date
    store_code: str | None = None
    product_code: str | None = None
    visible_store_ids: Visible = None


@dataclass(frozen=True, slots=True)
class RecordedCount:
    """What was seen, and the balance that it was measured against, both in ``unit``."""

    count_id: int
    source_key: str
    stock_day: date
    occurred_on: date
    store_code: str
    product_code: str
    unit: str
    counted: int
    balance: int
    kind: str
    reason: str
    recorded_at: datetime
    recorded_by: str


def list_counts(
    database: Database, choice: CountChoice, *, after: int, line_count: int
) -> list[RecordedCount]:
    """Counts in the order of recording, those after the id ``after``."""
    with database.transaction() as tx:
        rows = tx.rows(
            "reports/select_count_page",
            first_day=choice.first_day,
            last_day=choice.last_day,
            store_ids=branch_now(tx, choice.store_code, choice.visible_store_ids),
            product_code=choice.product_code,
            after=after,
            line_count=line_count,
        )
    return [RecordedCount(**row._mapping) for row in rows]
