"""The indicators of one day and of a month, computed after the freeze."""

import time
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from sqlalchemy import Connection, text

from benchmarks.country import DAY
from benchmarks.reports import DAYS, freeze_quiet_day
from tests.support.postgres import TestDatabase
from vlmis_core.indicators.compute_indicators import ChosenDays, compute_days

YEARS_OF_DAYS = 5 * 365
_ROUNDS = 3
_LAST = DAY + timedelta(days=DAYS)
"""The last day of the month, frozen here after the days of the reports."""
_LIMITS = text(
    "insert into vlmis.level_stock_limit (level, product_id, minimum_months, maximum_months)"
    " select level, product_id, 1, 3 from vlmis.product, generate_series(1, 4) as level"
)
_ORG_UNITS = (
    text(
        "insert into vlmis.org_unit"
        " (org_unit_uid, name, parent_uid, path, level, first_seen_at, changed_at)"
        " with recursive tree as ("
        "  select store_id, supplier_store_id, '/U' || lpad(store_id::text, 10, '0') as path"
        "  from vlmis.store where supplier_store_id is null"
        "  union all"
        "  select s.store_id, s.supplier_store_id, path || '/U' || lpad(s.store_id::text, 10, '0')"
        "  from tree inner join vlmis.store as s on tree.store_id = s.supplier_store_id)"
        " select 'U' || lpad(store_id::text, 10, '0'), 'Org unit',"
        " 'U' || lpad(supplier_store_id::text, 10, '0'), path, length(path) / 12, now(), now()"
        " from tree"
    ),
    text("update vlmis.store set org_unit_uid = 'U' || lpad(store_id::text, 10, '0')"),
)
_WINDOW_IS_FULL = text("update vlmis.stock_status set days_counted = 90 where day = :day")
_SCAN = text(
    "select count(*), sum(closing) from vlmis.eod_row where day between :first_day and :last_day"
)


@dataclass(frozen=True, slots=True)
class IndicatorTimes:
    """Seconds of a day, the same after years of days, of a month, its areas, and a scan of it."""

    day: float
    day_after_years: float
    month: float
    areas: float
    scan: float


def indicators(vlmis: TestDatabase) -> IndicatorTimes:
    """Compute the days of the reports and the month that they fill; time the last day of it.

    The rows of 90 days before are those of the busy day, so that a day leaves the window.
    """
    with vlmis.as_role("vlmis_owner").engine.begin() as connection:
        for statement in (_LIMITS, *_ORG_UNITS):
            connection.execute(statement)
    freeze_quiet_day(vlmis.pipeline, DAYS)
    for _ in compute_days(vlmis.pipeline, ChosenDays(last_day=_LAST - timedelta(days=1))):
        pass
    with vlmis.as_role("vlmis_owner").engine.begin() as connection:
        connection.execute(_WINDOW_IS_FULL, {"day": _LAST - timedelta(days=1)})
        _add_day(connection, "eod_row", _LAST - timedelta(days=90), copied_from=DAY)
    day = _least_of_a_day(vlmis)
    with vlmis.as_role("vlmis_owner").engine.begin() as connection:
        for number in range(YEARS_OF_DAYS):
            for table in ("eod_row", "stock_status"):
                _add_day(connection, table, _LAST - timedelta(days=91 + number))
    day_after_years = _least_of_a_day(vlmis)
    for _ in compute_days(vlmis.pipeline):
        pass
    month, areas, scan = _month(vlmis)
    return IndicatorTimes(day, day_after_years, month, areas, scan)


def _add_day(
    connection: Connection, table: str, day: date, *, copied_from: date | None = None
) -> None:
    """Attach a partition of a day that was never frozen: empty, or with the rows of another."""
    name = f"vlmis_days.bench_{table}_{day:%Y%m%d}"
    connection.exec_driver_sql(f"create table {name} (like vlmis.{table} including indexes)")
    if copied_from is not None:
        connection.exec_driver_sql(
            f"insert into {name} select * from vlmis.{table} where day = '{copied_from}'"
        )
        connection.exec_driver_sql(f"update {name} set day = '{day}'")
        connection.exec_driver_sql(f"analyze {name}")
    connection.exec_driver_sql(
        f"alter table vlmis.{table} attach partition {name}"
        f" for values from ('{day}') to ('{day + timedelta(days=1)}')"
    )


def _least_of_a_day(vlmis: TestDatabase) -> float:
    """Seconds of the last day, the median of several turns; each is rolled back."""
    times = []
    for _ in range(_ROUNDS):
        with vlmis.pipeline.engine.connect() as connection:
            begun = time.perf_counter()
            connection.execute(
                text("select vlmis.compute_stock_status(:day, false)"), {"day": _LAST}
            )
            times.append(time.perf_counter() - begun)
            connection.rollback()
    return median(times)


def _month(vlmis: TestDatabase) -> tuple[float, float, float]:
    """Seconds of the figures of the month, of its areas, and of a scan of its rows."""
    days = {"first_day": DAY, "last_day": _LAST}
    with vlmis.as_role("vlmis_owner").engine.connect() as connection:
        scans = []
        for _ in range(_ROUNDS):
            begun = time.perf_counter()
            connection.execute(_SCAN, days).all()
            scans.append(time.perf_counter() - begun)
        connection.rollback()
    with vlmis.pipeline.engine.connect() as connection:
        begun = time.perf_counter()
        connection.execute(text("select vlmis.roll_up_month(:month)"), {"month": DAY})
        whole = time.perf_counter() - begun
        connection.commit()
    with vlmis.as_role("vlmis_owner").engine.connect() as connection:
        begun = time.perf_counter()
        connection.execute(
            text("select vlmis.add_up_indicators(:month, :last)"), {"month": DAY, "last": _LAST}
        )
        areas = time.perf_counter() - begun
        connection.rollback()
    return whole - areas, areas, median(scans)
