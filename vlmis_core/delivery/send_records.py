"""Send the records of one day in requests one after another, until each has an outcome."""

import logging
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from vlmis_core.delivery.model.data_values import Record
from vlmis_core.delivery.model.import_answer import ImportAnswer, read_import_answer
from vlmis_core.delivery.model.payload import PayloadBuilder, Target, compressed
from vlmis_core.delivery.model.refusal_codes import WHOLE_REQUEST, ErrorScope
from vlmis_core.delivery.model.request_outcome import (
    OutgoingRequest,
    RequestOutcome,
    assess_answer,
    assess_overload,
)
from vlmis_core.delivery.model.sent_values import sent_records
from vlmis_core.delivery.request_log import LoggedRequest
from vlmis_core.delivery.request_size import SMALLEST_REQUEST_RECORDS, RequestSize
from vlmis_core.delivery.wait_until_idle import ServerState, poll_server, wait_until_idle
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.data_values import send_values
from vlmis_core.dhis2.import_summary import Answer
from vlmis_core.errors import Dhis2AccessError, Dhis2UnavailableError
from vlmis_core.messages import Message, message

_LOG = logging.getLogger(__name__)

FIRST_OF_A_DAY_RECORDS = 20
"""A day's first request creates the day in DHIS2; a race with another writer then costs little."""
UNANSWERED_IN_A_ROW_MAX = 12
"""Halving 555 records down to one takes ten; more in a row is a fault of DHIS2, not of a record."""
FRUITLESS_REQUESTS_MAX = 200
"""So many requests of a day may bring no record nearer to an outcome; others are not counted."""


@dataclass(slots=True)
class SendTally:
    """What became of records, and in how many requests they were sent."""

    requests: int = 0
    accepted: int = 0
    refused: int = 0
    held: int = 0
    unknown: int = 0


class RequestLog(Protocol):
    """Where requests are written down: ``PushLog``, or nowhere for a dry run."""

    def begin(self, records: Sequence[Record], body: bytes, *, sent_bytes: int) -> LoggedRequest:
        """Before it is sent."""

    def finish(
        self,
        request: LoggedRequest,
        answer: Answer,
        parsed: ImportAnswer,
        outcome: RequestOutcome,
    ) -> None:
        """After its answer."""

    def finish_refused_access(self, request: LoggedRequest, error: Dhis2AccessError) -> None:
        """After DHIS2 refused the user."""


@dataclass(frozen=True, slots=True)
class SendContext:
    """What all days of a batch share: the lock to keep alive, how to sleep, where to count."""

    after_each: Callable[[], None]
    """Keeps the lock of the data set alive."""
    pause: Callable[[float], None]
    """Sleeps; seconds."""
    tally: SendTally
    size: RequestSize
    dry_run: bool = False
    """Let DHIS2 check the values and store nothing."""


class RecordSender:
    """Sends whole records of one day to one data set; one refused record delays no other."""

    def __init__(
        self,
        dhis2: Dhis2Client,
        log: RequestLog,
        builder: PayloadBuilder,
        targets: Mapping[int, Target],
        *,
        context: SendContext,
    ) -> None:
        """Take what a day needs.

        Args:
            dhis2: The server.
            log: Where every request is written down.
            builder: Builds the bodies of this day.
            targets: The same targets, to find the records that an answer names.
            context: What all days of a batch share.
        """
        self._dhis2, self._log, self._builder, self._targets = dhis2, log, builder, targets
        self._context = context
        self._held: set[tuple[ErrorScope, int]] = set()
        self._unanswered_in_a_row = 0
        self._fruitless_left = FRUITLESS_REQUESTS_MAX
        self.tally, self._size = context.tally, context.size

    def send(self, records: Sequence[Record], *, is_new_day: bool) -> None:
        """Send ``records``, sorted by org unit, until each has an outcome.

        Raises:
            Dhis2UnavailableError: DHIS2 stopped answering; the rest stays as it was.
            Dhis2AccessError: DHIS2 refused the user; nothing more was sent.
        """
        size = self._size.records
        waiting = deque(_cut(records, size, FIRST_OF_A_DAY_RECORDS if is_new_day else size))
        while waiting and self._fruitless_left:
            outgoing = self._without_held(waiting.popleft())
            if not outgoing.records:
                continue
            if len(outgoing.records) > self._size.records:
                parts = list(_cut(outgoing.records, self._size.records, self._size.records))
                waiting.extendleft(
                    OutgoingRequest(p.records, outgoing.is_repeat) for p in parts[::-1]
                )
                continue
            resend = self._send_one(outgoing)
            if resend is None:
                return
            waiting.extendleft(reversed(resend))
        left = sum(len(outgoing.records) for outgoing in waiting)
        if left:
            _LOG.warning(
                "Too many requests for one day: %d records are sent in the next night.", left
            )
            self.tally.unknown += left

    def _send_one(self, outgoing: OutgoingRequest) -> Sequence[OutgoingRequest] | None:
        """Send one request; returns what is sent again, or None when the whole day is on hold."""
        body = self._builder.body(outgoing.records)
        packed = compressed(body)
        request = self._log.begin(outgoing.records, body, sent_bytes=len(packed))
        dry_run = self._context.dry_run
        try:
            answer = send_values(self._dhis2, packed, request_id=request.header_id, dry_run=dry_run)
        except Dhis2AccessError as error:
            self._log.finish_refused_access(request, error)
            raise
        self.tally.requests += 1
        sent = sent_records(outgoing.records, self._targets)
        parsed = read_import_answer(answer, sent, dry_run=dry_run)
        outcome = self._assess(outgoing, answer, parsed)
        self._log.finish(request, answer, parsed, outcome)
        self._context.after_each()
        self._count(outgoing, outcome)
        why = parsed.why_unknown or message("no_answer_came")
        if is_no_answer(answer):
            self._wait(outgoing, why)
        self._require_progress(outcome, why)
        whole = any(
            entry.refusal.scope in WHOLE_REQUEST and not entry.is_partial for entry in outcome.held
        )
        return None if whole else outcome.resend

    def _assess(
        self, outgoing: OutgoingRequest, answer: Answer, parsed: ImportAnswer
    ) -> RequestOutcome:
        if is_overload(answer) and len(outgoing.records) > SMALLEST_REQUEST_RECORDS:
            self._size.shrink(len(outgoing.records))
            return assess_overload(outgoing)
        return assess_answer(outgoing, parsed)

    def _wait(self, outgoing: OutgoingRequest, why: Message) -> None:
        """Wait until the server is idle: what is sent again too early races with its first copy."""

        def poll() -> ServerState:
            self._context.after_each()
            return poll_server(self._dhis2, self._builder, self._targets, outgoing.records)

        try:
            wait_until_idle(poll, self._context.pause)
        except Dhis2UnavailableError as error:
            raise Dhis2UnavailableError(
                message(
                    "dhis2_stopped_answering",
                    address=self._dhis2.base_url,
                    reason=why,
                    problem=error.message,
                )
            ) from error

    def _require_progress(self, outcome: RequestOutcome, why: Message) -> None:
        is_unanswered = not (outcome.is_accepted or outcome.refused or outcome.held)
        self._fruitless_left -= is_unanswered
        self._unanswered_in_a_row = self._unanswered_in_a_row + 1 if is_unanswered else 0
        if self._unanswered_in_a_row > UNANSWERED_IN_A_ROW_MAX:
            raise Dhis2UnavailableError(
                message("dhis2_gives_no_outcome", address=self._dhis2.base_url, reason=why)
            )

    def _count(self, outgoing: OutgoingRequest, outcome: RequestOutcome) -> None:
        named = len(outcome.refused) + len(outcome.held)
        resent = sum(len(part.records) for part in outcome.resend)
        self.tally.refused += len(outcome.refused)
        self.tally.held += len(outcome.held)
        self.tally.unknown += outcome.unanswered is not None
        if outcome.is_accepted:
            alone = outcome.unanswered is not None
            self.tally.accepted += len(outgoing.records) - named - resent - alone
        for entry in outcome.held:
            if entry.refusal.scope in (ErrorScope.STORE, ErrorScope.STORE_DAY):
                self._held.add((ErrorScope.STORE, entry.record.store_id))
            elif entry.refusal.scope is ErrorScope.PRODUCT:
                self._held.add((ErrorScope.PRODUCT, entry.record.product_id))

    def _without_held(self, outgoing: OutgoingRequest) -> OutgoingRequest:
        if not self._held:
            return outgoing
        kept = [
            record
            for record in outgoing.records
            if (ErrorScope.STORE, record.store_id) not in self._held
            and (ErrorScope.PRODUCT, record.product_id) not in self._held
        ]
        self.tally.held += len(outgoing.records) - len(kept)
        return OutgoingRequest(kept, outgoing.is_repeat)


def is_no_answer(answer: Answer) -> bool:
    """Tell whether DHIS2 itself gave no answer: silence, a proxy's page, a redirect, overload."""
    status = answer.status
    return (
        status is None
        or status in (408, 413, 429, 502, 503, 504)
        or 300 <= status < 400
        or "html" in answer.content_type.lower()
    )


def is_overload(answer: Answer) -> bool:
    """Tell whether the request may have been too large for DHIS2, or for a proxy before it."""
    return answer.timed_out or answer.status in (408, 413, 504)


def _cut(records: Sequence[Record], size: int, first: int) -> Iterator[OutgoingRequest]:
    start, end = 0, min(first, size)
    while start < len(records):
        yield OutgoingRequest(records[start:end])
        start, end = end, end + size
