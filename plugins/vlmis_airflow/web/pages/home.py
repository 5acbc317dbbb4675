"""The first page: where the days stand, and the way to every report."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from vlmis_airflow.web.access import needs
from vlmis_airflow.web.choices import Now, Reporting
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.person import Person
from vlmis_core.errors import NotLiveError
from vlmis_core.freeze.stock_days import report_stock_days
from vlmis_core.settings import load_settings

router = APIRouter()

DAYS = 8
"""Days that the calendar on the first page shows."""


@router.get("/")
def home(
    request: Request,
    person: Annotated[Person, Depends(needs(None))],
    database: Reporting,
    now: Now,
) -> Response:
    """Where the days stand."""
    try:
        days = report_stock_days(database, now=now, zone=load_settings().zone, day_count=DAYS)
    except NotLiveError:
        days = None
    return render(request, "home.html", days=days)
