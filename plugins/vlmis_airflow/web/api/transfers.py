"""Distributions: a store passes stock to one that it supplies; both legs in one act."""

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from vlmis_airflow.web.api.callers import CHANGES, Recorder, require_own_stores
from vlmis_airflow.web.api.fields import CLOSED, Code, Day, Quantity, SourceKey
from vlmis_airflow.web.api.limits import require_bounded
from vlmis_airflow.web.api.movements import RECORDED, answer_recorded
from vlmis_airflow.web.api.problems import ApiRoute
from vlmis_airflow.web.choices import Reporting
from vlmis_airflow.web.forms import MadeNow
from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.ledger.movements import MovementLine, Recorded
from vlmis_core.ledger.record_movements import record_movements

router = APIRouter(route_class=ApiRoute, tags=["recording"])


class TransferLine(BaseModel):
    """One product that is passed on."""

    model_config = CLOSED

    source_key: SourceKey
    product_code: Code
    quantity: Quantity
    lot: Code | None = None
    expires_on: Day | None = None


class TransferIn(BaseModel):
    """What one store gives to another that it supplies, on one day."""

    model_config = CLOSED | {
        "json_schema_extra": {
            "examples": [
                {
                    "store_code": "R",
                    "child_store_code": "S",
                    "occurred_on": "2026-03-05",
                    "lines": [
                        {"source_key": "voucher-88-1", "product_code": "BCG", "quantity": 20}
                    ],
                }
            ]
        }
    }

    store_code: Code
    child_store_code: Code
    occurred_on: Day
    lines: list[TransferLine] = Field(min_length=1)


@router.post("/transfers", responses=RECORDED, dependencies=CHANGES)
def distribute(
    person: Recorder, database: Reporting, entry: MadeNow, response: Response, wanted: TransferIn
) -> Recorded:
    """Pass stock to a store that this one supplies: it leaves here and arrives there at once."""
    require_bounded(wanted.lines)
    require_own_stores(database, person, [wanted.store_code])
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
    return answer_recorded(response, record_movements(database, lines, entry))
