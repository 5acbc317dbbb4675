"""What the next push sends, what is on hold, and until when DHIS2 accepts each day."""

from fastapi import Request, Response

from vlmis_airflow.web.access import AllowedStores
from vlmis_airflow.web.choices import Now, Pipeline
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.delivery.next_push import preview_next_push

router = page_router(Action.READ_DELIVERY, "/dhis2")

SOON_HOURS = 48
"""A day that closes within this time is marked."""


@router.get("/next-push")
def next_push(request: Request, database: Pipeline, visible: AllowedStores, now: Now) -> Response:
    """Every day that is not settled."""
    return render(
        request,
        "delivery/next_push.html",
        push=preview_next_push(database, visible),
        now=now,
        soon_hours=SOON_HOURS,
    )
