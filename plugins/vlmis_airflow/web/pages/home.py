"""The home page: the latest stock days, and the way to every report."""

from fastapi import Request, Response

from vlmis_airflow.web.access import VisibleStores
from vlmis_airflow.web.choices import Now, Reporting
from vlmis_airflow.web.kept_forms import Kept, address_again
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.rendering import render
from vlmis_core.errors import NotLiveError
from vlmis_core.freeze.stock_days import report_stock_days
from vlmis_core.settings import load_settings

router = page_router(None, shows_production=True)

DAYS = 8
"""Days that the calendar on the first page shows."""


@router.get("/")
def home(
    request: Request, database: Reporting, visible: VisibleStores, now: Now, kept: Kept
) -> Response:
    """Show the latest stock days with their states, and what the person's stores have in them."""
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
    return render(request, "home.html", days=days, kept=kept and address_again(kept.path))
