"""Reports: frozen End-of-Day rows, the days that are open, the stock card of a pair."""

from typing import Annotated

from fastapi import Depends, Query
from pydantic import BaseModel

from vlmis_airflow.web.access import AllowedStores
from vlmis_airflow.web.api.callers import (
    AskedProduct,
    AskedStore,
    find_asked_store,
    require_product,
)
from vlmis_airflow.web.api.fields import Code, Day
from vlmis_airflow.web.api.pages import AskedPart, Page
from vlmis_airflow.web.api.ranges import (
    AskedFilter,
    FirstDay,
    LastDay,
    StoresBelow,
    asked_filter,
    checked_range,
)
from vlmis_airflow.web.api.routers import reading_router
from vlmis_airflow.web.choices import Reporting, Today
from vlmis_core.reports.daily_operations import (
    LiveMovement,
    LiveTotal,
    list_open_days,
    report_operations,
)
from vlmis_core.reports.end_of_day import EodDayLine, report_eod
from vlmis_core.reports.expiring_lots import ExpiringLot, report_expiring_lots
from vlmis_core.reports.report_filter import ReportFilter
from vlmis_core.reports.stock_card import LONGEST_CARD_DAYS, StockCard, report_stock_card
from vlmis_core.settings import load_settings

reading = reading_router()


class UnfrozenDay(BaseModel):
    """A day that can still change."""

    day: Day
    state: str


class Operations(Page[LiveMovement]):
    """Days that are not frozen, what each product's stock did in them, and the movements."""

    days: list[UnfrozenDay]
    totals: list[LiveTotal]


def asked_open_day(
    visible_store_ids: AllowedStores,
    store: AskedStore,
    product: AskedProduct,
    day: Annotated[Day | None, Query(description="Without it, every day not frozen.")] = None,
    stores_below: StoresBelow = True,
) -> ReportFilter:
    """The store, product and open day that the address names."""
    return asked_filter(visible_store_ids, store, product, day, day, stores_below)


OpenDayFilter = Annotated[ReportFilter, Depends(asked_open_day)]


@reading.get("/eod")
def end_of_day(
    database: Reporting,
    chosen: AskedFilter,
    part: AskedPart,
) -> Page[EodDayLine]:
    """The frozen rows of a day or range; they never change. Without days, the newest frozen day."""
    # So a number of rows to skip is a good cursor.
    skipped = part.after(int, first=0)
    report = report_eod(database, chosen, by_day=True, line_count=part.limit, skipped=skipped)
    lines = [line for line in report.lines if isinstance(line, EodDayLine)]
    return Page(lines=lines, next_cursor=part.next_of(report.line_count))


@reading.get("/operations")
def operations(
    database: Reporting,
    chosen: OpenDayFilter,
    today: Today,
    part: AskedPart,
) -> Operations:
    """What was recorded for days that are not frozen, newest first; it can still change."""
    skipped = part.after(int, first=0)
    report = report_operations(database, chosen, line_count=part.limit, skipped=skipped)
    days = list_open_days(database, chosen, today=today)
    return Operations(
        days=[UnfrozenDay(day=one.day, state=one.state) for one in days],
        totals=report.totals,
        lines=report.lines,
        next_cursor=part.next_of(report.line_count),
    )


def asked_lots(
    visible_store_ids: AllowedStores,
    store: AskedStore,
    product: AskedProduct,
    stores_below: StoresBelow = True,
) -> ReportFilter:
    """The store and product that the address names."""
    return asked_filter(visible_store_ids, store, product, stores_below=stores_below)


@reading.get("/expiring-lots")
def expiring_lots(
    database: Reporting,
    chosen: Annotated[ReportFilter, Depends(asked_lots)],
    today: Today,
    part: AskedPart,
    within: Annotated[
        int | None,
        Query(ge=0, le=3650, description="Days from today; VLMIS_EXPIRY_HORIZON_DAYS without it."),
    ] = None,
) -> Page[ExpiringLot]:
    """What stores hold of lots that have expired or soon will; the first to expire first."""
    skipped = part.after(int, first=0)
    totals, lots = report_expiring_lots(
        database,
        chosen,
        today=today,
        horizon_days=load_settings().expiry_horizon_days if within is None else within,
        line_count=part.limit,
        skipped=skipped,
    )
    return Page(lines=lots, next_cursor=part.next_of(sum(total.lines for total in totals)))


@reading.get("/stock-card")
def stock_card(
    database: Reporting,
    visible: AllowedStores,
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
