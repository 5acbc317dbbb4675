"""Freeze stock days: gate, begin, chunks, seal. See docs/runbooks/eod_freeze.md."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from vlmis_core.database import Database, Transaction
from vlmis_core.errors import (
    BadInputError,
    ConcurrentRunError,
    DayNotReadyError,
    DayNotSealedError,
    Fault,
)
from vlmis_core.ledger.calendar import ONE_DAY, freezes_at, local_date
from vlmis_core.ledger.frozen_days import read_frozen_days
from vlmis_core.messages import Message, message


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a day's walk: its number in walk order, and a label."""

    number: int
    label: str


def check_day_may_be_frozen(
    database: Database,
    day: date,
    *,
    now: datetime,
    zone: tzinfo,
    early_reason: str | None = None,
) -> None:
    """Check that the day before ``day`` is frozen and that the time to freeze ``day`` has come.

    A frozen day is accepted: freezing it again changes nothing.

    Raises:
        NotLiveError: the ledger has no day zero.
        DayNotReadyError: too early, before the first day, or an older day is open.
    """
    with database.transaction() as tx:
        frozen = read_frozen_days(tx)
    if frozen.first_day <= day <= frozen.newest:
        return
    if day < frozen.first_day:
        raise DayNotReadyError(
            message("day_is_before_first_day", day=day, first_day=frozen.first_day)
        )
    next_day = frozen.newest + ONE_DAY
    if day != next_day and now < freezes_at(next_day, zone):
        raise DayNotReadyError(
            message(
                "earlier_day_is_not_due", day=day, next_day=next_day, at=freezes_at(next_day, zone)
            )
        )
    if day != next_day:
        raise DayNotReadyError(
            message("earlier_day_is_open", day=day, next_day=next_day, run_day=next_day + ONE_DAY)
        )
    if early_reason and local_date(now, zone) > day:
        return
    if now < freezes_at(day, zone):
        raise DayNotReadyError(message("day_is_not_due", day=day, at=freezes_at(day, zone)))


def allow_early_freeze(database: Database, day: date, *, reason: str, by: str) -> None:
    """Allow ``day`` to be frozen before its day of grace is over; who and why are recorded.

    Args:
        database: The VLMIS database, as the recorder: the pipeline cannot give itself leave.
        day: A stock day that is over.
        reason: Why, as the person wrote it.
        by: The person.

    Raises:
        BadInputError: the reason is missing.
        DayNotReadyError: the day is not over yet, by the clock of the database.
    """
    if not reason.strip():
        raise BadInputError("freeze", [Fault(0, "reason", reason, message("field_is_missing"))])
    with database.transaction() as tx:
        tx.run("freeze/allow_early_freeze", day=day, reason=reason, by=by)


def begin_day(
    database: Database,
    day: date,
    *,
    run_id: str,
    stores_per_chunk: int,
) -> list[Chunk]:
    """Close ``day`` to further movements and plan its walk; returns the chunks in walk order.

    A frozen day has no chunks to freeze. Beginning again under the same ``run_id`` keeps the plan;
    another run takes over a closing day only while no chunk of its owner is being frozen.

    Raises:
        ConcurrentRunError: another run is freezing the day at this moment.
        DayNotReadyError: it is not the next day, it is too early by the clock of the database and
            nobody allowed that, or a store has no way to the central store.
    """
    with database.transaction() as tx:
        if _is_frozen(tx, day):
            return []
        tx.run(
            "freeze/begin_day",
            day=day,
            run_id=run_id,
            stores_per_chunk=stores_per_chunk,
        )
        return tx.rows("freeze/select_chunks", as_=Chunk, day=day)


def freeze_chunk(database: Database, day: date, number: int, *, run_id: str) -> int:
    """Freeze the pairs of one chunk; returns the number of EoD rows.

    One transaction: a killed task leaves nothing behind. A frozen chunk is not changed, nor is any
    chunk of a frozen day.

    Raises:
        ConcurrentRunError: another run owns the day, or another task is freezing the chunk.
    """
    with database.transaction() as tx:
        if tx.value("freeze/lock_chunk", day=day, chunk=number) is None:
            raise ConcurrentRunError(message("chunk_is_being_frozen", day=day, chunk=number))
        row_count: int | None = tx.value("freeze/select_chunk_row_count", day=day, chunk=number)
        if row_count is not None:
            return row_count
        _require_owner(tx, day, run_id)
        rows = tx.run("freeze/freeze_chunk", day=day, chunk=number)
        tx.run("freeze/mark_chunk_frozen", day=day, chunk=number, row_count=rows)
        return rows


def seal_day(database: Database, day: date, *, run_id: str, stores_per_chunk: int) -> bool:
    """Freeze the missing chunks of ``day``, check every invariant, publish it and chain its digest.

    Returns:
        True when this call froze the day; False when it was frozen before.

    Raises:
        DayNotSealedError: an invariant is broken; the day is open again. Carries the violations.
        ConcurrentRunError: another run took the day over.
    """
    with database.transaction() as tx:
        if _is_frozen(tx, day):
            return False
    # After a failed seal the day is open again; clearing this task alone must freeze it.
    for chunk in begin_day(database, day, run_id=run_id, stores_per_chunk=stores_per_chunk):
        freeze_chunk(database, day, chunk.number, run_id=run_id)
    try:
        with database.transaction() as tx:
            return bool(tx.value("freeze/publish_day", day=day, run_id=run_id))
    except DayNotSealedError:
        with database.transaction() as tx:
            tx.run("freeze/reopen_day", day=day, run_id=run_id)
        raise


def catch_up(
    database: Database,
    *,
    through: date,
    now: datetime,
    zone: tzinfo,
    run_id: str,
    stores_per_chunk: int,
) -> Iterator[date]:
    """Freeze every missed day up to ``through``, oldest first; yields each day once it is frozen.

    Raises the error of the first day that fails; later days stay open.
    """
    with database.transaction() as tx:
        day = read_frozen_days(tx).newest + ONE_DAY
    while day <= through:
        check_day_may_be_frozen(database, day, now=now, zone=zone)
        seal_day(database, day, run_id=run_id, stores_per_chunk=stores_per_chunk)
        yield day
        day += ONE_DAY


def _is_frozen(tx: Transaction, day: date) -> bool:
    return bool(tx.value("freeze/select_state", day=day) == "frozen")


def _require_owner(tx: Transaction, day: date, run_id: str) -> None:
    owner = tx.value("freeze/select_owner", day=day)
    if owner is None:
        raise ConcurrentRunError(message("day_is_open_again", day=day, run_id=run_id))
    if owner != run_id:
        raise ConcurrentRunError(
            message("day_is_of_another_run", day=day, owner=owner, run_id=run_id)
        )


def describe_day(database: Database, day: date) -> Message:
    """Describe a frozen day by its totals, for logs and the result of the task."""
    with database.transaction() as tx:
        totals = tx.row("freeze/select_day_totals", day=day)
    if totals is None:
        return message("day_is_not_frozen", day=day)
    return message(
        "day_is_frozen",
        day=day,
        stores=totals.store_count,
        rows=totals.row_count,
        movements=totals.movement_count,
        late=totals.late_count,
    )
