"""Receipts: what arrived of distributions, confirmed by the stores that they were sent to."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel

from vlmis_airflow.web.access import AllowedStores
from vlmis_airflow.web.api.callers import AskedStore
from vlmis_airflow.web.api.fields import Counted, Day, Key, closed
from vlmis_airflow.web.api.limits import Lines
from vlmis_airflow.web.api.pages import AskedPart, Page
from vlmis_airflow.web.api.recording import Keyed, Recording, ToRecord
from vlmis_airflow.web.api.routers import reading_router, recording_router
from vlmis_airflow.web.choices import Reporting
from vlmis_core.accounts.roles import Action
from vlmis_core.errors import BadInputError, Fault
from vlmis_core.ledger.movements import Recorded
from vlmis_core.ledger.receipts import (
    Distribution,
    DistributionChoice,
    ReceiptLine,
    TransferOutcome,
    confirm_receipts,
    list_distributions,
)
from vlmis_core.messages import message

confirming, reading = recording_router(Action.ACKNOWLEDGE), reading_router()


class ReceiptIn(Keyed):
    """What arrived of a distribution; what is missing becomes wastage, lost_in_transit."""

    transfer_id: Key
    received: Counted
    occurred_on: Day


class ReceiptsIn(BaseModel):
    """Receipts that are confirmed together."""

    model_config = closed(
        lines=[
            {
                "source_key": "clinic-7-receipt-88",
                "transfer_id": 88,
                "received": 19,
                "occurred_on": "2026-03-06",
            }
        ]
    )

    lines: Lines[ReceiptIn]


@confirming.post("/receipts")
def confirm(request: ToRecord, wanted: ReceiptsIn) -> Recorded:
    """Confirm what arrived of distributions to own stores: all lines, or none."""
    _require_sent_to_own_stores(request, wanted.lines)
    lines = [ReceiptLine(**line.model_dump()) for line in wanted.lines]
    return request.answer(confirm_receipts(request.database, lines, request.entry))


@reading.get("/receipts")
def read(
    database: Reporting,
    visible: AllowedStores,
    store: AskedStore,
    part: AskedPart,
    outcome: Annotated[
        TransferOutcome | None, Query(description="to_confirm: nobody has confirmed it yet.")
    ] = None,
) -> Page[Distribution]:
    """Distributions from or to a store with what arrived, in the order of recording."""
    found = list_distributions(
        database,
        DistributionChoice(
            store_id=None if store is None else store.store_id,
            visible_store_ids=visible,
            outcome=outcome,
        ),
        after=part.after(int, first=0),
        line_count=part.line_count,
    )
    return part.page(found, lambda line: (line.transfer_id,))


def _require_sent_to_own_stores(request: Recording, lines: list[ReceiptIn]) -> None:
    """Refuse distributions to other stores.

    Raises:
        BadInputError: names every line of another store; of one that the caller may not see it
            only says that there is none.
    """
    ids = [line.transfer_id for line in lines]
    found = list_distributions(request.database, DistributionChoice(transfer_ids=ids))
    of_id = {line.transfer_id: line for line in found}
    refused = []
    for number, transfer_id in enumerate(ids, start=1):
        line = of_id.get(transfer_id)
        if line is None or not request.sees(line.child_store_id, line.parent_store_id):
            fault = message("distribution_not_found", transfer_id=transfer_id)
        elif not request.person.may_at(request.action, line.child_store_id):
            fault = message("only_receiving_store_may_confirm", store=line.child_store_code)
        else:
            continue
        refused.append(Fault(number, "transfer_id", str(transfer_id), fault))
    if refused:
        raise BadInputError(message("api_request"), refused)
