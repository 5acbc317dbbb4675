"""Whether dashboards in DHIS2 show what was posted, as the weekly check found."""

from fastapi import Request, Response

from vlmis_airflow.web.choices import Pipeline
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.paging import LINES, PageNumber, Paging, skipped
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.dhis2_setup.check_analytics import read_newest_check
from vlmis_core.messages import message

router = page_router(Action.READ_DELIVERY, "/dhis2")


@router.get("/dashboards")
def dashboards(request: Request, database: Pipeline, page: PageNumber = 1) -> Response:
    """Show the newest comparison, the likely reasons, and each value that differs."""
    newest = read_newest_check(database, line_count=LINES, skipped=skipped(page))
    reasons = newest.reasons if newest else []
    return render(
        request,
        "delivery/dashboards.html",
        newest=newest,
        messages={each.reason: message(each.reason) for each in reasons},
        paging=Paging(page, newest.check.listed if newest else 0),
    )
