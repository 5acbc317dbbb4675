"""Send records again that are exhausted, posted, or older than the first day that is sent."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from vlmis_core.database import Database
from vlmis_core.errors import BadField, BadInputError, PermanentError


@dataclass(frozen=True, slots=True)
class RequeueChoice:
    """Which records; None leaves a choice open."""

    store_code: str | None = None
    product_code: str | None = None
    first_day: date | None = None
    last_day: date | None = None

    def __str__(self) -> str:
        given = [f"{name}={value}" for name, value in asdict(self).items() if value is not None]
        return ", ".join(given) or "all"


def requeue_records(
    database: Database,
    choice: RequeueChoice,
    *,
    by: str,
    reason: str,
    now: datetime,
    include_posted: bool = False,
) -> int:
    """Begin a new round for what is exhausted or got no answer; returns the number of records.

    With both days given, frozen records that were never sent (older than the first day that is
    sent) are asked for as well. Old attempts stay in the history; what is asked for goes out at the
    next push.

    Args:
        database: The VLMIS database, as the pipeline.
        choice: Which records.
        by: The person.
        reason: Why, in the person's words.
        now: When.
        include_posted: Also what is posted: its values are sent and read back again.

    Raises:
        BadInputError: no reason, or no person.
        PermanentError: nothing fits the choice.
    """
    _demand_words(by=by, reason=reason)
    chosen = asdict(choice)
    states = ["exhausted", "posted"] if include_posted else ["exhausted"]
    with database.transaction() as tx:
        days = [row.day for row in tx.rows("push/requeue_records", states=states, **chosen)]
        days += [row.day for row in tx.rows("push/release_unanswered", **chosen)]
        if choice.first_day is not None and choice.last_day is not None:
            days += [row.day for row in tx.rows("push/insert_older_records", **chosen)]
        if not days:
            raise PermanentError(
                f"no record to send again for {choice}. Exhausted ones: vlmis why-not; posted ones "
                "only with --posted; days before the first that is sent with --from and --to."
            )
        tx.run("push/reopen_days", days=sorted(set(days)))
        tx.run(
            "push/insert_requeue",
            requeued_at=now,
            requeued_by=by,
            reason=reason,
            selection=str(choice),
            record_count=len(days),
        )
    return len(days)


def _demand_words(**given: str) -> None:
    missing = [
        BadField(1, name, text, "is empty") for name, text in given.items() if not text.strip()
    ]
    if missing:
        raise BadInputError("requeue", missing)
