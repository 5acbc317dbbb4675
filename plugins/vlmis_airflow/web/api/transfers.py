"""Distributions: a store passes stock to one that it supplies; both legs in one act."""

from pydantic import BaseModel

from vlmis_airflow.web.api.fields import Code, Day, closed
from vlmis_airflow.web.api.limits import Lines
from vlmis_airflow.web.api.recording import Line, ToRecord
from vlmis_airflow.web.api.routers import recording_router
from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.ledger.movements import MovementLine, Recorded
from vlmis_core.ledger.record_movements import record_movements

recording = recording_router()


class TransferIn(BaseModel):
    """What one store gives to another that it supplies, on one day."""

    model_config = closed(
        store_code="R",
        child_store_code="S",
        occurred_on="2026-03-05",
        lines=[{"source_key": "voucher-88-1", "product_code": "BCG", "quantity": 20}],
    )

    store_code: Code
    child_store_code: Code
    occurred_on: Day
    lines: Lines[Line]


@recording.post("/transfers")
def distribute(request: ToRecord, wanted: TransferIn) -> Recorded:
    """Pass stock to a store that this one supplies: it leaves here and arrives there at once."""
    request.require_own_stores([wanted.store_code])
    lines = [
        MovementLine(
            store_code=wanted.store_code,
            kind=MovementKind.DISTRIBUTION_OUT,
            counterpart_store_code=wanted.child_store_code,
            occurred_on=wanted.occurred_on,
            **line.model_dump(),
        )
        for line in wanted.lines
    ]
    return request.answer(record_movements(request.database, lines, request.entry))
