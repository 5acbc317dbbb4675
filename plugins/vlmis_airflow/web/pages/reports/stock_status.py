"""Stock status: which stores are out of a product, low or over, by area and product."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Query, Request, Response
from pydantic import BeforeValidator

from vlmis_airflow.web.choices import (
    ChosenFilter,
    ChosenStore,
    Day,
    Products,
    Reporting,
    Words,
    empty_is_none,
)
from vlmis_airflow.web.downloads import FileForm, download, file_name
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.paging import LINES, PageNumber, Paging, skipped
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.messages import message
from vlmis_core.reports.sorting import Order
from vlmis_core.reports.stock_status import (
    SORTED_BY,
    Places,
    StatusChoice,
    StatusLine,
    StockStatus,
    report_stock_status,
    stream_stock_status,
)

DEEPEST_LEVEL = 9

router = page_router(Action.READ_REPORTS, "/reports")


def status_choice(
    chosen: ChosenFilter,
    day: Day = None,
    status: Annotated[StockStatus | None, BeforeValidator(empty_is_none), Query()] = None,
    places: Places = Places.FACILITIES,
    level: Annotated[
        Annotated[int, Query(ge=1, le=DEEPEST_LEVEL)] | None, BeforeValidator(empty_is_none)
    ] = None,
) -> StatusChoice:
    """Read the form; without a day it is the newest computed one."""
    return StatusChoice(
        stores=replace(chosen, first_day=None, last_day=day),
        status=status,
        places=places,
        level=level,
    )


def status_order(sort: Words = None) -> Order:
    """Read by which column the lines are sorted."""
    return Order.parse(sort, SORTED_BY)


Chosen = Annotated[StatusChoice, Depends(status_choice)]
Sorted = Annotated[Order, Depends(status_order)]


@router.get("/stock-status")
def stock_status(
    request: Request,
    database: Reporting,
    products: Products,
    store: ChosenStore,
    chosen: Chosen,
    order: Sorted,
    page: PageNumber = 1,
) -> Response:
    """The areas by product, and the stores and products of one page."""
    report = report_stock_status(
        database, chosen, order=order, line_count=LINES, skipped=skipped(page)
    )
    if report is None:
        reason = message("no_stock_status_is_computed")
        return render(request, "reports/not_computed.html", title="Stock status", reason=reason)
    return render(
        request,
        "reports/stock_status.html",
        chosen=chosen,
        store=store,
        products=products,
        order=order,
        report=report,
        statuses=list(StockStatus),
        shown=chosen.status or StockStatus.STOCKED_OUT,
        places=list(Places),
        paging=Paging(page, report.line_count),
    )


@router.get("/stock-status/file")
def stock_status_file(
    database: Reporting, chosen: Chosen, order: Sorted, form: Annotated[FileForm, Query()]
) -> Response:
    """All stores and products of the choice, sorted as on the page."""
    return download(
        database,
        lambda tx: stream_stock_status(tx, chosen, order=order),
        StatusLine,
        form=form,
        name=file_name(
            "stock-status",
            chosen.stores.last_day,
            chosen.status,
            chosen.stores.store_code,
            chosen.stores.product_code,
        ),
    )
