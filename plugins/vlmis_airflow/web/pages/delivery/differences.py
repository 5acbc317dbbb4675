"""Data values that were read back from DHIS2 with other content than frozen."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from vlmis_airflow.web.access import needs
from vlmis_airflow.web.choices import ChosenStore, FirstDay
from vlmis_airflow.web.databases import delivery_database
from vlmis_airflow.web.paging import LINES, PageNumber, Paging, skipped
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action
from vlmis_core.database import Database
from vlmis_core.delivery.list_differences import DifferenceChoice, list_differences

router = APIRouter(prefix="/dhis2")


@router.get("/differences")
def differences(
    request: Request,
    person: Annotated[Person, Depends(needs(Action.READ_DELIVERY))],
    database: Annotated[Database, Depends(delivery_database)],
    store: ChosenStore,
    first_day: FirstDay = None,
    page: PageNumber = 1,
) -> Response:
    """List the differences, newest first."""
    choice = DifferenceChoice(
        first_day=first_day, store_code=store.code, visible_store_ids=store.visible_store_ids
    )
    counted, lines = list_differences(database, choice, line_count=LINES, skipped=skipped(page))
    return render(
        request,
        "delivery/differences.html",
        choice=choice,
        store=store,
        lines=lines,
        paging=Paging(page, counted),
    )
