"""Physical counts: record and read them."""

from typing import Literal

from pydantic import BaseModel, Field

from vlmis_airflow.web.api.fields import Code, Counted, closed
from vlmis_airflow.web.api.limits import Lines
from vlmis_airflow.web.api.pages import AskedPart, Page
from vlmis_airflow.web.api.ranges import AskedMonth
from vlmis_airflow.web.api.recording import StoreLine, ToRecord
from vlmis_airflow.web.api.routers import reading_router, recording_router
from vlmis_airflow.web.choices import Reporting
from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.ledger.movements import CountLine, Recorded
from vlmis_core.ledger.record_counts import record_counts
from vlmis_core.reports.ledger_lists import RecordedCount, list_counts

recording, reading = recording_router(), reading_router()


class CountedLot(StoreLine):
    """One lot as it was counted; lines with one source key are the lots of one count."""

    quantity: Counted
    kind: Literal["count_adjustment", "wastage"] = Field(
        "count_adjustment", description="What a difference to the ledger becomes."
    )
    reason: Code = Field("count", description="count, initial_count; of wastage: expired, vvm, …")


class CountsIn(BaseModel):
    """Counts that are recorded together."""

    model_config = closed(
        lines=[
            {
                "source_key": "count-2026-03-S-BCG",
                "store_code": "S",
                "product_code": "BCG",
                "quantity": 13,
                "occurred_on": "2026-03-05",
            }
        ]
    )

    lines: Lines[CountedLot]


@recording.post("/counts")
def record(request: ToRecord, wanted: CountsIn) -> Recorded:
    """Record counts; the difference to the ledger becomes a movement of the day."""
    request.require_own_stores(line.store_code for line in wanted.lines)
    lines = [
        CountLine(**line.model_dump() | {"kind": MovementKind(line.kind)}) for line in wanted.lines
    ]
    return request.answer(record_counts(request.database, lines, request.entry))


@reading.get("/counts")
def read(database: Reporting, chosen: AskedMonth, part: AskedPart) -> Page[RecordedCount]:
    """Counts in the order of recording."""
    found = list_counts(
        database, chosen, after=part.after(int, first=0), line_count=part.line_count
    )
    return part.page(found, lambda line: (line.count_id,))
