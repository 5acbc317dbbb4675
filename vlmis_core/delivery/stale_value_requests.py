"""Ask DHIS2 to delete stale values, request after request; every one is logged first."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from vlmis_core.database import Database
from vlmis_core.delivery.model.deletion_answer import DeletionAnswer, read_deletion_answer
from vlmis_core.delivery.model.payload import compressed
from vlmis_core.delivery.model.stale_values import StaleRecord, StaleValue, deletion_body
from vlmis_core.delivery.push_run import PushRun
from vlmis_core.delivery.request_log import (
    AFTER_THE_BATCHES,
    LoggedRequest,
    RequestContext,
    begin_request,
    finish_refused_access,
    finish_request,
)
from vlmis_core.dhis2.categories import VALUES_PER_RECORD
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.data_values import delete_values
from vlmis_core.dhis2.import_summary import Answer
from vlmis_core.errors import Dhis2AccessError
from vlmis_core.messages import Message

RECORDS_PER_REQUEST = 200
"""1,800 values: what both importers take well."""
EXTRA_REQUESTS_MAX = 100
"""For finding the records that a refusal of many is about; the rest waits for the next night."""

Deletion = tuple[StaleRecord, Sequence[StaleValue]]
"""A stale record, and its values that a request deletes."""


@dataclass(slots=True)
class DeletionAnswers:
    """What the answers say; the proof is read afterwards."""

    findings: dict[int, Message] = field(default_factory=dict)
    """By deletion, why DHIS2 did not delete its values."""
    silence: Message | None = None
    """Set when DHIS2 gave no answer that can be read: nothing more was asked."""


@dataclass(frozen=True, slots=True)
class DeletionSender:
    """Deletes values of one data set and day; one refused record delays no other."""

    database: Database
    dhis2: Dhis2Client
    run: PushRun
    data_set_uid: str
    day: date
    after_each: Callable[[], None]
    """Keeps the lock of the data set alive."""

    def delete(self, deletions: Sequence[Deletion]) -> DeletionAnswers:
        """Ask for the deletion of all values of ``deletions``, until each has its answer.

        Raises:
            Dhis2AccessError: DHIS2 refused the user; nothing more was asked.
        """
        found = DeletionAnswers()
        waiting = deque(_cut(_each_key_once(deletions), RECORDS_PER_REQUEST))
        requests_left = len(waiting) + EXTRA_REQUESTS_MAX
        while waiting and requests_left and found.silence is None:
            requests_left -= 1
            part = waiting.popleft()
            parsed = self._send(part)
            if parsed.is_group and len(part) > 1:
                waiting.extendleft(reversed(list(_cut(part, (len(part) + 1) // 2))))
            else:
                _note(found, part, parsed)
        return found

    def _send(self, part: Sequence[Deletion]) -> DeletionAnswer:
        values = [value for _, some in part for value in some]
        body = deletion_body(self.data_set_uid, self.day, values)
        packed = compressed(body)
        request = self._begin(part, body, len(packed))
        try:
            answer = delete_values(self.dhis2, packed, request_id=request.header_id)
        except Dhis2AccessError as error:
            with self.database.transaction() as tx:
                finish_refused_access(tx, request.request_id, error)
            raise
        parsed = read_deletion_answer(answer, len(values))
        self._finish(request.request_id, answer, parsed, len(part))
        self.after_each()
        return parsed

    def _begin(self, part: Sequence[Deletion], body: bytes, sent_bytes: int) -> LoggedRequest:
        context = RequestContext.of(self.dhis2, self.run, AFTER_THE_BATCHES, self.day)
        with self.database.transaction() as tx:
            request = begin_request(
                tx,
                replace(context, kind="deletion"),
                body,
                org_unit_uids=sorted(record.org_unit_uid for record, _ in part),
                sent_bytes=sent_bytes,
            )
            ids = [record.deletion_id for record, _ in part]
            tx.run("delivery/attach_deletions", request_id=request.request_id, deletion_ids=ids)
        return request

    def _finish(
        self, request_id: int, answer: Answer, parsed: DeletionAnswer, records: int
    ) -> None:
        with self.database.transaction() as tx:
            finish_request(
                tx,
                request_id,
                answer,
                parsed.counts,
                is_clean=parsed.outcome == "accepted",
                outcome=parsed.outcome,
                refused_count=records if parsed.is_group else _named(parsed),
                is_unanswered=False,
                finding=parsed.finding,
            )


def _named(parsed: DeletionAnswer) -> int:
    return len({index // VALUES_PER_RECORD for index in parsed.by_index})


def _note(found: DeletionAnswers, part: Sequence[Deletion], parsed: DeletionAnswer) -> None:
    if parsed.outcome == "unknown":
        found.silence = parsed.finding
    if parsed.outcome != "refused" or parsed.finding is None:
        return
    first = 0
    for record, values in part:
        own = (parsed.by_index.get(index) for index in range(first, first + len(values)))
        found.findings[record.deletion_id] = next(filter(None, own), parsed.finding)
        first += len(values)


def _each_key_once(deletions: Sequence[Deletion]) -> list[Deletion]:
    """Name each key once: two records may have left the same target."""
    seen: set[object] = set()
    kept: list[Deletion] = []
    for record, values in deletions:
        new = [value for value in values if value.key not in seen]
        seen.update(value.key for value in new)
        if new:
            kept.append((record, new))
    return kept


def _cut(deletions: Sequence[Deletion], size: int) -> Iterator[Sequence[Deletion]]:
    for start in range(0, len(deletions), size):
        yield deletions[start : start + size]
