"""Ask DHIS2 to delete old values, request after request; every one is written down."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row

from vlmis_core.database import Database
from vlmis_core.delivery.model.deletion_answer import DeletionAnswer, read_deletion_answer
from vlmis_core.delivery.model.payload import compressed
from vlmis_core.delivery.model.stale_values import StaleRecord, StaleValue, deletion_body
from vlmis_core.delivery.request_log import ANSWER_KEPT_CHARACTERS
from vlmis_core.dhis2.categories import VALUES_PER_RECORD
from vlmis_core.dhis2.client import Dhis2Client, new_request_id
from vlmis_core.dhis2.data_values import delete_values
from vlmis_core.dhis2.import_summary import Answer

RECORDS_PER_REQUEST = 200
"""1,800 values: what both importers take well."""
EXTRA_REQUESTS_MAX = 100
"""For finding out whom a refusal of many is about; what is left waits for the next night."""

Doomed = tuple[StaleRecord, Sequence[StaleValue]]
"""A record at its old place, and what of it is to be deleted in this request."""


@dataclass(slots=True)
class Deletions:
    """What the answers say; the proof is read afterwards."""

    findings: dict[int, str] = field(default_factory=dict)
    """By deletion, why DHIS2 did not delete it, in its words."""
    silence: str = ""
    """Set when DHIS2 gave no answer that can be read: nothing more was asked."""


@dataclass(frozen=True, slots=True)
class DeletionSender:
    """Deletes values of one data set and day; one refused record costs the others nothing."""

    database: Database
    dhis2: Dhis2Client
    run_id: str
    run: Row[Any]
    data_set_uid: str
    day: date
    after_each: Callable[[], None]
    """Keeps the lock of the data set alive."""

    def delete(self, doomed: Sequence[Doomed]) -> Deletions:
        """Ask for the deletion of all values of ``doomed``, until each has had its answer.

        Raises:
            Dhis2AccessError: DHIS2 refused the user; nothing more was asked.
        """
        found = Deletions()
        waiting = deque(_cut(_each_key_once(doomed), RECORDS_PER_REQUEST))
        requests_left = len(waiting) + EXTRA_REQUESTS_MAX
        while waiting and requests_left and not found.silence:
            requests_left -= 1
            part = waiting.popleft()
            reading = self._ask(part)
            if reading.is_group and len(part) > 1:
                waiting.extendleft(reversed(list(_cut(part, (len(part) + 1) // 2))))
            else:
                _note(found, part, reading)
        return found

    def _ask(self, part: Sequence[Doomed]) -> DeletionAnswer:
        values = [value for _, wanted in part for value in wanted]
        body = deletion_body(self.data_set_uid, self.day, values)
        packed, header_id = compressed(body), new_request_id()
        request_id = self._begin(part, body, len(packed), header_id)
        answer = delete_values(self.dhis2, packed, request_id=header_id)
        reading = read_deletion_answer(answer, len(values))
        self._finish(request_id, answer, reading, len(part))
        self.after_each()
        return reading

    def _begin(self, part: Sequence[Doomed], body: bytes, sent_bytes: int, header_id: str) -> int:
        units = sorted(old.org_unit_uid for old, _ in part)
        with self.database.transaction() as tx:
            request_id = int(
                tx.value(
                    "delivery/insert_deletion_request",
                    run_id=self.run_id,
                    day=self.day,
                    header_id=header_id,
                    record_count=len(part),
                    first_org_unit_uid=units[0],
                    last_org_unit_uid=units[-1],
                    body_digest=hashlib.sha256(body).hexdigest(),
                    body_bytes=sent_bytes,
                    server_version=self.run.server_version,
                )
            )
            ids = [old.deletion_id for old, _ in part]
            tx.run("delivery/attach_deletions", request_id=request_id, deletion_ids=ids)
        return request_id

    def _finish(
        self, request_id: int, answer: Answer, reading: DeletionAnswer, records: int
    ) -> None:
        is_clean = reading.outcome == "accepted"
        with self.database.transaction() as tx:
            tx.run(
                "delivery/finish_request",
                request_id=request_id,
                http_status=answer.status,
                outcome=reading.outcome,
                refused_count=records if reading.is_group else _named(reading),
                imported=reading.counts.imported,
                updated=reading.counts.updated,
                ignored=reading.counts.ignored,
                deleted=reading.counts.deleted,
                is_unanswered=False,
                finding=reading.finding or None,
                answer=None if is_clean else answer.body[:ANSWER_KEPT_CHARACTERS].replace("\0", ""),
            )


def _named(reading: DeletionAnswer) -> int:
    return len({index // VALUES_PER_RECORD for index in reading.by_index})


def _note(found: Deletions, part: Sequence[Doomed], reading: DeletionAnswer) -> None:
    if reading.outcome == "unknown":
        found.silence = reading.finding
    if reading.outcome != "refused":
        return
    first = 0
    for old, wanted in part:
        own = (reading.by_index.get(index) for index in range(first, first + len(wanted)))
        said = next((text for text in own if text), None)
        found.findings[old.deletion_id] = f"DHIS2 says: {said}" if said else reading.finding
        first += len(wanted)


def _each_key_once(doomed: Sequence[Doomed]) -> list[Doomed]:
    """Two records that left the same place may have had the same figure there."""
    seen: set[object] = set()
    kept: list[Doomed] = []
    for old, wanted in doomed:
        new = [value for value in wanted if value.key not in seen]
        seen.update(value.key for value in new)
        if new:
            kept.append((old, new))
    return kept


def _cut(doomed: Sequence[Doomed], size: int) -> Iterator[Sequence[Doomed]]:
    for start in range(0, len(doomed), size):
        yield doomed[start : start + size]
