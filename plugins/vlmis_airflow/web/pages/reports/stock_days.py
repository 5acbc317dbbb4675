"""Stock days: the newest days with their states, and which of them were not frozen in time."""

from fastapi import Request, Response

from vlmis_airflow.web.access import AllowedStores
from vlmis_airflow.web.choices import Now, Reporting
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.errors import NotLiveError
from vlmis_core.freeze.stock_days import report_stock_days
from vlmis_core.settings import load_settings

router = page_router(Action.READ_REPORTS, "/reports")

DAYS = 8
"""Days that the calendar shows."""


@router.get("/stock-days")
def stock_days(request: Request, database: Reporting, visible: AllowedStores, now: Now) -> Response:
    """Show the newest stock days with what the person's stores have in them."""
    try:
        days = report_stock_days(
            database,
            now=now,
            zone=load_settings().zone,
            day_count=DAYS,
            visible_store_ids=visible,
        )
    except NotLiveError:
        days = None
    return render(request, "reports/stock_days.html", days=days)
