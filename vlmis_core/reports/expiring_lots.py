"""Expiring lots: what the stores hold at this moment of lots that have expired or soon will."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from vlmis_core.database import Database, Transaction
from vlmis_core.reports.report_filter import ReportFilter
from vlmis_core.stores.find_stores import branch_store_ids


@dataclass(frozen=True, slots=True)
class ExpiringLot:
    """What a store holds of a lot, in ``unit``; ``days_left`` is negative once it has expired."""

    expires_on: date
    days_left: int
    expiry: str
    store_code: str
    store_name: str
    supplier_store_code: str | None
    product_code: str
    product_name: str
    unit: str
    lot: str
    balance: int


@dataclass(frozen=True, slots=True)
class ExpiringProduct:
    """What the chosen stores hold of a product in such lots, in ``unit``."""

    product_code: str
    product_name: str
    unit: str
    lines: int
    stores: int
    expired: int
    expires_soon: int


def report_expiring_lots(
    database: Database,
    chosen: ReportFilter,
    *,
    today: date,
    horizon_days: int,
    line_count: int | None,
    skipped: int = 0,
) -> tuple[list[ExpiringProduct], list[ExpiringLot]]:
    """Report totals by product, and one page of the lots, first the one that expires first.

    Lots that expire within ``horizon_days`` of ``today``, and expired ones. Only products that are
    tracked by lot have balances of lots; the days of ``chosen`` play no part.
    """
    with database.transaction() as tx:
        params = _params(tx, chosen, today, horizon_days)
        totals = tx.rows("reports/total_expiring_lots", as_=ExpiringProduct, **params)
        lots = tx.rows(
            "reports/select_expiring_lots",
            as_=ExpiringLot,
            **params,
            line_count=line_count,
            skipped=skipped,
        )
    return totals, lots


def stream_expiring_lots(
    tx: Transaction, chosen: ReportFilter, *, today: date, horizon_days: int
) -> Iterator[ExpiringLot]:
    """Yield all these lots as the database gives them; ``tx`` must stay open."""
    params = _params(tx, chosen, today, horizon_days)
    return tx.stream(
        "reports/select_expiring_lots", as_=ExpiringLot, **params, line_count=None, skipped=0
    )


def _params(
    tx: Transaction, chosen: ReportFilter, today: date, horizon_days: int
) -> dict[str, Any]:
    return {
        "today": today,
        "last_day": today + min(timedelta(days=horizon_days), date.max - today),
        "store_ids": branch_store_ids(
            tx,
            chosen.store_code,
            chosen.visible_store_ids,
            with_stores_below=chosen.with_stores_below,
        ),
        "product_code": chosen.product_code,
    }
