"""Send records again: exhausted, posted, posted elsewhere, or older than the first day sent."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from vlmis_core.database import Database, Transaction
from vlmis_core.errors import BadField, BadInputError, PermanentError


@dataclass(frozen=True, slots=True)
class RequeueChoice:
    """Which records; None leaves a choice open."""

    store_code: str | None = None
    product_code: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    remapped: bool = False
    """Only what is posted under an old HMIS Code or org unit."""
    delete_old: bool = False
    """Also delete in DHIS2, once they are posted anew, the figures at the places they left."""

    def __str__(self) -> str:
        given = {name: value for name, value in asdict(self).items() if value not in (None, False)}
        return ", ".join(f"{name}={value}" for name, value in given.items()) or "all"

    @property
    def has_both_days(self) -> bool:
        """Whether it names a first and a last day."""
        return self.first_day is not None and self.last_day is not None

    @property
    def includes_remapped(self) -> bool:
        """Whether posted records go to their new place: said so, or a product (store) and days."""
        is_named = self.product_code is not None or self.store_code is not None
        return self.remapped or (is_named and self.has_both_days)

    @property
    def filters(self) -> dict[str, Any]:
        """As the parameters of the queries."""
        return {
            "store_code": self.store_code,
            "product_code": self.product_code,
            "first_day": self.first_day,
            "last_day": self.last_day,
        }


@dataclass(frozen=True, slots=True)
class Requeued:
    """What goes out again, in records."""

    records: int
    moved: int
    """Of these, posted until now under an old HMIS Code or org unit."""
    deletions: int
    """Old places at which figures are deleted after that."""


def requeue_records(
    database: Database,
    choice: RequeueChoice,
    *,
    by: str,
    reason: str,
    now: datetime,
    include_posted: bool = False,
) -> Requeued:
    """Begin a new round for what is exhausted, got no answer, or is posted at an old place.

    What is posted under an old HMIS Code or org unit moves when a product or a store, and both
    days, are given. With both days, frozen records that were never sent (older than the first day
    that is sent) are asked for as well. Old attempts stay in the history; what is asked for goes
    out at the next push.

    Args:
        database: The VLMIS database, as the pipeline.
        choice: Which records.
        by: The person.
        reason: Why, in the person's words.
        now: When.
        include_posted: Also all that is posted: its values are sent and read back again.

    Raises:
        BadInputError: no reason, or no person.
        PermanentError: nothing fits the choice, or it is too wide to delete by.
    """
    _demand_words(by=by, reason=reason)
    if choice.delete_old and not choice.includes_remapped:
        raise PermanentError(
            "--delete-old deletes figures in DHIS2: say of what, by --product or --store with "
            "--from and --to, or by --remapped. vlmis push remapped lists what there is."
        )
    with database.transaction() as tx:
        moved = _days(tx, "delivery/requeue_remapped", choice) if choice.includes_remapped else []
        days = moved if choice.remapped else moved + _usual(tx, choice, include_posted)
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
            raise PermanentError(
                f"no record to send again for {choice}. Exhausted ones: vlmis why-not; posted "
                "under an old HMIS Code or org unit: vlmis push remapped; all that is posted only "
                "with --posted; days before the first that is sent with --from and --to."
            )
        if days:
            tx.run("delivery/reopen_days", days=sorted(set(days)))
    return Requeued(len(days), len(moved), len(deletions))


def _usual(tx: Transaction, choice: RequeueChoice, include_posted: bool) -> list[date]:
    states = ["exhausted", "posted"] if include_posted else ["exhausted"]
    days = _days(tx, "delivery/requeue_records", choice, states=states)
    days += _days(tx, "delivery/release_unanswered", choice)
    if choice.has_both_days:
        days += _days(tx, "delivery/insert_older_records", choice)
    return days


def _days(tx: Transaction, query: str, choice: RequeueChoice, **more: Any) -> list[date]:
    return [row.day for row in tx.rows(query, **choice.filters, **more)]


def _demand_words(**given: str) -> None:
    missing = [
        BadField(1, name, text, "is empty") for name, text in given.items() if not text.strip()
    ]
    if missing:
        raise BadInputError("requeue", missing)
