"""The home page: the latest stock days, and the way to every report."""

from fastapi import Request, Response

from vlmis_airflow.web.access import AllowedStores, SignedIn
from vlmis_airflow.web.choices import Now, Reporting, Today
from vlmis_airflow.web.kept_forms import Kept, address_again
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.errors import NotLiveError
from vlmis_core.freeze.stock_days import report_stock_days
from vlmis_core.ledger.receipts import count_waiting_receipts, overdue_before
from vlmis_core.settings import load_settings

router = page_router(None, shows_production=True)

DAYS = 8
"""Days that the calendar on the first page shows."""


@router.get("/")
def home(
    request: Request,
    person: SignedIn,
    database: Reporting,
    visible: AllowedStores,
    now: Now,
    today: Today,
    kept: Kept,
) -> Response:
    """Show the latest stock days with their states, and what the person's stores have in them.

    Who keeps stores also sees what these have to confirm. Nobody confirms for the whole country,
    and counting for it would read every distribution there ever was.
    """
    settings = load_settings()
    try:
        days = report_stock_days(
            database,
            now=now,
            zone=settings.zone,
            day_count=DAYS,
            visible_store_ids=visible,
        )
    except NotLiveError:
        days = None
    own = person.stores_for(Action.ACKNOWLEDGE)
    receipts = own and count_waiting_receipts(
        database,
        store_ids=own,
        sent_before=overdue_before(today, settings.receipt_days),
    )
    return render(
        request,
        "home.html",
        days=days,
        receipts=receipts,
        kept=kept and address_again(kept.path),
    )
