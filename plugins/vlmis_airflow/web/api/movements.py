"""Movements: record, reverse, and read them."""

from datetime import date
from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, Field

from vlmis_airflow.web.api.fields import Code, Id, SourceKey, closed
from vlmis_airflow.web.api.limits import Lines
from vlmis_airflow.web.api.pages import AskedPart, Page
from vlmis_airflow.web.api.ranges import AskedMonth
from vlmis_airflow.web.api.recording import Keyed, StoreLine, ToRecord
from vlmis_airflow.web.api.routers import reading_router, recording_router
from vlmis_airflow.web.choices import Reporting
from vlmis_core.errors import PermanentError
from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.ledger.movements import MovementLine, Recorded
from vlmis_core.ledger.record_movements import record_movements
from vlmis_core.ledger.reverse_movement import reverse_movement
from vlmis_core.messages import message
from vlmis_core.reports.ledger_lists import RecordedMovement, find_movement_store, list_movements

recording, reading = recording_router(), reading_router()


class MovementIn(StoreLine):
    """One movement of a store. A return is declared at /returns, a count at /counts."""

    kind: Literal["arrival", "distribution_out", "dispensing", "wastage"]
    counterpart_store_code: Code | None = Field(
        None, description="Of a distribution_out the store that is supplied; else none."
    )
    reason: Code | None = Field(
        None, description="Of wastage: expired, vvm, frozen, broken, other; else none."
    )


class MovementsIn(BaseModel):
    """Movements that are recorded together."""

    model_config = closed(
        lines=[
            {
                "source_key": "clinic-7-000123",
                "store_code": "S",
                "product_code": "BCG",
                "kind": "dispensing",
                "quantity": 2,
                "occurred_on": "2026-03-05",
            }
        ]
    )

    lines: Lines[MovementIn]


@recording.post("/movements")
def record(request: ToRecord, wanted: MovementsIn) -> Recorded:
    """Record arrivals, distributions, dispensing and wastage: all lines, or none."""
    request.require_own_stores(line.store_code for line in wanted.lines)
    lines = [
        MovementLine(**line.model_dump() | {"kind": MovementKind(line.kind)})
        for line in wanted.lines
    ]
    return request.answer(record_movements(request.database, lines, request.entry))


@recording.post("/movements/{movement_id}/reversal")
def reverse(request: ToRecord, movement_id: Id, wanted: Keyed) -> Recorded:
    """Reverse a movement, and with it the other leg of a transfer or all that a count caused."""
    found = find_movement_store(request.database, movement_id)
    if found is None or not request.sees(found.store_id):
        raise PermanentError(message("movement_not_found", movement=movement_id))
    request.require_store(
        found.recording_store_id,
        message(
            "only_recording_store_may_reverse",
            store=found.recording_store_code,
            movement=movement_id,
        ),
    )
    done = reverse_movement(
        request.database, movement_id, source_key=wanted.source_key, entry=request.entry
    )
    return request.answer(done)


@reading.get("/movements")
def read(
    database: Reporting,
    chosen: AskedMonth,
    part: AskedPart,
    source_key: Annotated[SourceKey | None, Query()] = None,
    kind: Annotated[MovementKind | None, Query()] = None,
) -> Page[RecordedMovement]:
    """The ledger by stock day, oldest first."""
    found = list_movements(
        database,
        chosen,
        kind=kind,
        source_key=source_key,
        after=part.after(date, int, first=None),
        line_count=part.line_count,
    )
    return part.page(found, lambda line: (line.stock_day, line.movement_id))
