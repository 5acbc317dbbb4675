"""Send records again: failed, posted, remapped or withdrawn ones, or those never sent."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from vlmis_core.database import Database
from vlmis_core.delivery.record_choice import (
    ChosenRecords,
    RecordChoice,
    require_person_and_reason,
)
from vlmis_core.errors import PermanentError
from vlmis_core.messages import message


@dataclass(frozen=True, slots=True)
class RequeueChoice(RecordChoice):
    """Which records are sent again: failed ones, those without an answer, and others if asked."""

    remapped: bool = False
    """Only what is posted under an old HMIS Code or org unit."""
    delete_old: bool = False
    """Also delete the stale values in DHIS2 once the records are posted to their new target."""
    posted: bool = False
    """Also posted records: their values are sent and read back again."""
    withdrawn: bool = False
    """Also records that somebody withdrew."""
    differences: bool = False
    """Only posted records that DHIS2 holds otherwise; with ``delete_old`` also what a merge of org
    units moved to where no record accounts for it."""

    @property
    def only_kind(self) -> str | None:
        """Return which records alone are chosen; None: those of the states."""
        if self.differences:
            return "differing"
        return "remapped" if self.remapped else None

    @property
    def includes_remapped(self) -> bool:
        """Tell whether remapped records are included: by choice, or by product (store) and days."""
        is_named = self.product_code is not None or self.store_code is not None
        return self.remapped or (is_named and self.has_both_days and not self.differences)

    @property
    def parameters(self) -> dict[str, Any]:
        """Return the whole choice as the parameters of the statements."""
        states = {"posted": self.posted, "withdrawn": self.withdrawn}
        return {
            **self.filters,
            "states": ["exhausted", *(state for state, is_chosen in states.items() if is_chosen)],
            "includes_remapped": self.includes_remapped,
            "only_kind": self.only_kind,
        }


@dataclass(frozen=True, slots=True)
class ToRequeue(ChosenRecords):
    """What a requeue would send again."""

    remapped: int
    """Of the records, posted until now under an old HMIS Code or org unit."""


@dataclass(frozen=True, slots=True)
class Requeued:
    """What is sent again, in records."""

    records: int
    remapped: int
    """Of these, posted until now under an old HMIS Code or org unit."""
    deletions: int
    """Former targets at which stale values are deleted after that."""


def preview_requeue(database: Database, choice: RequeueChoice) -> ToRequeue:
    """Count the records that ``requeue_records`` would send again, and change nothing.

    Raises:
        PermanentError: no record matches the choice, or it is too wide to delete by.
    """
    _require_narrow_deletion(choice)
    found = _count(database, choice)
    if not found.records and not choice.delete_old:
        raise PermanentError(message("no_record_to_requeue"))
    return found


def _count(database: Database, choice: RequeueChoice) -> ToRequeue:
    with database.transaction() as tx:
        choice.require_store(tx)
        found = tx.row("delivery/count_records_to_requeue", as_=ToRequeue, **choice.parameters)
    assert found is not None  # A count always has its row.
    return found


def requeue_records(
    database: Database, choice: RequeueChoice, *, by: str, reason: str, now: datetime
) -> Requeued:
    """Begin a new round for records that have failed, got no answer, or are remapped.

    Remapped records are included when a product or a store, and both days, are given. With both
    days, frozen records that were never sent (older than the first day that is sent) are included
    as well. Old attempts stay in the history; the records are sent at the next push.

    Args:
        database: The VLMIS database, as the recorder, the role under which people log in; as the
            pipeline only what differs, in the name of the setting.
        choice: Which records.
        by: Username of the person.
        reason: Why, as the person wrote it.
        now: When.

    Raises:
        BadInputError: the reason or the person is missing.
        PermanentError: no record matches the choice, or it is too wide to delete by.
    """
    require_person_and_reason("requeue", by=by, reason=reason)
    _require_narrow_deletion(choice)
    with database.transaction() as tx:
        choice.require_store(tx)
        found = tx.row(
            "delivery/requeue_records",
            as_=Requeued,
            by=by,
            reason=reason,
            selection=str(choice),
            at=now,
            deletes_old=choice.delete_old,
            **choice.parameters,
        )
        assert found is not None  # A count always has its row.
        if not found.records and not found.deletions:
            raise PermanentError(message("no_record_to_requeue"))
    return found


def _require_narrow_deletion(choice: RequeueChoice) -> None:
    if choice.delete_old and not (choice.includes_remapped or choice.differences):
        raise PermanentError(message("requeue_is_too_wide_to_delete"))


def requeue_what_differs(database: Database, *, now: datetime) -> Requeued:
    """Send the posted records again that DHIS2 holds otherwise, on days that it still takes.

    Only by the setting VLMIS_RESEND_CHANGED; without it, a person asks for them.
    """
    with database.transaction() as tx:
        first_day: date | None = tx.value("delivery/select_first_open_day")
    choice = RequeueChoice(first_day=first_day, differences=True)
    if first_day is None or not _count(database, choice).records:
        return Requeued(0, 0, 0)
    setting = "VLMIS_RESEND_CHANGED"
    return requeue_records(database, choice, by=setting, reason=setting, now=now)
