"""Reports: frozen End-of-Day rows, the days that are open, the stock card of a pair."""

from typing import Annotated

from fastapi import APIRouter, Query
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
from vlmis_airflow.web.api.fields import AskedDay, Code, Day
from vlmis_airflow.web.api.limits import USUAL_PAGE, PageSize
from vlmis_airflow.web.api.pages import AskedCursor, Page, read_cursor, write_cursor
from vlmis_airflow.web.api.problems import ApiRoute
from vlmis_airflow.web.api.ranges import AskedRange
from vlmis_airflow.web.choices import Reporting, Today
from vlmis_core.reports.browse_eod import EodDayLine, browse_eod
from vlmis_core.reports.browse_operations import (
    LiveMovement,
    LiveTotal,
    OperationsChoice,
    browse_operations,
)
from vlmis_core.reports.eod_range import EodRange
from vlmis_core.reports.list_open_days import list_open_days
from vlmis_core.reports.report_stock_card import StockCard, report_stock_card

router = APIRouter(route_class=ApiRoute, tags=["reading"], responses=READING)


class UnfrozenDay(BaseModel):
    """A day that can still change."""

    day: Day
    state: str


class Operations(Page[LiveMovement]):
    """Days that are not frozen, what each product's stock did in them, and the movements."""

    days: list[UnfrozenDay]
    totals: list[LiveTotal]


@router.get("/eod")
def end_of_day(
    person: Reader,
    database: Reporting,
    visible: VisibleStores,
    store: AskedStore,
    product: AskedProduct,
    first_day: Annotated[
        Day | None, Query(description="Without it, the newest frozen day.")
    ] = None,
    last_day: AskedDay = None,
    stores_below: Annotated[bool, Query(description="With the stores below it.")] = True,
    limit: PageSize = USUAL_PAGE,
    cursor: AskedCursor = None,
) -> Page[EodDayLine]:
    """The frozen rows of a day or range; they never change."""
    # So a number of rows to skip is a good cursor.
    skipped = _skipped(cursor)
    asked = EodRange(
        first_day=first_day,
        last_day=last_day,
        store_code=None if store is None else store.code,
        with_stores_below=stores_below,
        product_code=product,
        visible_store_ids=visible,
    )
    found = browse_eod(database, asked, by_day=True, line_count=limit, skipped=skipped)
    lines = [line for line in found.lines if isinstance(line, EodDayLine)]
    return Page(lines=lines, next_cursor=_next(skipped, limit, found.line_count))


@router.get("/operations")
def operations(
    person: Reader,
    database: Reporting,
    visible: VisibleStores,
    store: AskedStore,
    product: AskedProduct,
    today: Today,
    day: AskedDay = None,
    limit: PageSize = USUAL_PAGE,
    cursor: AskedCursor = None,
) -> Operations:
    """What was recorded for days that are not frozen, newest first; it can still change."""
    skipped = _skipped(cursor)
    choice = OperationsChoice(
        day=day,
        store_code=None if store is None else store.code,
        product_code=product,
        visible_store_ids=visible,
    )
    found = browse_operations(database, choice, line_count=limit, skipped=skipped)
    days = list_open_days(database, today=today)
    return Operations(
        days=[UnfrozenDay(day=one.day, state=one.state) for one in days],
        totals=found.totals,
        lines=found.lines,
        next_cursor=_next(skipped, limit, found.line_count),
    )


@router.get("/stock-card")
def stock_card(
    person: Reader,
    database: Reporting,
    visible: VisibleStores,
    days: AskedRange,
    store: Annotated[Code, Query()],
    product: Annotated[Code, Query()],
) -> StockCard:
    """Every movement of a store and product with the balance after it, open days included."""
    find_asked_store(database, visible, store)
    require_product(database, product)
    return report_stock_card(
        database,
        store_code=store,
        product_code=product,
        first_day=days.first_day,
        last_day=days.last_day,
    )


def _skipped(cursor: str | None) -> int:
    return 0 if cursor is None else read_cursor(cursor, int)[0]


def _next(skipped: int, limit: int, line_count: int) -> str | None:
    return write_cursor(skipped + limit) if skipped + limit < line_count else None
