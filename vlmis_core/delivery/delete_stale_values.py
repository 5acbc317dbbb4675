"""Delete the stale values that a person asked for: those at targets that records have left."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from vlmis_core.database import Database
from vlmis_core.delivery.model.data_values import DataValues
from vlmis_core.delivery.model.payload import Target
from vlmis_core.delivery.model.read_back import fetch_org_units
from vlmis_core.delivery.model.stale_values import StaleRecord, StaleValues, find_stale_values
from vlmis_core.delivery.production import require_production
from vlmis_core.delivery.push_run import PushRun, select_run
from vlmis_core.delivery.sender_lock import only_sender
from vlmis_core.delivery.stale_value_requests import DeletionAnswers, DeletionSender
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.data_values import StoredValue, read_values
from vlmis_core.dhis2.identifiers import ValueName
from vlmis_core.dhis2.metadata import read_data_set
from vlmis_core.errors import Dhis2AnswerError, Dhis2UnavailableError
from vlmis_core.messages import Message, message, translator
from vlmis_core.settings import Settings

_LOG = logging.getLogger(__name__)
_FINDINGS_LOGGED = 10


@dataclass(slots=True)
class DeletionCounts:
    """What became of stale values in this night; records, not values."""

    deleted: int = 0
    absent: int = 0
    """DHIS2 held none of them any more."""
    kept: int = 0
    """Somebody else's, or another record's: they stay for good."""
    waiting: int = 0
    """Tried again at the next push; vlmis push remapped shows why."""

    @property
    def any_seen(self) -> bool:
        """Whether there was anything to delete."""
        return any((self.deleted, self.absent, self.kept, self.waiting))

    @property
    def message(self) -> Message:
        """Describe it for people."""
        return message(
            "stale_values_were_deleted",
            deleted=self.deleted,
            absent=self.absent,
            kept=self.kept,
            waiting=self.waiting,
        )


@dataclass(frozen=True, slots=True)
class _DeletionRow:
    """A deletion that waits, with the values as they were frozen."""

    deletion_id: int
    request_id: int | None
    data_set_uid: str
    data_element_uid: str
    option_combo_uids: list[str]
    org_unit_uid: str
    path: str
    is_removed: bool
    claimed_combo_uids: list[str]
    is_claim_posted: bool
    claimer: str
    data_values: DataValues

    @property
    def record(self) -> StaleRecord:
        """The stale record that is to be deleted."""
        return StaleRecord(
            self.deletion_id,
            Target(self.data_element_uid, tuple(self.option_combo_uids)),
            self.org_unit_uid,
            self.data_values,
            frozenset(self.claimed_combo_uids),
        )


@dataclass(frozen=True, slots=True)
class _Outcome:
    """Of one deletion; without a name it waits."""

    deletion_id: int
    name: str | None
    finding: Message | None


def delete_stale_values(
    database: Database, dhis2: Dhis2Client, settings: Settings, *, run_id: str
) -> DeletionCounts:
    """Delete the stale values that a person asked for, once they are posted at their new target.

    A value is deleted only if DHIS2 holds it exactly as sent, stored by the service user, and no
    record has it as its target now. Deleted is what a read-back no longer finds. Running it again
    continues where it stopped; nothing here is an attempt of a record.

    Args:
        database: The VLMIS database, as the pipeline.
        dhis2: The server.
        settings: Whether this is production.
        run_id: The run, after its read-back.

    Raises:
        Dhis2UnavailableError: DHIS2 does not answer; what has no outcome yet waits.
        Dhis2AccessError: DHIS2 refused the user; nothing more was asked.
        ConcurrentRunError: another run is sending to the data set now.
        NotProductionError: this installation may not send to this DHIS2.
        PermanentError: the run was not planned.
    """
    run = select_run(database, run_id)
    with database.transaction() as tx:
        days = [row.day for row in tx.rows("delivery/select_deletion_days")]
    counts = DeletionCounts()
    if not days:
        return counts
    night = _Night(database, dhis2, run, counts)
    with only_sender(database, run.data_set_uid) as keep_alive:
        for day in days:
            require_production(database, dhis2, settings)
            night.delete_day(day, keep_alive)
    _LOG.info("%s", translator("en").text(counts.message))
    return counts


@dataclass(frozen=True, slots=True)
class _Night:
    """The deletions of one run."""

    database: Database
    dhis2: Dhis2Client
    run: PushRun
    counts: DeletionCounts

    def delete_day(self, day: date, keep_alive: Callable[[], None]) -> None:
        with self.database.transaction() as tx:
            rows = tx.rows("delivery/select_deletions", as_=_DeletionRow, day=day)
        by_data_set = sorted(rows, key=lambda row: row.data_set_uid)
        for data_set_uid, group in groupby(by_data_set, key=lambda row: row.data_set_uid):
            visible = self._settle_without_reading(data_set_uid, list(group))
            sender = DeletionSender(
                self.database, self.dhis2, self.run, data_set_uid, day, keep_alive
            )
            for unit, part in self._parts(visible):
                self._delete_part(sender, unit, part)
                keep_alive()

    def _settle_without_reading(
        self, data_set_uid: str, rows: Sequence[_DeletionRow]
    ) -> list[_DeletionRow]:
        """Settle what needs no reading, and what cannot be read; returns the rest."""
        try:
            elements = read_data_set(self.dhis2, data_set_uid).combo_by_element
            problem = None
        except Dhis2AnswerError as error:
            elements, problem = {}, error.message
        outcomes = {row.deletion_id: _before_reading(row, elements, problem) for row in rows}
        self._settle([outcome for outcome in outcomes.values() if outcome is not None])
        return [row for row in rows if outcomes[row.deletion_id] is None]

    def _parts(self, rows: Sequence[_DeletionRow]) -> Iterator[tuple[str, list[_DeletionRow]]]:
        """Yield what one request reads: an org unit and all below it."""
        loads = Counter(row.path for row in rows)
        units = fetch_org_units(loads, self.run.view_org_units)
        for uid in units:
            yield uid, [row for row in rows if uid in row.path.split("/")]
        beyond = [row for row in rows if not set(units) & set(row.path.split("/"))]
        why = message("old_org_unit_is_not_visible")
        self._settle([_Outcome(row.deletion_id, None, why) for row in beyond])

    def _delete_part(self, sender: DeletionSender, unit: str, rows: Sequence[_DeletionRow]) -> None:
        held = self._read(sender, unit)
        records = [row.record for row in rows]
        found = [find_stale_values(each, held, self.run.username) for each in records]
        deletions = [
            (record, each.deletable)
            for record, each in zip(records, found, strict=True)
            if each.deletable
        ]
        answers = sender.delete(deletions) if deletions else DeletionAnswers()
        left = self._read(sender, unit) if deletions else held
        outcomes = [
            _after_reading(row, each, left, answers) for row, each in zip(rows, found, strict=True)
        ]
        self._settle(outcomes)
        if answers.silence and any(outcome.name is None for outcome in outcomes):
            raise Dhis2UnavailableError(
                message(
                    "deletion_has_no_outcome",
                    address=self.dhis2.base_url,
                    day=sender.day,
                    reason=answers.silence,
                )
            )

    def _read(self, sender: DeletionSender, unit: str) -> dict[ValueName, StoredValue]:
        return read_values(self.dhis2, sender.data_set_uid, sender.day, unit)

    def _settle(self, outcomes: Sequence[_Outcome]) -> None:
        if not outcomes:
            return
        with self.database.transaction() as tx:
            tx.run(
                "delivery/settle_deletions",
                night=self.run.night,
                deletion_ids=[outcome.deletion_id for outcome in outcomes],
                outcomes=[outcome.name for outcome in outcomes],
                findings=[outcome.finding for outcome in outcomes],
            )
        for name, count in Counter(outcome.name or "waiting" for outcome in outcomes).items():
            setattr(self.counts, name, getattr(self.counts, name) + count)
        findings = Counter(outcome.finding for outcome in outcomes if outcome.finding)
        for finding, count in findings.most_common(_FINDINGS_LOGGED):
            text = translator("en").text(finding)
            _LOG.warning("Stale values of %d records: %s", count, text)


def _before_reading(
    row: _DeletionRow, elements: Mapping[str, object], problem: Message | None
) -> _Outcome | None:
    """Decide what is known before DHIS2 is asked for values; None: it must be read."""
    if not row.is_claim_posted:
        why = message("claimer_is_not_posted", claimer=row.claimer)
        return _Outcome(row.deletion_id, None, why)
    if set(row.option_combo_uids) <= set(row.claimed_combo_uids):
        why = message("claimer_is_posted", claimer=row.claimer)
        return _Outcome(row.deletion_id, "kept", why)
    if row.is_removed:
        why = message("old_org_unit_is_gone", org_unit_uid=row.org_unit_uid)
        return _Outcome(row.deletion_id, "kept", why)
    if problem is not None or row.data_element_uid not in elements:
        why = problem or message(
            "old_data_element_left_data_set", data_element_uid=row.data_element_uid
        )
        return _Outcome(row.deletion_id, None, why)
    return None


def _after_reading(
    row: _DeletionRow,
    found: StaleValues,
    left: Mapping[ValueName, StoredValue],
    answers: DeletionAnswers,
) -> _Outcome:
    """Decide the outcome of a deletion by what DHIS2 holds now."""
    if any(value.key in left for value in found.deletable):
        why = answers.findings.get(row.deletion_id) or answers.silence
        return _Outcome(row.deletion_id, None, why or message("values_were_not_deleted"))
    if found.changed:
        return _Outcome(
            row.deletion_id, "kept", message("values_were_changed", values=found.changed)
        )
    # A request of an earlier try may have deleted it: its run was cut off before the proof.
    is_deleted = bool(found.deletable) or row.request_id is not None
    return _Outcome(row.deletion_id, "deleted" if is_deleted else "absent", None)
