"""Movements: record, reverse, and read them."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from vlmis_airflow.web.access import NotAllowedError, VisibleStores
from vlmis_airflow.web.api.callers import (
    CHANGES,
    Reader,
    Recorder,
    require_own_stores,
)
from vlmis_airflow.web.api.described import READING, RECORDING
from vlmis_airflow.web.api.fields import (
    CLOSED,
    AskedKey,
    Code,
    Day,
    Id,
    Quantity,
    SourceKey,
)
from vlmis_airflow.web.api.limits import USUAL_PAGE, PageSize, require_bounded
from vlmis_airflow.web.api.pages import AskedCursor, Page, cut, read_cursor, write_cursor
from vlmis_airflow.web.api.problems import ApiRoute
from vlmis_airflow.web.api.ranges import AskedMonth
from vlmis_airflow.web.choices import Reporting
from vlmis_airflow.web.forms import MadeNow
from vlmis_core.errors import PermanentError
from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.ledger.movements import MovementLine, Recorded
from vlmis_core.ledger.record_movements import record_movements
from vlmis_core.ledger.reverse_movement import reverse_movement
from vlmis_core.messages import message
from vlmis_core.reports.ledger_lists import (
    RecordedMovement,
    find_movement_store,
    list_movements,
)

router = APIRouter(route_class=ApiRoute)


class MovementIn(BaseModel):
    """One movement of a store. A return is declared at /returns, a count at /counts."""

    model_config = CLOSED

    source_key: SourceKey
    store_code: Code
    product_code: Code
    kind: Literal["arrival", "distribution_out", "dispensing", "wastage"]
    quantity: Quantity
    occurred_on: Day
    counterpart_store_code: Code | None = Field(
        None, description="Of a distribution_out the store that is supplied; else none."
    )
    lot: Code | None = None
    expires_on: Day | None = None
    reason: Code | None = Field(
        None, description="Of wastage: expired, vvm, frozen, broken, other; else none."
    )


class MovementsIn(BaseModel):
    """Movements that are recorded together."""

    model_config = CLOSED | {
        "json_schema_extra": {
            "examples": [
                {
                    "lines": [
                        {
                            "source_key": "clinic-7-000123",
                            "store_code": "S",
                            "product_code": "BCG",
                            "kind": "dispensing",
                            "quantity": 2,
                            "occurred_on": "2026-03-05",
                        }
                    ]
                }
            ]
        }
    }

    lines: list[MovementIn] = Field(min_length=1)


class ReversalIn(BaseModel):
    """The order to reverse a movement."""

    model_config = CLOSED

    source_key: SourceKey


def answer_recorded(response: Response, recorded: Recorded) -> Recorded:
    """201 when something is new, 200 when all was recorded before."""
    response.status_code = HTTPStatus.CREATED if recorded.recorded else HTTPStatus.OK
    return recorded


RECORDED = RECORDING | {
    200: {"description": "All of it was recorded before.", "model": Recorded},
    201: {"description": "Recorded.", "model": Recorded},
}


@router.post("/movements", tags=["recording"], responses=RECORDED, dependencies=CHANGES)
def record(
    person: Recorder,
    database: Reporting,
    entry: MadeNow,
    response: Response,
    wanted: MovementsIn,
) -> Recorded:
    """Record arrivals, distributions, dispensing and wastage: all lines, or none."""
    require_bounded(wanted.lines)
    require_own_stores(database, person, [line.store_code for line in wanted.lines])
    lines = [
        MovementLine(**line.model_dump() | {"kind": MovementKind(line.kind)})
        for line in wanted.lines
    ]
    return answer_recorded(response, record_movements(database, lines, entry))


@router.post(
    "/movements/{movement_id}/reversal",
    tags=["recording"],
    responses=RECORDED,
    dependencies=CHANGES,
)
def reverse(
    person: Recorder,
    database: Reporting,
    visible: VisibleStores,
    entry: MadeNow,
    response: Response,
    movement_id: Id,
    wanted: ReversalIn,
) -> Recorded:
    """Reverse a movement, and with it the other leg of a transfer or all that a count caused."""
    found = find_movement_store(database, movement_id)
    if found is None or (visible is not None and found.store_id not in visible):
        raise PermanentError(message("movement_not_found", movement=movement_id))
    if not person.may_record_at(found.recording_store_id):
        raise NotAllowedError(
            message(
                "only_recording_store_may_reverse",
                store=found.recording_store_code,
                movement=movement_id,
            )
        )
    done = reverse_movement(database, movement_id, source_key=wanted.source_key, entry=entry)
    return answer_recorded(response, done)


@router.get("/movements", tags=["reading"], responses=READING)
def read(
    person: Reader,
    database: Reporting,
    chosen: AskedMonth,
    source_key: AskedKey = None,
    kind: Annotated[MovementKind | None, Query()] = None,
    limit: PageSize = USUAL_PAGE,
    cursor: AskedCursor = None,
) -> Page[RecordedMovement]:
    """The ledger by stock day, oldest first."""
    after_day, after_id = (None, 0) if cursor is None else read_cursor(cursor, date, int)
    found = list_movements(
        database,
        chosen,
        kind=kind,
        source_key=source_key,
        after=after_day and (after_day, after_id),
        line_count=limit + 1,
    )
    lines, last = cut(found, limit)
    following = None if last is None else write_cursor(last.stock_day, last.movement_id)
    return Page(lines=lines, next_cursor=following)
