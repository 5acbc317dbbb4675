"""Expiring lots: what is held of lots that have expired, or expire within a number of days."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response
from pydantic import BeforeValidator

from vlmis_airflow.web.choices import (
    ChosenFilter,
    ChosenStore,
    Products,
    Reporting,
    Today,
    empty_is_none,
)
from vlmis_airflow.web.downloads import FileForm, download, file_name
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.paging import LINES, PageNumber, Paging, skipped
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.reports.expiring_lots import (
    ExpiringLot,
    report_expiring_lots,
    stream_expiring_lots,
)
from vlmis_core.settings import load_settings

LONGEST_HORIZON = 3650

router = page_router(Action.READ_REPORTS, "/reports")


def chosen_horizon(
    within: Annotated[
        Annotated[int, Query(ge=0, le=LONGEST_HORIZON)] | None, BeforeValidator(empty_is_none)
    ] = None,
) -> int:
    """Read within how many days a lot expires; without it the setting."""
    return load_settings().expiry_horizon_days if within is None else within


Horizon = Annotated[int, Depends(chosen_horizon)]


@router.get("/expiring-lots")
def expiring_lots(
    request: Request,
    database: Reporting,
    products: Products,
    store: ChosenStore,
    chosen: ChosenFilter,
    horizon: Horizon,
    today: Today,
    page: PageNumber = 1,
) -> Response:
    """The lots of the chosen stores, first the one that expires first."""
    totals, lots = report_expiring_lots(
        database,
        chosen,
        today=today,
        horizon_days=horizon,
        line_count=LINES,
        skipped=skipped(page),
    )
    return render(
        request,
        "reports/expiring_lots.html",
        chosen=chosen,
        store=store,
        products=products,
        horizon=horizon,
        totals=totals,
        lots=lots,
        paging=Paging(page, sum(total.lines for total in totals)),
    )


@router.get("/expiring-lots/file")
def expiring_lots_file(
    database: Reporting,
    chosen: ChosenFilter,
    horizon: Horizon,
    today: Today,
    form: Annotated[FileForm, Query()],
) -> Response:
    """All lots of the choice."""
    return download(
        database,
        lambda tx: stream_expiring_lots(tx, chosen, today=today, horizon_days=horizon),
        ExpiringLot,
        form=form,
        name=file_name("expiring-lots", today, chosen.store_code),
    )
