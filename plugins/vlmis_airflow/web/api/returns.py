"""Returns: the child declares, its supplier acknowledges what arrived."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from vlmis_airflow.web.access import NotAllowedError, VisibleStores
from vlmis_airflow.web.api.callers import (
    CHANGES,
    Acknowledger,
    AskedStore,
    Reader,
    Recorder,
    require_own_stores,
)
from vlmis_airflow.web.api.described import READING, RECORDING
from vlmis_airflow.web.api.fields import CLOSED, Code, Counted, Day, Id, Quantity, SourceKey
from vlmis_airflow.web.api.limits import USUAL_PAGE, PageSize
from vlmis_airflow.web.api.movements import RECORDED, ReversalIn, answer_recorded
from vlmis_airflow.web.api.pages import AskedCursor, Page, cut, read_cursor, write_cursor
from vlmis_airflow.web.api.problems import ApiRoute
from vlmis_airflow.web.choices import Reporting
from vlmis_airflow.web.forms import MadeNow
from vlmis_core.database import Database
from vlmis_core.errors import PermanentError
from vlmis_core.ledger.movements import Recorded
from vlmis_core.ledger.returns import (
    ReturnDeclaration,
    acknowledge_return,
    declare_return,
    withdraw_return,
)
from vlmis_core.messages import message
from vlmis_core.reports.ledger_lists import StockReturn, find_return, list_returns
from vlmis_core.stores.find_stores import VisibleStoreIds

router = APIRouter(route_class=ApiRoute)


class WantedReturn(BaseModel):
    """What a store sends back to its supplier; no stock moves yet."""

    model_config = CLOSED | {
        "json_schema_extra": {
            "examples": [
                {
                    "source_key": "return-17",
                    "store_code": "S",
                    "product_code": "BCG",
                    "quantity": 4,
                    "occurred_on": "2026-03-05",
                }
            ]
        }
    }

    source_key: SourceKey
    store_code: Code
    product_code: Code
    quantity: Quantity
    occurred_on: Day
    lot: Code | None = None
    expires_on: Day | None = None


class AcknowledgementIn(BaseModel):
    """What arrived; what is missing becomes wastage of the child, lost_in_return."""

    model_config = CLOSED

    source_key: SourceKey
    received: Counted
    occurred_on: Day


class Declared(BaseModel):
    """The return that stands now."""

    return_id: int


_DECLARED = RECORDING | {
    200: {"description": "It was declared before.", "model": Declared},
    201: {"description": "Declared.", "model": Declared},
}


@router.post("/returns", tags=["recording"], responses=_DECLARED, dependencies=CHANGES)
def declare(
    person: Recorder, database: Reporting, entry: MadeNow, response: Response, wanted: WantedReturn
) -> Declared:
    """Declare a return to the supplier; stock moves when the supplier acknowledges it."""
    require_own_stores(database, person, [wanted.store_code])
    fields = wanted.model_dump()
    fields["child_store_code"] = fields.pop("store_code")
    known = find_return(database, source_key=wanted.source_key)
    return_id = declare_return(database, ReturnDeclaration(**fields), entry)
    response.status_code = HTTPStatus.OK if known else HTTPStatus.CREATED
    return Declared(return_id=return_id)


@router.post(
    "/returns/{return_id}/acknowledgement",
    tags=["recording"],
    responses=RECORDED,
    dependencies=CHANGES,
)
def acknowledge(
    person: Acknowledger,
    database: Reporting,
    visible: VisibleStores,
    entry: MadeNow,
    response: Response,
    return_id: Id,
    wanted: AcknowledgementIn,
) -> Recorded:
    """Take what arrived from the child's stock into the supplier's."""
    found = _find_visible(database, visible, return_id)
    if not person.may_record_at(found.parent_store_id):
        raise NotAllowedError(
            message(
                "only_supplier_may_acknowledge",
                store=found.parent_store_code,
                return_id=return_id,
            )
        )
    done = acknowledge_return(
        database,
        return_id,
        source_key=wanted.source_key,
        received=wanted.received,
        occurred_on=wanted.occurred_on,
        entry=entry,
    )
    return answer_recorded(response, done)


@router.post(
    "/returns/{return_id}/withdrawal",
    tags=["recording"],
    responses=RECORDED,
    dependencies=CHANGES,
)
def withdraw(
    person: Recorder,
    database: Reporting,
    visible: VisibleStores,
    entry: MadeNow,
    response: Response,
    return_id: Id,
    wanted: ReversalIn,
) -> Recorded:
    """Withdraw a declared return that the supplier has not acknowledged; no stock moves."""
    found = _find_visible(database, visible, return_id)
    if not person.may_record_at(found.child_store_id):
        raise NotAllowedError(
            message(
                "only_declaring_store_may_withdraw",
                store=found.child_store_code,
                return_id=return_id,
            )
        )
    done = withdraw_return(database, return_id, source_key=wanted.source_key, entry=entry)
    return answer_recorded(response, done)


@router.get("/returns", tags=["reading"], responses=READING)
def read(
    person: Reader,
    database: Reporting,
    visible: VisibleStores,
    store: AskedStore,
    waiting: Annotated[
        bool | None,
        Query(description="True: not acknowledged yet; false: acknowledged or withdrawn."),
    ] = None,
    limit: PageSize = USUAL_PAGE,
    cursor: AskedCursor = None,
) -> Page[StockReturn]:
    """Returns in which a store is child or supplier, in the order of declaration."""
    after = 0 if cursor is None else read_cursor(cursor, int)[0]
    found = list_returns(
        database,
        store_id=None if store is None else store.store_id,
        is_waiting=waiting,
        visible_store_ids=visible,
        after=after,
        line_count=limit + 1,
    )
    lines, last = cut(found, limit)
    return Page(lines=lines, next_cursor=None if last is None else write_cursor(last.return_id))


def _find_visible(database: Database, visible: VisibleStoreIds, return_id: int) -> StockReturn:
    """Find a return of which the caller may see one of the two stores."""
    found = find_return(database, return_id=return_id)
    if found is not None:
        stores = {found.child_store_id, found.parent_store_id}
        if visible is None or stores & set(visible):
            return found
    raise PermanentError(message("return_not_found", return_id=return_id))
