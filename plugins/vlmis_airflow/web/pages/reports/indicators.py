"""Indicators by month: what a complete month showed, by product."""

from datetime import date
from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import BeforeValidator

from vlmis_airflow.web.choices import (
    ChosenFilter,
    ChosenStore,
    Products,
    Reporting,
    empty_is_none,
)
from vlmis_airflow.web.downloads import FileForm, download, file_name
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.errors import DayNotReadyError
from vlmis_core.messages import message
from vlmis_core.reports.indicator_months import (
    INDICATORS,
    SHARES,
    IndicatorValue,
    report_indicator_month,
)

router = page_router(Action.READ_REPORTS, "/reports")

Month = Annotated[date | None, BeforeValidator(empty_is_none), Query()]


@router.get("/indicators")
def indicators(
    request: Request,
    database: Reporting,
    products: Products,
    store: ChosenStore,
    chosen: ChosenFilter,
    month: Month = None,
) -> Response:
    """The indicators of a month, a row for each product."""
    report = report_indicator_month(database, chosen, month=month)
    if report is None:
        reason = message("no_month_has_indicators")
        return render(
            request, "reports/not_computed.html", title="Indicators by month", reason=reason
        )
    return render(
        request,
        "reports/indicators.html",
        chosen=chosen,
        store=store,
        products=products,
        report=report,
        indicators=INDICATORS,
        shares=SHARES,
    )


@router.get("/indicators/file")
def indicators_file(
    database: Reporting,
    chosen: ChosenFilter,
    form: Annotated[FileForm, Query()],
    month: Month = None,
) -> Response:
    """The same as a file, a line for each product and indicator.

    Raises:
        DayNotReadyError: no month has indicators yet.
    """
    report = report_indicator_month(database, chosen, month=month)
    if report is None:
        raise DayNotReadyError(message("no_month_has_indicators"))
    return download(
        database,
        lambda _tx: report.values,
        IndicatorValue,
        form=form,
        name=file_name(
            "indicators", f"{report.month:%Y-%m}", chosen.store_code, chosen.product_code
        ),
    )
