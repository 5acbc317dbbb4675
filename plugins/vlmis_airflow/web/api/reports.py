"""Reports: frozen End-of-Day rows, the days that are open, the stock card of a pair."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from vlmis_airflow.web.access import VisibleStores
from vlmis_airflow.web.api.callers import (
    AskedProduct,
    AskedStore,
    Reader,
    find_asked_store,
    require_product,
)
from vlmis_airflow.web.api.described import READING
from vlmis_airflow.web.api.fields import Code, Day
from vlmis_airflow.web.api.limits import USUAL_PAGE, PageSize
from vlmis_airflow.web.api.pages import AskedCursor, Page, read_cursor, write_cursor
from vlmis_airflow.web.api.problems import ApiRoute
from vlmis_airflow.web.api.ranges import (
    AskedFilter,
    FirstDay,
    LastDay,
    StoresBelow,
    asked_filter,
    checked_range,
)
from vlmis_airflow.web.choices import Reporting, Today
from vlmis_core.reports.daily_operations import (
    LiveMovement,
    LiveTotal,
    list_open_days,
    report_operations,
)
from vlmis_core.reports.end_of_day import EodDayLine, report_eod
from vlmis_core.reports.report_filter import ReportFilter
from vlmis_core.reports.stock_card import LONGEST_CARD_DAYS, StockCard, report_stock_card

router = APIRouter(route_class=ApiRoute, tags=["reading"], responses=READING)


class UnfrozenDay(BaseModel):
    """A day that can still change."""

    day: Day
    state: str


class Operations(Page[LiveMovement]):
    """Days that are not frozen, what each product's stock did in them, and the movements."""

    days: list[UnfrozenDay]
    totals: list[LiveTotal]


def asked_open_day(
    visible_store_ids: VisibleStores,
    store: AskedStore,
    product: AskedProduct,
    day: Annotated[Day | None, Query(description="Without it, every day not frozen.")] = None,
    stores_below: StoresBelow = True,
) -> ReportFilter:
    """The store, product and open day that the address names."""
    return asked_filter(visible_store_ids, store, product, day, day, stores_below)


OpenDayFilter = Annotated[ReportFilter, Depends(asked_open_day)]


@router.get("/eod")
def end_of_day(
    person: Reader,
    database: Reporting,
    chosen: AskedFilter,
    limit: PageSize = USUAL_PAGE,
    cursor: AskedCursor = None,
) -> Page[EodDayLine]:
    """The frozen rows of a day or range; they never change. Without days, the newest frozen day."""
    # So a number of rows to skip is a good cursor.
    skipped = _skipped(cursor)
    report = report_eod(database, chosen, by_day=True, line_count=limit, skipped=skipped)
    lines = [line for line in report.lines if isinstance(line, EodDayLine)]
    return Page(lines=lines, next_cursor=_next(skipped, limit, report.line_count))


@router.get("/operations")
def operations(
    person: Reader,
    database: Reporting,
    chosen: OpenDayFilter,
    today: Today,
    limit: PageSize = USUAL_PAGE,
    cursor: AskedCursor = None,
) -> Operations:
    """What was recorded for days that are not frozen, newest first; it can still change."""
    skipped = _skipped(cursor)
    report = report_operations(database, chosen, line_count=limit, skipped=skipped)
    days = list_open_days(database, today=today)
    return Operations(
        days=[UnfrozenDay(day=one.day, state=one.state) for one in days],
        totals=report.totals,
        lines=report.lines,
        next_cursor=_next(skipped, limit, report.line_count),
    )


@router.get("/stock-card")
def stock_card(
    person: Reader,
    database: Reporting,
    visible: VisibleStores,
    today: Today,
    store: Annotated[Code, Query()],
    product: Annotated[Code, Query()],
    first_day: FirstDay = None,
    last_day: LastDay = None,
) -> StockCard:
    """Every movement of a store and product with the balance after it, open days included."""
    find_asked_store(database, visible, store)
    require_product(database, product)
    chosen = ReportFilter(
        first_day=first_day,
        last_day=last_day,
        store_code=store,
        product_code=product,
        longest_days=LONGEST_CARD_DAYS,
    ).with_usual_days(today)
    checked_range(chosen)
    return report_stock_card(database, chosen)


def _skipped(cursor: str | None) -> int:
    return 0 if cursor is None else read_cursor(cursor, int)[0]


def _next(skipped: int, limit: int, line_count: int) -> str | None:
    return write_cursor(skipped + limit) if skipped + limit < line_count else None
