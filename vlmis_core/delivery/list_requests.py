"""List the requests that changed something in DHIS2, each with its answer."""

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


@dataclass(frozen=True, slots=True)
class SentRequest:
    """One request with all that is stored of it.

    ``imported`` to ``deleted`` are data values, or registrations, as DHIS2 counts them. None: no
    answer.
    """

    request_id: int
    kind: str
    run_id: str
    batch: int
    label: str | None
    day: date
    header_id: str
    record_count: int
    first_org_unit_uid: str
    last_org_unit_uid: str
    body_digest: str
    body_bytes: int
    server_version: str
    sent_at: datetime
    answered_at: datetime | None
    http_status: int | None
    outcome: str
    refused_count: int | None
    imported: int | None
    updated: int | None
    ignored: int | None
    deleted: int | None
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
            request_id=None,
            outcome=choice.outcome,
            line_count=line_count,
            skipped=skipped,
        )
    return {row.outcome: row.requests for row in counted}, rows


def find_request(database: Database, request_id: int) -> SentRequest:
    """Return one request.

    Raises:
        PermanentError: no request has this number.
    """
    with database.transaction() as tx:
        request = tx.row(
            "delivery/select_requests",
            as_=SentRequest,
            request_id=request_id,
            outcome=None,
            day=None,
            run_id=None,
            line_count=1,
            skipped=0,
        )
    if request is None:
        raise PermanentError(message("push_request_not_found", request_id=request_id))
    return request
