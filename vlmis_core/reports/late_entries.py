"""Late entries: movements that were recorded after their own day was frozen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from vlmis_core.database import Database, Transaction
from vlmis_core.reports.report_filter import ReportFilter, ledger_params


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


def report_late_entries(
    database: Database, chosen: ReportFilter, *, line_count: int, skipped: int
) -> tuple[int, list[LateEntry]]:
    """Report how many late entries the chosen stock days count, and one page, newest first.

    Raises:
        PermanentError: the range of days is backward or too long.
    """
    with database.transaction() as tx:
        params = ledger_params(tx, chosen)
        counted = tx.value("reports/count_late_entries", as_=int, **params)
        lines = tx.rows(
            "reports/select_late_entries",
            as_=LateEntry,
            **params,
            line_count=line_count,
            skipped=skipped,
        )
    return counted, lines


def stream_late_entries(tx: Transaction, chosen: ReportFilter) -> Iterator[LateEntry]:
    """Yield all late entries as the database gives them; ``tx`` must stay open.

    Raises:
        PermanentError: the range of days is backward or too long.
    """
    params = ledger_params(tx, chosen)
    return tx.stream(
        "reports/select_late_entries", as_=LateEntry, **params, line_count=None, skipped=0
    )
