"""Freeze stock days: gate, begin, chunks, seal. See docs/runbooks/eod_freeze.md."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from vlmis_core.database import Database, Transaction
from vlmis_core.errors import (
    ConcurrentRunError,
    DayNotReadyError,
    DayNotSealedError,
)
from vlmis_core.ledger.calendar import ONE_DAY, freezes_at, local_date
from vlmis_core.ledger.frozen_days import read_frozen_days


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
            f"{day} lies before the first day of the ledger, {frozen.first_day}."
        )
    next_day = frozen.newest + ONE_DAY
    if day != next_day and now < freezes_at(next_day, zone):
        raise DayNotReadyError(
            f"{day} cannot be frozen: {next_day} comes first, and may be frozen from "
            f"{freezes_at(next_day, zone):%Y-%m-%d %H:%M %Z}."
        )
    if day != next_day:
        raise DayNotReadyError(
            f"{day} cannot be frozen: {next_day} is not frozen yet. Clear the eod_freeze run of "
            f"{next_day + ONE_DAY} 23:59 (it freezes that day), or vlmis eod catch-up --through "
            f"{day}; if the database was restored from a backup, "
            f"vlmis eod backfill-command {next_day} {day} prints the way."
        )
    if early_reason and local_date(now, zone) > day:
        return
    if now < freezes_at(day, zone):
        raise DayNotReadyError(
            f"{day} may be frozen from {freezes_at(day, zone):%Y-%m-%d %H:%M %Z}; until then late "
            "entries still count in it. To give that up once the day is over: "
            f"vlmis eod freeze {day} --early REASON."
        )


def begin_day(
    database: Database,
    day: date,
    *,
    run_id: str,
    stores_per_chunk: int,
    early_reason: str | None = None,
) -> list[Chunk]:
    """Close ``day`` to further movements and plan its walk; returns the chunks in walk order.

    A frozen day has no chunks to freeze. Beginning again under the same ``run_id`` keeps the plan;
    another run takes over a closing day only while no chunk of its owner is being frozen.

    Raises:
        ConcurrentRunError: another run is freezing the day at this moment.
        DayNotReadyError: it is not the next day, or a store has no way to the central store.
    """
    with database.transaction() as tx:
        if _is_frozen(tx, day):
            return []
        tx.run(
            "freeze/begin_day",
            day=day,
            run_id=run_id,
            stores_per_chunk=stores_per_chunk,
            early_reason=early_reason,
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
        if not tx.value("freeze/lock_chunk", day=day, chunk=number):
            raise ConcurrentRunError(f"{day}, chunk {number}: being frozen by another task.")
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
    if owner != run_id:
        raise ConcurrentRunError(
            f"{day} is {'being frozen by run ' + owner if owner else 'open again'}, "
            f"not by run {run_id}: begin it anew."
        )


def describe_day(database: Database, day: date) -> str:
    """The sentence for people who watch the nights; an open day has little to say."""
    with database.transaction() as tx:
        totals = tx.row("freeze/select_day_totals", day=day)
    if totals is None:
        return f"{day} is not frozen."
    return (
        f"{day} is frozen: {totals.store_count:,} stores, {totals.row_count:,} rows, "
        f"{totals.movement_count:,} movements, {totals.late_count:,} of them late."
    )
