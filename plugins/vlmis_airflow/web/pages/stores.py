"""Stores that match what somebody types into the field of a form."""

from fastapi import Request, Response

from vlmis_airflow.web.access import AllowedStores
from vlmis_airflow.web.choices import Reporting, Words
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.stores.find_stores import find_stores

router = page_router(Action.READ_REPORTS)

OFFERED = 12


@router.get("/stores/options")
def options(
    request: Request, database: Reporting, visible: AllowedStores, store: Words = None
) -> Response:
    """The buttons that a store field offers, each with the code of a store."""
    found = find_stores(database, (store or "").strip(), visible, line_count=OFFERED)
    return render(request, "store_options.html", stores=found)
