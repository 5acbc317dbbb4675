"""Delete in DHIS2 what stands at places that records left; only our own, and only when asked."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Row

from vlmis_core.database import Database
from vlmis_core.delivery.model.payload import Target
from vlmis_core.delivery.model.read_back import fetch_org_units
from vlmis_core.delivery.model.stale_values import StaleRecord, Standing, standing
from vlmis_core.delivery.push_batch import only_sender
from vlmis_core.delivery.stale_value_requests import Deletions, DeletionSender
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.data_values import StoredValue, read_values
from vlmis_core.dhis2.identifiers import ValueName
from vlmis_core.dhis2.metadata import read_data_set
from vlmis_core.errors import Dhis2AnswerError, Dhis2UnavailableError, PermanentError

_LOG = logging.getLogger(__name__)
_STILL_THERE = "DHIS2 took the request, but still holds the figures"
_FINDINGS_LOGGED = 10
_NOT_VISIBLE = (
    "the service user may not view the old org unit: give it the right, or delete them by hand"
)


@dataclass(slots=True)
class DeletionCounts:
    """What became of old figures tonight; records, not values."""

    deleted: int = 0
    absent: int = 0
    """Nothing of ours stood there any more."""
    kept: int = 0
    """Somebody else's, or another record's: they stay for good."""
    waiting: int = 0
    """Tried again at the next push; vlmis push remapped says why."""

    @property
    def any_seen(self) -> bool:
        """Whether there was anything to look at."""
        return any((self.deleted, self.absent, self.kept, self.waiting))

    def __str__(self) -> str:
        return (
            f"Old figures: {self.deleted} records deleted, {self.absent} were gone already, "
            f"{self.kept} stay, {self.waiting} wait"
        )


@dataclass(frozen=True, slots=True)
class _Outcome:
    """Of one deletion; without a name it waits."""

    deletion_id: int
    name: str | None
    finding: str | None


def delete_stale_values(database: Database, dhis2: Dhis2Client, *, run_id: str) -> DeletionCounts:
    """Delete the old figures that a person asked for, once they are posted at their new place.

    A value is deleted only if DHIS2 holds it exactly as we sent it, under our user, and no record
    is or may be there now. Gone is what is read back as gone. Running it again goes on where it
    stopped; nothing here is an attempt of a record.

    Args:
        database: The VLMIS database, as the pipeline.
        dhis2: The server.
        run_id: The run, after its read-back.

    Raises:
        Dhis2UnavailableError: DHIS2 does not answer; what is not settled waits.
        Dhis2AccessError: DHIS2 refused the user; nothing more was asked.
        ConcurrentRunError: another run is sending to the data set now.
    """
    with database.transaction() as tx:
        run = tx.row("delivery/select_run", run_id=run_id)
        days = [row.day for row in tx.rows("delivery/select_deletion_days")]
    if run is None:
        raise PermanentError(f"there is no push run {run_id}.")
    found = DeletionCounts()
    if not days:
        return found
    work = _Work(database, dhis2, run_id, run, found)
    with only_sender(database, run.data_set_uid) as keep_lock:
        for day in days:
            work.delete_day(day, keep_lock)
    return found


@dataclass(frozen=True, slots=True)
class _Work:
    """One evening's deletions."""

    database: Database
    dhis2: Dhis2Client
    run_id: str
    run: Row[Any]
    found: DeletionCounts

    def delete_day(self, day: date, keep_lock: Callable[[], None]) -> None:
        with self.database.transaction() as tx:
            rows = tx.rows("delivery/select_deletions", day=day)
        by_data_set = sorted(rows, key=lambda row: str(row.data_set_uid))
        for data_set_uid, group in groupby(by_data_set, key=lambda row: str(row.data_set_uid)):
            visible = self._settle_unseen(data_set_uid, list(group))
            sender = DeletionSender(
                self.database, self.dhis2, self.run_id, self.run, data_set_uid, day, keep_lock
            )
            for unit, part in self._parts(visible):
                self._delete_part(sender, unit, part)
                keep_lock()

    def _settle_unseen(self, data_set_uid: str, rows: Sequence[Row[Any]]) -> list[Row[Any]]:
        """Settle what needs no reading, note what cannot be read; returns the rest."""
        try:
            elements = read_data_set(self.dhis2, data_set_uid).combo_by_element
            problem = ""
        except Dhis2AnswerError as error:
            elements, problem = {}, str(error)
        judged = {row.deletion_id: _before_reading(row, elements, problem) for row in rows}
        self._settle([outcome for outcome in judged.values() if outcome is not None])
        return [row for row in rows if judged[row.deletion_id] is None]

    def _parts(self, rows: Sequence[Row[Any]]) -> Iterator[tuple[str, list[Row[Any]]]]:
        """What is read at once: an org unit and all below it."""
        loads = Counter(row.path for row in rows)
        units = fetch_org_units(loads, self.run.view_org_units)
        for uid in units:
            yield uid, [row for row in rows if uid in row.path.split("/")]
        beyond = [row for row in rows if not set(units) & set(row.path.split("/"))]
        self._settle([_Outcome(row.deletion_id, None, _NOT_VISIBLE) for row in beyond])

    def _delete_part(self, sender: DeletionSender, unit: str, rows: Sequence[Row[Any]]) -> None:
        held = self._read(sender, unit)
        seen = [
            (row, old, standing(old, held, self.run.username))
            for row in rows
            for old in (_old_figures(row),)
        ]
        doomed = [(old, found.ours) for _, old, found in seen if found.ours]
        answers = sender.delete(doomed) if doomed else Deletions()
        left = self._read(sender, unit) if doomed else held
        outcomes = [_after_reading(row, found, left, answers) for row, _, found in seen]
        self._settle(outcomes)
        if answers.silence and any(outcome.name is None for outcome in outcomes):
            raise Dhis2UnavailableError(
                f"{self.dhis2.base_url} gave no clear answer to the deletion of old figures of "
                f"{sender.day}: {answers.silence}. What it still holds is deleted at the next try."
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
        counts = Counter(outcome.name or "waiting" for outcome in outcomes)
        for name, count in counts.items():
            setattr(self.found, name, getattr(self.found, name) + count)
        findings = Counter(each.finding for each in outcomes if each.finding)
        for finding, count in findings.most_common(_FINDINGS_LOGGED):
            _LOG.warning("Old figures of %d records: %s", count, finding)


def _before_reading(row: Row[Any], elements: Mapping[str, object], problem: str) -> _Outcome | None:
    """What is known of a deletion before DHIS2 is asked for values; None: it must be read."""
    if not row.is_claim_posted:
        why = f"{row.claimer} is being sent to the same place: waits until it is posted"
        return _Outcome(row.deletion_id, None, why)
    if set(row.option_combo_uids) <= set(row.claimed_combo_uids):
        why = f"{row.claimer} is posted at the same place now: the figures there are its own"
        return _Outcome(row.deletion_id, "kept", why)
    if row.is_removed:
        why = f"DHIS2 no longer has the org unit {row.org_unit_uid}, so nothing there to delete"
        return _Outcome(row.deletion_id, "kept", why)
    if problem or row.data_element_uid not in elements:
        why = problem or (
            f"the data element {row.data_element_uid} is no longer in the data set, so DHIS2 "
            "neither shows nor deletes its figures: put it back for a night"
        )
        return _Outcome(row.deletion_id, None, why)
    return None


def _after_reading(
    row: Row[Any], found: Standing, left: Mapping[ValueName, StoredValue], answers: Deletions
) -> _Outcome:
    """What became of a deletion, by what DHIS2 holds now."""
    if any(value.key in left for value in found.ours):
        why = answers.findings.get(row.deletion_id) or answers.silence or _STILL_THERE
        return _Outcome(row.deletion_id, None, why)
    if found.others:
        return _Outcome(row.deletion_id, "kept", "; ".join(found.others))
    # A request of an earlier try may have done it: its run was cut off before the proof.
    is_ours = bool(found.ours) or row.request_id is not None
    return _Outcome(row.deletion_id, "deleted" if is_ours else "absent", None)


def _old_figures(row: Row[Any]) -> StaleRecord:
    return StaleRecord(
        row.deletion_id,
        Target(row.data_element_uid, tuple(row.option_combo_uids)),
        row.org_unit_uid,
        row.data_values,
        frozenset(row.claimed_combo_uids),
    )
