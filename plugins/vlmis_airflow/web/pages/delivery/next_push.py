"""What the next push sends, what is on hold, and until when DHIS2 accepts each day."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from vlmis_airflow.web.access import VisibleStores, needs
from vlmis_airflow.web.choices import Now
from vlmis_airflow.web.databases import delivery_database
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action
from vlmis_core.database import Database
from vlmis_core.delivery.next_push import preview_next_push
from vlmis_core.settings import load_settings

router = APIRouter(prefix="/dhis2")

SOON_HOURS = 48
"""A day that closes within this time is marked."""


@router.get("/next-push")
def next_push(
    request: Request,
    person: Annotated[Person, Depends(needs(Action.READ_DELIVERY))],
    database: Annotated[Database, Depends(delivery_database)],
    visible: VisibleStores,
    now: Now,
) -> Response:
    """Every day that is not settled."""
    return render(
        request,
        "delivery/next_push.html",
        push=preview_next_push(database, visible),
        is_production=load_settings().production,
        now=now,
        soon_hours=SOON_HOURS,
    )
