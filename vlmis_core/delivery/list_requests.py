"""The log of requests that carried figures to DHIS2, and what it answered."""

from dataclasses import dataclass
from datetime import date, datetime

from vlmis_core.database import Database
from vlmis_core.errors import PermanentError


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestChoice:
    """Which requests; None leaves a choice open."""

    outcome: str | None = None
    day: date | None = None
    run_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRequest:
    """One request; the last four counts are values, as DHIS2 says. No answer: None."""

    request_id: int
    run_id: str
    batch: int
    day: date
    record_count: int
    body_bytes: int
    sent_at: datetime
    answered_at: datetime | None
    http_status: int | None
    outcome: str
    refused_count: int | None
    imported: int | None
    updated: int | None
    ignored: int | None
    deleted: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredRequest(SentRequest):
    """One request with all that is kept of it."""

    label: str | None
    header_id: str
    first_org_unit_uid: str
    last_org_unit_uid: str
    body_digest: str
    server_version: str
    is_unanswered: bool
    finding: str | None
    answer: str | None


def list_requests(
    database: Database, choice: RequestChoice, *, line_count: int | None, skipped: int
) -> tuple[dict[str, int], list[SentRequest]]:
    """Requests by outcome, and one page of those of ``choice``, newest first."""
    chosen = {"day": choice.day, "run_id": choice.run_id}
    with database.transaction() as tx:
        counted = tx.rows("delivery/count_requests", **chosen)
        rows = tx.rows(
            "delivery/select_requests",
            **chosen,
            outcome=choice.outcome,
            line_count=line_count,
            skipped=skipped,
        )
    requests = [SentRequest(**row._mapping) for row in rows]
    return {row.outcome: row.requests for row in counted}, requests


def find_request(database: Database, request_id: int) -> AnsweredRequest:
    """One request.

    Raises:
        PermanentError: there is none of this number.
    """
    with database.transaction() as tx:
        row = tx.row("delivery/select_request", request_id=request_id)
    if row is None:
        raise PermanentError(f"there is no request {request_id}.")
    return AnsweredRequest(**row._mapping)
