"""Send the registrations of a day, request after request; every one is logged first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from vlmis_core.database import Database
from vlmis_core.delivery.model.registration_answer import (
    RegistrationAnswer,
    read_registration_answer,
)
from vlmis_core.delivery.production import require_production
from vlmis_core.delivery.push_run import PushRun
from vlmis_core.delivery.request_log import (
    AFTER_THE_BATCHES,
    LoggedRequest,
    RequestContext,
    begin_request,
    finish_refused_access,
    finish_request,
)
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.import_summary import Answer
from vlmis_core.dhis2.registrations import registration_body, send_registrations
from vlmis_core.errors import Dhis2AccessError
from vlmis_core.messages import Message
from vlmis_core.settings import Settings

REGISTRATIONS_PER_REQUEST = 500
"""DHIS2 takes some 150 a second; a request stays well within its time-out."""


class Registration(NamedTuple):
    """An org unit and day that is registered, or should be."""

    registration_id: int
    org_unit_uid: str
    path: str
    is_complete: bool
    is_registered: bool

    @property
    def is_open(self) -> bool:
        """Whether DHIS2 is to be asked."""
        return self.is_complete != self.is_registered


@dataclass(slots=True)
class DayFindings:
    """What the answers of a day say; the proof is read afterwards."""

    of_org_units: dict[str, Message] = field(default_factory=dict)
    of_others: Message | None = None
    """Why DHIS2 took none of a request, or ignored some without naming them."""
    is_refused_whole: bool = False
    silence: Message | None = None


@dataclass(frozen=True, slots=True)
class RegistrationSender:
    """Sends the registrations of a run."""

    database: Database
    dhis2: Dhis2Client
    settings: Settings
    run: PushRun
    after_each: Callable[[], None]
    """Keeps the lock of the data set alive."""

    def send_day(self, data_set_uid: str, day: date, rows: Sequence[Registration]) -> DayFindings:
        """Ask DHIS2 to withdraw, then to register, what is open of ``rows``."""
        found = DayFindings()
        for withdraws in (True, False):
            asked = [row for row in rows if row.is_open and row.is_registered == withdraws]
            for start in range(0, len(asked), REGISTRATIONS_PER_REQUEST):
                part = asked[start : start + REGISTRATIONS_PER_REQUEST]
                require_production(self.database, self.dhis2, self.settings)
                parsed = self._send(data_set_uid, day, part, withdraws=withdraws)
                self.after_each()
                found.of_org_units |= parsed.by_org_unit
                found.of_others = parsed.finding or found.of_others
                if parsed.outcome == "unknown":
                    found.silence = parsed.finding
                    return found
                if parsed.is_refused_whole:
                    found.is_refused_whole = True
                    return found
        return found

    def _send(
        self, data_set_uid: str, day: date, part: Sequence[Registration], *, withdraws: bool
    ) -> RegistrationAnswer:
        org_units = [row.org_unit_uid for row in part]
        body = registration_body(data_set_uid, day, org_units)
        request = self._begin(day, part, body, withdraws=withdraws)
        try:
            answer = send_registrations(
                self.dhis2, body, request_id=request.header_id, withdraws=withdraws
            )
        except Dhis2AccessError as error:
            with self.database.transaction() as tx:
                finish_refused_access(tx, request.request_id, error)
            raise
        parsed = read_registration_answer(answer, org_units, withdraws=withdraws)
        self._finish(request, answer, parsed, len(part))
        return parsed

    def _begin(
        self, day: date, part: Sequence[Registration], body: bytes, *, withdraws: bool
    ) -> LoggedRequest:
        context = RequestContext.of(self.dhis2, self.run, AFTER_THE_BATCHES, day)
        with self.database.transaction() as tx:
            request = begin_request(
                tx,
                replace(context, kind="deregistration" if withdraws else "registration"),
                body,
                org_unit_uids=[row.org_unit_uid for row in part],
                sent_bytes=len(body),
            )
            ids = [row.registration_id for row in part]
            tx.run(
                "delivery/attach_registrations",
                request_id=request.request_id,
                registration_ids=ids,
            )
        return request

    def _finish(
        self, request: LoggedRequest, answer: Answer, parsed: RegistrationAnswer, asked: int
    ) -> None:
        is_whole = parsed.is_refused_whole
        with self.database.transaction() as tx:
            finish_request(
                tx,
                request.request_id,
                answer,
                parsed.counts,
                is_clean=parsed.finding is None,
                outcome=parsed.outcome,
                refused_count=asked if is_whole else len(parsed.by_org_unit),
                is_unanswered=False,
                finding=parsed.finding,
            )
