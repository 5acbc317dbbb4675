"""Physical counts: record and read them."""

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from vlmis_airflow.web.api.callers import (
    CHANGES,
    Reader,
    Recorder,
    require_own_stores,
)
from vlmis_airflow.web.api.described import READING
from vlmis_airflow.web.api.fields import CLOSED, Code, Counted, Day, SourceKey
from vlmis_airflow.web.api.limits import USUAL_PAGE, PageSize, require_bounded
from vlmis_airflow.web.api.movements import RECORDED, answer_recorded
from vlmis_airflow.web.api.pages import AskedCursor, Page, cut, read_cursor, write_cursor
from vlmis_airflow.web.api.problems import ApiRoute
from vlmis_airflow.web.api.ranges import AskedMonth
from vlmis_airflow.web.choices import Reporting
from vlmis_airflow.web.forms import MadeNow
from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.ledger.movements import CountLine, Recorded
from vlmis_core.ledger.record_counts import record_counts
from vlmis_core.reports.ledger_lists import RecordedCount, list_counts

router = APIRouter(route_class=ApiRoute)


class CountedLot(BaseModel):
    """One lot as it was counted; lines with one source key are the lots of one count."""

    model_config = CLOSED

    source_key: SourceKey
    store_code: Code
    product_code: Code
    quantity: Counted
    occurred_on: Day
    kind: Literal["count_adjustment", "wastage"] = Field(
        "count_adjustment", description="What a difference to the ledger becomes."
    )
    reason: Code = Field("count", description="count, initial_count; of wastage: expired, vvm, …")
    lot: Code | None = None
    expires_on: Day | None = None


class CountsIn(BaseModel):
    """Counts that are recorded together."""

    model_config = CLOSED | {
        "json_schema_extra": {
            "examples": [
                {
                    "lines": [
                        {
                            "source_key": "count-2026-03-S-BCG",
                            "store_code": "S",
                            "product_code": "BCG",
                            "quantity": 13,
                            "occurred_on": "2026-03-05",
                        }
                    ]
                }
            ]
        }
    }

    lines: list[CountedLot] = Field(min_length=1)


@router.post("/counts", tags=["recording"], responses=RECORDED, dependencies=CHANGES)
def record(
    person: Recorder, database: Reporting, entry: MadeNow, response: Response, wanted: CountsIn
) -> Recorded:
    """Record counts; the difference to the ledger becomes a movement of the day."""
    require_bounded(wanted.lines)
    require_own_stores(database, person, [line.store_code for line in wanted.lines])
    lines = [
        CountLine(**line.model_dump() | {"kind": MovementKind(line.kind)}) for line in wanted.lines
    ]
    return answer_recorded(response, record_counts(database, lines, entry))


@router.get("/counts", tags=["reading"], responses=READING)
def read(
    person: Reader,
    database: Reporting,
    chosen: AskedMonth,
    limit: PageSize = USUAL_PAGE,
    cursor: AskedCursor = None,
) -> Page[RecordedCount]:
    """Counts in the order of recording."""
    after = 0 if cursor is None else read_cursor(cursor, int)[0]
    lines, last = cut(list_counts(database, chosen, after=after, line_count=limit + 1), limit)
    return Page(lines=lines, next_cursor=None if last is None else write_cursor(last.count_id))
