"""The daily operations report: what was recorded for days that are not frozen yet."""

from dataclasses import dataclass
from datetime import date, datetime

from vlmis_core.database import Database


@dataclass(frozen=True, slots=True)
class OperationLine:
    """One live movement; ``stock_effect`` is what it does to the store's stock, in ``unit``."""

    stock_day: date
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
    lot: str | None
    expires_on: date | None
    occurred_on: date
    is_late: bool
    is_reversal: bool
    recorded_at: datetime
    recorded_by: str
    movement_id: int


def report_operations(
    database: Database,
    *,
    stock_day: date | None = None,
    store_code: str | None = None,
    product_code: str | None = None,
) -> list[OperationLine]:
    """The movements of one open day, or of all; newest day first, then in the order of recording.

    A day that is frozen has none here: its figures stand in the End-of-Day report.
    """
    with database.transaction() as tx:
        rows = tx.rows(
            "reports/select_daily_operations",
            stock_day=stock_day,
            store_code=store_code,
            product_code=product_code,
        )
    return [OperationLine(**row._mapping) for row in rows]
