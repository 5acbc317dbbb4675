"""Tonight: what the next push sends, what is held, and how long DHIS2 still takes each day."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from vlmis_airflow.web.access import VisibleStores, needs
from vlmis_airflow.web.choices import Now
from vlmis_airflow.web.databases import delivery_database
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action
from vlmis_core.database import Database
from vlmis_core.delivery.next_push import show_tonight
from vlmis_core.settings import load_settings

router = APIRouter(prefix="/dhis2")

SOON_HOURS = 48
"""A day that closes within this time is marked."""


@router.get("/tonight")
def tonight(
    request: Request,
    person: Annotated[Person, Depends(needs(Action.READ_DELIVERY))],
    database: Annotated[Database, Depends(delivery_database)],
    visible: VisibleStores,
    now: Now,
) -> Response:
    """Every day that is not settled."""
    return render(
        request,
        "delivery/tonight.html",
        tonight=show_tonight(database, visible),
        is_production=load_settings().production,
        now=now,
        soon_hours=SOON_HOURS,
    )
