"""The delivery note: what one store sent to another on one day, to be printed and signed."""

from datetime import date
from typing import Annotated

from fastapi import Query, Request, Response

from vlmis_airflow.web.access import AllowedStores, NotAllowedError
from vlmis_airflow.web.choices import Reporting
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.ledger.receipts import DistributionChoice, TransferOutcome, list_distributions
from vlmis_core.messages import message
from vlmis_core.stores.find_stores import require_store

router = page_router(Action.READ_REPORTS, "/reports")

StoreCode = Annotated[str, Query(max_length=200)]


@router.get("/delivery-note")
def delivery_note(
    request: Request,
    database: Reporting,
    visible: AllowedStores,
    store: StoreCode,
    to: StoreCode,
    day: date,
) -> Response:
    """Show the distributions of a day to whoever may see the sending or the receiving store.

    Raises:
        NotAllowedError: the person may see neither store.
    """
    with database.transaction() as tx:
        parent, child = require_store(tx, store), require_store(tx, to)
    if visible is not None and not {parent.store_id, child.store_id} & set(visible):
        raise NotAllowedError(message("store_is_not_visible", store=child.code))
    sent = list_distributions(
        database,
        DistributionChoice(store_id=parent.store_id, child_store_id=child.store_id, sent_on=day),
    )
    return render(
        request,
        "reports/delivery_note.html",
        parent=parent,
        child=child,
        day=day,
        lines=[line for line in sent if line.outcome != TransferOutcome.CANCELLED],
    )
