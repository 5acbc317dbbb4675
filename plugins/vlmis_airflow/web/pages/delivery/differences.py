"""Data values that DHIS2 had with other content than frozen: when sent, or later."""

from typing import Annotated

from fastapi import Query, Request, Response

from vlmis_airflow.web.access import SignedIn
from vlmis_airflow.web.choices import ChosenStore, FirstDay, Pipeline
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.paging import LINES, PageNumber, Paging, skipped
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.delivery.list_differences import DifferenceChoice, list_differences
from vlmis_core.delivery.open_differences import list_open_differences

router = page_router(Action.READ_DELIVERY, "/dhis2")


@router.get("/differences")
def differences(
    request: Request,
    person: SignedIn,
    database: Pipeline,
    store: ChosenStore,
    first_day: FirstDay = None,
    only_open: Annotated[bool, Query(alias="open")] = False,
    page: PageNumber = 1,
) -> Response:
    """Show what still differs and what to do, then every difference, newest first."""
    choice = DifferenceChoice(
        first_day=first_day,
        store_code=store.code,
        only_open=only_open,
        visible_store_ids=store.visible_store_ids,
    )
    counted, lines = list_differences(database, choice, line_count=LINES, skipped=skipped(page))
    return render(
        request,
        "delivery/differences.html",
        choice=choice,
        store=store,
        lines=lines,
        may_requeue=person.may(Action.REQUEUE),
        still_open=list_open_differences(database, store.visible_store_ids),
        paging=Paging(page, counted),
    )
