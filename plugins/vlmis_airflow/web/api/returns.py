"""Returns: the child declares, its supplier acknowledges what arrived."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel

from vlmis_airflow.web.access import AllowedStores
from vlmis_airflow.web.api.callers import AskedStore
from vlmis_airflow.web.api.fields import Counted, Day, Id, closed
from vlmis_airflow.web.api.pages import AskedPart, Page
from vlmis_airflow.web.api.recording import Keyed, Recording, StoreLine, ToRecord
from vlmis_airflow.web.api.routers import reading_router, recording_router
from vlmis_airflow.web.choices import Reporting
from vlmis_core.accounts.roles import Action
from vlmis_core.errors import PermanentError
from vlmis_core.ledger.movements import Recorded, ReturnDeclaration
from vlmis_core.ledger.returns import (
    acknowledge_return,
    declare_return,
    withdraw_return,
)
from vlmis_core.messages import message
from vlmis_core.reports.ledger_lists import ReturnChoice, StockReturn, find_return, list_returns

recording, reading = recording_router(), reading_router()
acknowledging = recording_router(Action.ACKNOWLEDGE)


class WantedReturn(StoreLine):
    """What a store sends back to its supplier; no stock moves yet."""

    model_config = closed(
        source_key="return-17",
        store_code="S",
        product_code="BCG",
        quantity=4,
        occurred_on="2026-03-05",
    )


class AcknowledgementIn(Keyed):
    """What arrived; what is missing becomes wastage of the child, lost_in_return."""

    received: Counted
    occurred_on: Day


class Declared(BaseModel):
    """The return that is declared now."""

    return_id: int


@recording.post(
    "/returns",
    responses={
        200: {"description": "It was declared before.", "model": Declared},
        201: {"description": "Declared.", "model": Declared},
    },
)
def declare(request: ToRecord, wanted: WantedReturn) -> Declared:
    """Declare a return to the supplier; stock moves when the supplier acknowledges it."""
    request.require_own_stores([wanted.store_code])
    fields = wanted.model_dump()
    fields["child_store_code"] = fields.pop("store_code")
    known = find_return(request.database, source_key=wanted.source_key)
    return_id = declare_return(request.database, ReturnDeclaration(**fields), request.entry)
    request.response.status_code = HTTPStatus.OK if known else HTTPStatus.CREATED
    return Declared(return_id=return_id)


@acknowledging.post("/returns/{return_id}/acknowledgement")
def acknowledge(request: ToRecord, return_id: Id, wanted: AcknowledgementIn) -> Recorded:
    """Take what arrived from the child's stock into the supplier's."""
    found = _find_visible(request, return_id)
    request.require_store(
        found.parent_store_id,
        message(
            "only_supplier_may_acknowledge", store=found.parent_store_code, return_id=return_id
        ),
    )
    done = acknowledge_return(
        request.database, return_id, entry=request.entry, **wanted.model_dump()
    )
    return request.answer(done)


@recording.post("/returns/{return_id}/withdrawal")
def withdraw(request: ToRecord, return_id: Id, wanted: Keyed) -> Recorded:
    """Withdraw a declared return that the supplier has not acknowledged; no stock moves."""
    found = _find_visible(request, return_id)
    request.require_store(
        found.child_store_id,
        message(
            "only_declaring_store_may_withdraw", store=found.child_store_code, return_id=return_id
        ),
    )
    done = withdraw_return(
        request.database, return_id, source_key=wanted.source_key, entry=request.entry
    )
    return request.answer(done)


@reading.get("/returns")
def read(
    database: Reporting,
    visible: AllowedStores,
    store: AskedStore,
    part: AskedPart,
    waiting: Annotated[
        bool | None,
        Query(description="True: not acknowledged yet; false: acknowledged or withdrawn."),
    ] = None,
) -> Page[StockReturn]:
    """Returns in which a store is child or supplier, in the order of declaration."""
    found = list_returns(
        database,
        ReturnChoice(
            store_id=None if store is None else store.store_id,
            is_waiting=waiting,
            visible_store_ids=visible,
        ),
        after=part.after(int, first=0),
        line_count=part.line_count,
    )
    return part.page(found, lambda line: (line.return_id,))


def _find_visible(request: Recording, return_id: int) -> StockReturn:
    """Find a return of which the caller may see one of the two stores."""
    found = find_return(request.database, return_id=return_id)
    if found is None or not request.sees(found.child_store_id, found.parent_store_id):
        raise PermanentError(message("return_not_found", return_id=return_id))
    return found
