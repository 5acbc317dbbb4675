"""Register the data set as complete in DHIS2 where all records of a facility and day are there.

DHIS2 counts registrations, not data values, for its reporting rates. A registration is withdrawn
when a record is to be sent again. docs/runbooks/dhis2_push.md
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from vlmis_core.database import Database
from vlmis_core.delivery.model.read_back import fetch_org_units
from vlmis_core.delivery.push_run import PushRun, select_run
from vlmis_core.delivery.registration_requests import (
    DayFindings,
    Registration,
    RegistrationSender,
)
from vlmis_core.delivery.sender_lock import only_sender
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.registrations import read_registrations
from vlmis_core.errors import Dhis2AnswerError, Dhis2UnavailableError
from vlmis_core.messages import Message, message, translator
from vlmis_core.settings import Settings

_LOG = logging.getLogger(__name__)
_FINDINGS_LOGGED = 10


@dataclass(slots=True)
class RegistrationCounts:
    """What became of registrations in a run; org units and days."""

    made: int = 0
    """Registered as complete, and read back."""
    withdrawn: int = 0
    """No longer registered."""
    waiting: int = 0
    """Not as they should be; tried again at the next push."""

    @property
    def any_seen(self) -> bool:
        """Whether there was anything to register or to withdraw."""
        return any((self.made, self.withdrawn, self.waiting))

    @property
    def message(self) -> Message:
        """Describe it for people."""
        return message(
            "completeness_was_registered",
            registered=self.made,
            withdrawn=self.withdrawn,
            waiting=self.waiting,
        )


@dataclass(frozen=True, slots=True)
class OpenRegistrations:
    """What DHIS2 does not have as it should be; org units and days."""

    registrations: int
    refused: int
    """Of them, those that a push tried in vain."""
    finding: Message | None
    """Why the first of these."""


def read_open_registrations(database: Database) -> OpenRegistrations:
    """Count the registrations that wait, and those that DHIS2 did not take."""
    with database.transaction() as tx:
        found = tx.row("delivery/count_open_registrations", as_=OpenRegistrations)
    assert found is not None  # Counts are one row.
    return found


def register_completeness(
    database: Database, dhis2: Dhis2Client, settings: Settings, *, run_id: str
) -> RegistrationCounts:
    """Register each org unit and day whose records are all posted; withdraw what no longer is so.

    Covers all days, also those posted before this was introduced or left by a run that failed.
    Registered is what DHIS2 accepted and a read-back found. Running it again continues where it
    stopped; the data values and states of records stay as they are.

    Args:
        database: The VLMIS database, as the pipeline.
        dhis2: The server.
        settings: Whether this is production.
        run_id: The run, after its read-back.

    Raises:
        Dhis2UnavailableError: DHIS2 does not answer; what is not proved yet waits.
        Dhis2AccessError: DHIS2 refused the user; nothing more was asked.
        Dhis2AnswerError: DHIS2 refused all registrations of the run's data set.
        ConcurrentRunError: another run is sending to the data set now.
        NotProductionError: this installation may not send to this DHIS2.
        PermanentError: the run was not planned.
    """
    run = select_run(database, run_id)
    counts = RegistrationCounts()
    with only_sender(database, run.data_set_uid) as keep_alive:
        sender = RegistrationSender(database, dhis2, settings, run, keep_alive)
        registrar = _Registrar(database, dhis2, run, sender, counts)
        for day in registrar.days_to_plan():
            with database.transaction() as tx:
                tx.run("delivery/plan_registrations", day=day)
            keep_alive()
        for data_set_uid, days in registrar.open_days():
            registrar.register(data_set_uid, days)
    _LOG.info("%s", translator("en").text(counts.message))
    return counts


@dataclass(frozen=True, slots=True)
class _Registrar:
    """The registrations of one run."""

    database: Database
    dhis2: Dhis2Client
    run: PushRun
    sender: RegistrationSender
    counts: RegistrationCounts

    def days_to_plan(self) -> list[date]:
        """The days of which a record was posted or sent again since they were last planned."""
        with self.database.transaction() as tx:
            return [row.day for row in tx.rows("delivery/select_days_to_plan")]

    def open_days(self) -> Iterator[tuple[str, list[date]]]:
        """The days to register or withdraw, by data set; that of the run comes first."""
        data_set_uid = self.run.data_set_uid
        with self.database.transaction() as tx:
            rows = tx.rows("delivery/select_registration_days", data_set_uid=data_set_uid)
        for uid, group in groupby(rows, key=lambda row: row.data_set_uid):
            yield uid, [row.day for row in group]

    def register(self, data_set_uid: str, days: Sequence[date]) -> None:
        """Register the days of a data set, as long as DHIS2 takes any of them."""
        for day in days:
            with self.database.transaction() as tx:
                rows = tx.rows(
                    "delivery/select_registrations",
                    as_=Registration,
                    data_set_uid=data_set_uid,
                    day=day,
                )
            findings = self.sender.send_day(data_set_uid, day, rows)
            self._settle_day(data_set_uid, day, rows, findings)
            self.sender.after_each()
            if findings.silence is not None:
                raise Dhis2UnavailableError(
                    message(
                        "registrations_have_no_outcome",
                        address=self.dhis2.base_url,
                        day=day,
                        reason=findings.silence,
                    )
                )
            if findings.is_refused_whole:
                refused = message(
                    "registrations_are_refused", data_set=data_set_uid, day=day,
                    reason=findings.of_others,
                )  # fmt: skip
                if data_set_uid == self.run.data_set_uid:
                    raise Dhis2AnswerError(refused)
                _LOG.warning("%s", translator("en").text(refused))
                return

    def _settle_day(
        self, data_set_uid: str, day: date, rows: Sequence[Registration], found: DayFindings
    ) -> None:
        """Store what DHIS2 lists for the day, and why an org unit is not as it should be."""
        listed, readable = set[str](), rows
        if found.is_refused_whole:
            readable = ()
        else:
            roots = fetch_org_units({row.path: 1 for row in rows}, self.run.capture_org_units)
            readable = [row for row in rows if not set(roots).isdisjoint(row.path.split("/"))]
            for root in roots:
                listed |= read_registrations(self.dhis2, data_set_uid, day, root)
        asked = [row for row in rows if row.is_open]
        covered = {row.org_unit_uid for row in readable}
        findings = [_finding(row, listed, covered, found) for row in asked]
        with self.database.transaction() as tx:
            settled = tx.row(
                "delivery/settle_registrations",
                day=day,
                listed_ids=[r.registration_id for r in readable if r.org_unit_uid in listed],
                missing_ids=[r.registration_id for r in readable if r.org_unit_uid not in listed],
                asked_ids=[row.registration_id for row in asked],
                findings=findings,
            )
        assert settled is not None  # Counts are one row.
        self.counts.made += settled.registered
        self.counts.withdrawn += settled.withdrawn
        named = [(row, why) for row, why in zip(asked, findings, strict=True) if why is not None]
        self.counts.waiting += len(named)
        for row, why in named[:_FINDINGS_LOGGED]:
            _LOG.warning("%s, %s: %s", row.org_unit_uid, day, translator("en").text(why))


def _finding(
    row: Registration, listed: set[str], covered: set[str], found: DayFindings
) -> Message | None:
    """Why DHIS2 does not have a registration as it should be; None: it does."""
    of_answer = found.of_org_units.get(row.org_unit_uid) or found.silence
    if row.org_unit_uid not in covered:
        return of_answer or found.of_others or message("registration_is_not_readable")
    if (row.org_unit_uid in listed) == row.is_complete:
        # Registered counts only what an answer accepted.
        return found.silence if row.is_complete else None
    code = "registration_is_missing" if row.is_complete else "registration_is_still_there"
    return of_answer or found.of_others or message(code)
