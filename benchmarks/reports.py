"""Pages of the End-of-Day report against a bare scan of the partitions that they read."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from benchmarks.country import DAY
from benchmarks.freeze import STORES_PER_CHUNK
from tests.support.postgres import TestDatabase
from vlmis_core.database import Database
from vlmis_core.freeze.freeze_day import begin_day, freeze_chunk, seal_day
from vlmis_core.reports.end_of_day import report_eod
from vlmis_core.reports.report_filter import ReportFilter

DAYS = 30
_LINES = 50
_ROUNDS = 7
_RUN_ID = "benchmark"
_LAST_DAY = DAY + timedelta(days=DAYS - 1)
_SCAN = text(
    "select count(*), sum(closing) from vlmis.eod_row where day between :first_day and :last_day"
)


@dataclass(frozen=True, slots=True)
class ReportRatios:
    """Each page's time divided by that of the scan, both the least of several turns."""

    country_day: float
    country_day_last_page: float
    branch_month: float


def reports(vlmis: TestDatabase, row_count: int) -> ReportRatios:
    """Freeze the days after the busy one, then read pages as somebody who sees the country.

    Args:
        vlmis: A database in which ``DAY`` is the newest frozen day.
        row_count: EoD rows of one day.
    """
    for number in range(1, DAYS):
        freeze_quiet_day(vlmis.pipeline, number)
    reader = vlmis.recorder
    day = ReportFilter(first_day=DAY)
    month = ReportFilter(first_day=DAY, last_day=_LAST_DAY, store_code="R1")
    of_day = _least(
        lambda: _scan(reader, day),
        lambda: _page(reader, day, skipped=0),
        lambda: _page(reader, day, skipped=row_count - _LINES),
    )
    of_month = _least(lambda: _scan(reader, month), lambda: _page(reader, month, skipped=0))
    return ReportRatios(of_day[1] / of_day[0], of_day[2] / of_day[0], of_month[1] / of_month[0])


def freeze_quiet_day(database: Database, number: int) -> None:
    """A day on which nothing moved has as many rows as a busy one."""
    day = DAY + timedelta(days=number)
    run: dict[str, Any] = {"run_id": _RUN_ID, "stores_per_chunk": STORES_PER_CHUNK}
    for chunk in begin_day(database, day, **run):
        freeze_chunk(database, day, chunk.number, run_id=_RUN_ID)
    seal_day(database, day, **run)


def _least(*actions: Callable[[], None]) -> list[float]:
    """Seconds of each action; they take turns, so that what else runs here slows all alike."""
    turns = [[_seconds(action) for action in actions] for _ in range(_ROUNDS)]
    return [min(of_action) for of_action in zip(*turns, strict=True)]


def _seconds(action: Callable[[], None]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def _scan(database: Database, chosen: ReportFilter) -> None:
    days = {"first_day": chosen.first_day, "last_day": chosen.last_day or chosen.first_day}
    with database.engine.connect() as connection:
        connection.execute(_SCAN, days).all()


def _page(database: Database, chosen: ReportFilter, *, skipped: int) -> None:
    report_eod(database, chosen, by_day=False, line_count=_LINES, skipped=skipped)
