"""Check that DHIS2 still holds what was posted: by what was changed since the last check.

A merge of org units moves values and leaves no trace in their times. So when a refresh has seen an
org unit with posted records vanish, its posted days are read whole as well.

docs/runbooks/org_unit_merge.md
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from vlmis_core.database import Database, Transaction
from vlmis_core.delivery.model.read_back import FetchScope, day_windows, fetch_scopes
from vlmis_core.delivery.push_run import PushRun, select_run
from vlmis_core.delivery.sender_lock import only_sender
from vlmis_core.dhis2.categories import CATEGORIES
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.data_values import ReadValue, read_days

_LOG = logging.getLogger(__name__)

OVERLAP = timedelta(hours=1)
"""Asked for again: what was being stored at the last check, and a clock that was set back."""
RECORDS_PER_CHECK = 10_000
"""90,000 values are some 150 MB when they are read; more is read in several requests."""
DAYS_READ_WHOLE_MAX = 92
"""The newest open days of an org unit that vanished: where days never expire there are too many."""


@dataclass(slots=True)
class CheckedValues:
    """What a check read and found, in data values; what was known before is not counted."""

    read: int = 0
    changed: int = 0
    missing: int = 0
    foreign: int = 0
    """At an org unit where no record accounts for them."""
    restored: int = 0
    """As frozen, or gone, again."""
    days_read_whole: list[date] = field(default_factory=list)
    days_left_out: list[date] = field(default_factory=list)

    @property
    def differing(self) -> int:
        """Data values that are otherwise than frozen."""
        return self.changed + self.missing + self.foreign


@dataclass(frozen=True, slots=True)
class _Scope:
    base_url: str
    server_time: datetime
    """By the server's own clock, without a zone."""
    checked_until: datetime
    planned_since: datetime
    first_day: date | None
    last_day: date | None


class _Removal(NamedTuple):
    org_unit_uid: str
    removed_at: datetime


def check_posted_values(database: Database, dhis2: Dhis2Client, *, run_id: str) -> CheckedValues:
    """Note every posted value that DHIS2 no longer holds as frozen, and values nobody posted.

    What was entered, changed or deleted since the last check is read in one request (in several
    after a backlog, whose values are among it). Days on which records were posted for org units
    that are gone from DHIS2 are read whole, once, as long as DHIS2 takes them. Running it again
    notes nothing twice; records stay posted until somebody sends them again.

    Raises:
        Dhis2UnavailableError: DHIS2 does not answer; the next check asks for the same and more.
        Dhis2AnswerError: the user may not read the values.
        ConcurrentRunError: another run is sending to the data set now.
        PermanentError: the run was not planned.
    """
    run = select_run(database, run_id)
    found = CheckedValues()
    with only_sender(database, run.data_set_uid) as keep_alive:
        with database.transaction() as tx:
            scope = tx.row("delivery/select_check_scope", as_=_Scope, run_id=run_id)
            removals = tx.rows("delivery/select_unchecked_removals", as_=_Removal)
        assert scope is not None  # One row for a run that was planned.
        check = _Check(database, dhis2, run, found, keep_alive)
        since = scope.checked_until - OVERLAP
        if scope.first_day is not None and scope.last_day is not None:
            check.read_changes(since, scope.planned_since, scope.first_day, scope.last_day)
        check.read_days_of(removals)
        with database.transaction() as tx:
            tx.run(
                "delivery/insert_check",
                run_id=run_id,
                data_set_uid=run.data_set_uid,
                base_url=scope.base_url,
                server_time=scope.server_time,
                changed_since=since,
                value_count=found.read,
                days_read_whole=sorted(found.days_read_whole),
                days_left_out=sorted(found.days_left_out),
            )
            tx.run(
                "delivery/insert_checked_removals",
                run_id=run_id,
                org_unit_uids=[each.org_unit_uid for each in removals],
                removals=[each.removed_at for each in removals],
            )
    _LOG.info(
        "Posted values: %d read, %d changed, %d missing, %d foreign, %d in order again; days read "
        "whole: %d.",
        found.read,
        found.changed,
        found.missing,
        found.foreign,
        found.restored,
        len(found.days_read_whole),
    )
    return found


@dataclass(frozen=True, slots=True)
class _Check:
    """The readings of one run."""

    database: Database
    dhis2: Dhis2Client
    run: PushRun
    found: CheckedValues
    keep_alive: Callable[[], None]

    def read_changes(
        self, since: datetime, planned_since: datetime, first_day: date, last_day: date
    ) -> None:
        """Read what was changed since, of all days, and compare it."""
        with self.database.transaction() as tx:
            sent = {
                row.day: row.records
                for row in tx.rows("delivery/count_sent_by_day", planned_since=planned_since)
            }
        for window in day_windows(sent, first_day, last_day, records=RECORDS_PER_CHECK):
            scopes = [FetchScope(uid, True) for uid in self.run.view_org_units]
            if sent.get(window[0], 0) > RECORDS_PER_CHECK:
                scopes = self._scopes_of_day(window[0])
            self._compare(self._read(window, scope, since) for scope in scopes)

    def read_days_of(self, removals: Sequence[_Removal]) -> None:
        """Read the open days whole on which records were posted for org units that are gone."""
        if not removals:
            return
        with self.database.transaction() as tx:
            days = [
                row.day
                for row in tx.rows(
                    "delivery/select_open_days_of_org_units",
                    run_id=self.run.run_id,
                    org_unit_uids=[each.org_unit_uid for each in removals],
                )
            ]
        for day in days[:DAYS_READ_WHOLE_MAX]:
            readings = (self._read((day, day), scope) for scope in self._scopes_of_day(day))
            self._compare(readings, whole_day=day)
            self.found.days_read_whole.append(day)
        self.found.days_left_out += days[DAYS_READ_WHOLE_MAX:]

    def _read(
        self, days: tuple[date, date], scope: FetchScope, since: datetime | None = None
    ) -> Iterator[ReadValue]:
        data_set = self.run.data_set_uid
        return read_days(self.dhis2, data_set, days, **scope._asdict(), changed_since=since)

    def _scopes_of_day(self, day: date) -> list[FetchScope]:
        """What to read one after another, so that all org units are covered."""
        with self.database.transaction() as tx:
            rows = tx.rows("delivery/count_org_units_of_day", day=day)
        return fetch_scopes({row.path: row.records for row in rows}, self.run.view_org_units)

    def _compare(
        self, readings: Iterable[Iterator[ReadValue]], *, whole_day: date | None = None
    ) -> None:
        """Compare what some readings give, all at once, in one transaction."""
        run_id, categories = self.run.run_id, list(CATEGORIES)
        days: set[date] = set()
        with self.database.transaction() as tx:
            tx.run("delivery/create_read_values")
            for reading in readings:
                self.found.read += tx.copy_rows("delivery/copy_read_values", _noting(reading, days))
                self.keep_alive()
            if days or whole_day:
                tx.run("delivery/index_read_values")
                tx.run("delivery/analyze_read_values")
                asked = {"run_id": run_id, "categories": categories}
                self._note(
                    tx, "delivery/insert_changes", **asked, days=sorted(days), whole_day=whole_day
                )
                if whole_day is not None:
                    self._note(tx, "delivery/insert_missing", **asked, day=whole_day)
                    self._note(tx, "delivery/insert_foreign", **asked, day=whole_day)
                self._note(tx, "delivery/insert_foreign_gone", run_id=run_id, whole_day=whole_day)

    def _note(self, tx: Transaction, statement: str, **params: object) -> None:
        for kind, count in Counter(row.kind for row in tx.rows(statement, **params)).items():
            setattr(self.found, kind, getattr(self.found, kind) + count)


def _noting(reading: Iterator[ReadValue], days: set[date]) -> Iterator[ReadValue]:
    for value in reading:
        days.add(value.day)
        yield value
