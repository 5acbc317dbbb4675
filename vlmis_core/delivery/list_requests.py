"""List the requests that carried data values to DHIS2, each with its answer."""

from dataclasses import dataclass
from datetime import date, datetime

from vlmis_core.database import Database
from vlmis_core.errors import PermanentError
from vlmis_core.messages import Message, message


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestChoice:
    """Which requests: with an outcome, of a stock day, of a run; None: all."""

    outcome: str | None = None
    day: date | None = None
    run_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRequest:
    """One request; the last four counts are data values as DHIS2 counts them. None: no answer."""

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
    """One request with all that is stored of it."""

    label: str | None
    header_id: str
    first_org_unit_uid: str
    last_org_unit_uid: str
    body_digest: str
    server_version: str
    is_unanswered: bool
    finding: Message | None
    answer: str | None


def list_requests(
    database: Database, choice: RequestChoice, *, line_count: int | None, skipped: int
) -> tuple[dict[str, int], list[SentRequest]]:
    """Return the requests by outcome, and one page of those of ``choice``, newest first."""
    chosen = {"day": choice.day, "run_id": choice.run_id}
    with database.transaction() as tx:
        counted = tx.rows("delivery/count_requests", **chosen)
        rows = tx.rows(
            "delivery/select_requests",
            as_=SentRequest,
            **chosen,
            outcome=choice.outcome,
            line_count=line_count,
            skipped=skipped,
        )
    return {row.outcome: row.requests for row in counted}, rows


def find_request(database: Database, request_id: int) -> AnsweredRequest:
    """Return one request.

    Raises:
        PermanentError: no request has this number.
    """
    with database.transaction() as tx:
        request = tx.row("delivery/select_request", as_=AnsweredRequest, request_id=request_id)
    if request is None:
        raise PermanentError(message("push_request_not_found", request_id=request_id))
    return request
