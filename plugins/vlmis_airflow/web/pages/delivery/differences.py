"""Data values that were read back from DHIS2 with other content than frozen."""

from fastapi import Request, Response

from vlmis_airflow.web.choices import ChosenStore, FirstDay, Pipeline
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.paging import LINES, PageNumber, Paging, skipped
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.delivery.list_differences import DifferenceChoice, list_differences

router = page_router(Action.READ_DELIVERY, "/dhis2")


@router.get("/differences")
def differences(
    request: Request,
    database: Pipeline,
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
