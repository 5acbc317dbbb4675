"""The End-of-Day report: frozen days, totals, charts, files."""

from typing import Annotated

from fastapi import Query, Request, Response

from vlmis_airflow.web.choices import ChosenFilter, ChosenStore, Products, Reporting
from vlmis_airflow.web.downloads import FileForm, download, file_name
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.paging import LINES, PageNumber, Paging, skipped
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.reports.end_of_day import (
    QUANTITIES,
    chart_eod,
    line_class,
    report_eod,
    select_eod,
    stream_eod,
)

router = page_router(Action.READ_REPORTS, "/reports")

ByDay = Annotated[bool, Query()]


@router.get("/end-of-day")
def end_of_day(
    request: Request,
    database: Reporting,
    products: Products,
    store: ChosenStore,
    chosen: ChosenFilter,
    by_day: ByDay = False,
    page: PageNumber = 1,
) -> Response:
    """Totals by product, a chart of one product, and the lines of one page."""
    report = report_eod(database, chosen, by_day=by_day, line_count=LINES, skipped=skipped(page))
    return render(
        request,
        "reports/end_of_day.html",
        chosen=chosen,
        by_day=by_day,
        store=store,
        report=report,
        chart=chart_eod(database, chosen) if chosen.product_code else [],
        quantities=QUANTITIES,
        products=products,
        paging=Paging(page, report.line_count),
    )


@router.get("/end-of-day/file")
def end_of_day_file(
    database: Reporting,
    chosen: ChosenFilter,
    form: Annotated[FileForm, Query()],
    by_day: ByDay = False,
) -> Response:
    """All lines of the choice."""
    with database.transaction() as tx:
        selection = select_eod(tx, chosen)
    days = selection.days
    by_day = by_day or days.is_one_day
    return download(
        database,
        lambda tx: stream_eod(tx, selection, by_day=by_day),
        line_class(by_day=by_day),
        form=form,
        name=file_name(
            "end-of-day", days.first_day, days.last_day, chosen.store_code, chosen.product_code
        ),
    )
