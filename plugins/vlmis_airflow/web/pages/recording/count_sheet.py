"""The count sheet of a store: its products and lots, with blank columns to fill in by hand."""

from fastapi import Request, Response

from vlmis_airflow.web.choices import Reporting, Today
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.pages.recording.own_store import AtStore
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.ledger.recording_store import list_store_balances

router = page_router(Action.RECORD, "/record")

BLANK_LINES = 5
"""Lines at the end, for what is on the shelf and not in the ledger."""


@router.get("/count-sheet")
def count_sheet(request: Request, database: Reporting, own: AtStore, today: Today) -> Response:
    """Show the products and lots of a store; not their balances, which would sway the count."""
    store = own.must_be
    held = list_store_balances(database, store.store_id, today=today)
    return render(
        request,
        "recording/count_sheet.html",
        own=own,
        store=store,
        products=[product for product in held if product.is_open],
        blank_lines=BLANK_LINES,
        today=today,
    )
