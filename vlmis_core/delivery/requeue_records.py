"""Send records again: failed, posted or remapped ones, or those older than the first day sent."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from vlmis_core.database import Database, Transaction
from vlmis_core.errors import BadInputError, Fault, PermanentError
from vlmis_core.messages import message


@dataclass(frozen=True, slots=True)
class RequeueChoice:
    """Which records: of a store, of a product, of a range of stock days; None: all."""

    store_code: str | None = None
    product_code: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    remapped: bool = False
    """Only what is posted under an old HMIS Code or org unit."""
    delete_old: bool = False
    """Also delete the stale values in DHIS2 once the records are posted to their new target."""

    def __str__(self) -> str:
        given = {name: value for name, value in asdict(self).items() if value not in (None, False)}
        return ", ".join(f"{name}={value}" for name, value in given.items()) or "all"

    @property
    def has_both_days(self) -> bool:
        """Tell whether it names a first and a last day."""
        return self.first_day is not None and self.last_day is not None

    @property
    def includes_remapped(self) -> bool:
        """Tell whether remapped records are included: by choice, or by product (store) and days."""
        is_named = self.product_code is not None or self.store_code is not None
        return self.remapped or (is_named and self.has_both_days)

    @property
    def filters(self) -> dict[str, Any]:
        """Return the choice as the parameters of the statements."""
        return {
            "store_code": self.store_code,
            "product_code": self.product_code,
            "first_day": self.first_day,
            "last_day": self.last_day,
        }


@dataclass(frozen=True, slots=True)
class Requeued:
    """What is sent again, in records."""

    records: int
    remapped: int
    """Of these, posted until now under an old HMIS Code or org unit."""
    deletions: int
    """Former targets at which stale values are deleted after that."""


def requeue_records(
    database: Database,
    choice: RequeueChoice,
    *,
    by: str,
    reason: str,
    now: datetime,
    include_posted: bool = False,
) -> Requeued:
    """Begin a new round for records that have failed, got no answer, or are remapped.

    Remapped records are included when a product or a store, and both days, are given. With both
    days, frozen records that were never sent (older than the first day that is sent) are included
    as well. Old attempts stay in the history; the records are sent at the next push.

    Args:
        database: The VLMIS database, as the pipeline.
        choice: Which records.
        by: Username of the person.
        reason: Why, as the person wrote it.
        now: When.
        include_posted: Also posted records: their values are sent and read back again.

    Raises:
        BadInputError: the reason or the person is missing.
        PermanentError: no record matches the choice, or it is too wide to delete by.
    """
    _require_texts(by=by, reason=reason)
    if choice.delete_old and not choice.includes_remapped:
        raise PermanentError(message("requeue_is_too_wide_to_delete"))
    with database.transaction() as tx:
        remapped = (
            _days(tx, "delivery/requeue_remapped", choice) if choice.includes_remapped else []
        )
        days = remapped if choice.remapped else remapped + _usual(tx, choice, include_posted)
        requeue_id = tx.value(
            "delivery/insert_requeue",
            requeued_at=now,
            requeued_by=by,
            reason=reason,
            selection=str(choice),
            record_count=len(days),
        )
        deletions = (
            _days(tx, "delivery/insert_deletions", choice, requeue_id=requeue_id)
            if choice.delete_old
            else []
        )
        if not days and not deletions:
            raise PermanentError(message("no_record_to_requeue"))
        if days:
            tx.run("delivery/reopen_days", days=sorted(set(days)))
    return Requeued(len(days), len(remapped), len(deletions))


def _usual(tx: Transaction, choice: RequeueChoice, include_posted: bool) -> list[date]:
    states = ["exhausted", "posted"] if include_posted else ["exhausted"]
    days = _days(tx, "delivery/requeue_records", choice, states=states)
    days += _days(tx, "delivery/release_unanswered", choice)
    if choice.has_both_days:
        days += _days(tx, "delivery/insert_older_records", choice)
    return days


def _days(tx: Transaction, query: str, choice: RequeueChoice, **more: Any) -> list[date]:
    return [row.day for row in tx.rows(query, **choice.filters, **more)]


def _require_texts(**given: str) -> None:
    missing = [
        Fault(0, name, text, message("field_is_missing"))
        for name, text in given.items()
        if not text.strip()
    ]
    if missing:
        raise BadInputError("requeue", missing)
