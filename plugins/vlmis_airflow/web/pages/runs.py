"""From a run in Airflow to the page that shows what the run did."""

from datetime import date
from typing import Annotated

from fastapi import Query, Request, Response

from vlmis_airflow.web.access import SignedIn
from vlmis_airflow.web.choices import Pipeline, Word
from vlmis_airflow.web.forms import go_to
from vlmis_airflow.web.page_router import page_router
from vlmis_core.accounts.roles import Action
from vlmis_core.freeze.stock_days import find_day_of_run

router = page_router(Action.READ_RUNS)

PAGES = {
    "dhis2_analytics_check": "/dhis2/dashboards",
    "eod_freeze": "/reports/stock-days",
    "org_unit_refresh": "/maintenance/stores",
    "stock_indicators": "/reports/stock-status",
}
"""What each DAG is about; of any other DAG, Home."""


@router.get("/runs")
def page_of_run(
    request: Request,
    person: SignedIn,
    database: Pipeline,
    dag: Annotated[Word, Query()],
    run: Annotated[Word, Query()],
) -> Response:
    """Lead to the requests of a push, to the day of a freeze, or to what the DAG is about."""
    # Airflow writes the run id into the address as it is, so that its + arrives as a space.
    run = run.replace(" ", "+")
    if dag == "dhis2_push":
        return go_to(request, "/dhis2/requests", run=run)
    day: date | None = find_day_of_run(database, run) if dag == "eod_freeze" else None
    if day is not None:
        return go_to(request, "/reports/end-of-day", **{"from": day, "to": day})
    if dag == "org_unit_refresh" and not person.may(Action.MAINTAIN_STORES):
        return go_to(request, "/")
    return go_to(request, PAGES.get(dag, "/"))
