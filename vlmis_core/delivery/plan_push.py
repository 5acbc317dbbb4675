"""Plan a night's push: hold what cannot be sent, cut the rest into batches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from vlmis_core.database import Database, Transaction
from vlmis_core.delivery.model.batches import DayLoad, PlannedBatch, StoreLoad, cut_batches
from vlmis_core.delivery.model.hold_reasons import PREFLIGHT_REASONS, HoldReason
from vlmis_core.errors import NotProductionError, PermanentError


@dataclass(frozen=True, slots=True)
class PushBatch:
    """A part of the night: its number in the order of sending, and a label for people."""

    number: int
    label: str


def plan_push(
    database: Database,
    *,
    night: date,
    run_id: str,
    snapshot_id: int,
    counts_attempts: bool = True,
    push_from: date | None = None,
) -> list[PushBatch]:
    """Examine every rule, then plan all records that may be sent; at most 50 batches.

    Days that DHIS2 closes soonest come first. Planning again under the same ``run_id`` plans anew
    what the run has not sent yet. An empty list means that there is nothing to send.

    Args:
        database: The VLMIS database, as the pipeline.
        night: Local date that the run counts for.
        run_id: The run.
        snapshot_id: What DHIS2 offers, see ``take_metadata_snapshot``.
        counts_attempts: False for a push of a past night: its refusals count as no attempt.
        push_from: First stock day to send; by default as production was switched on.

    Raises:
        NotProductionError: no first day is given, and production was never switched on.
    """
    with database.transaction() as tx:
        snapshot = tx.row("delivery/select_snapshot", snapshot_id=snapshot_id)
        if snapshot is None:
            raise PermanentError(f"snapshot {snapshot_id} is no longer kept: take a new one.")
        first = push_from or _first_day(tx)
        tx.run(
            "delivery/upsert_run",
            run_id=run_id,
            night=night,
            snapshot_id=snapshot_id,
            data_set_uid=snapshot.data_set_uid,
            counts_attempts=counts_attempts,
            push_from=first,
        )
        find_holds(tx, snapshot_id=snapshot_id, push_from=first, night=night)
        tx.run("delivery/delete_plan_products", run_id=run_id)
        tx.run("delivery/delete_plan_batches", run_id=run_id)
        tx.run("delivery/insert_targets", snapshot_id=snapshot_id)
        tx.run("delivery/insert_plan_products", run_id=run_id, snapshot_id=snapshot_id)
        waiting = tx.rows(
            "delivery/select_days_to_deliver", push_from=first, snapshot_id=snapshot_id
        )
        hold_large_figures(tx, [row.day for row in waiting], night=night)
        loads = _loads(tx, run_id, waiting)
        broken = hold_broken_days(tx, [load.day for load in loads], night=night)
        batches = cut_batches(load for load in loads if load.day not in broken)
        for number, batch in enumerate(batches, 1):
            _keep(tx, run_id, number, batch)
    return [PushBatch(number, batch.label) for number, batch in enumerate(batches, 1)]


def _first_day(tx: Transaction) -> date:
    switch = tx.row("delivery/select_production_switch")
    if switch is None:
        raise NotProductionError(
            "production was never switched on, so no first stock day is known: "
            "vlmis push production on --from DAY."
        )
    day = switch.push_from
    assert isinstance(day, date)
    return day


def _loads(tx: Transaction, run_id: str, waiting: Sequence[Row[Any]]) -> list[DayLoad]:
    """The days that have records to send."""
    loads = [
        DayLoad(
            row.day,
            row.closes_at,
            [
                StoreLoad(store.store_id, store.branch, store.records)
                for store in tx.rows("delivery/count_records_by_store", run_id=run_id, day=row.day)
            ],
        )
        for row in waiting
    ]
    return [load for load in loads if load.records]


def _keep(tx: Transaction, run_id: str, number: int, batch: PlannedBatch) -> None:
    tx.run(
        "delivery/insert_batch",
        run_id=run_id,
        number=number,
        label=batch.label,
        days=list(batch.days),
        store_ids=list(batch.store_ids),
        record_count=batch.records,
        closes_at=batch.closes_at,
    )


_BY_CODE = {reason.code: reason for reason in PREFLIGHT_REASONS}
_BROKEN_DAY = _BY_CODE["day_breaks_an_invariant"]
_LARGE_FIGURE = _BY_CODE["value_is_too_large"]


def find_holds(tx: Transaction, *, snapshot_id: int, push_from: date, night: date) -> int:
    """Examine every rule anew: causes that stand are held, those that are gone are ended.

    The two rules that look into the figures are asked of the days that are left afterwards.
    What DHIS2's answers caused on earlier nights is ended too: sending tries it again.

    Returns:
        How many causes stand.
    """
    tx.run("delivery/end_holds_from_answers", night=night)
    found = 0
    for reason in PREFLIGHT_REASONS:
        if reason not in (_BROKEN_DAY, _LARGE_FIGURE):
            rows = tx.rows(
                f"delivery/holds/{reason.code}", snapshot_id=snapshot_id, push_from=push_from
            )
            _replace(tx, reason, rows, night)
            found += len(rows)
    return found


def hold_large_figures(tx: Transaction, days: Sequence[date], *, night: date) -> None:
    """Hold the open records of ``days`` with a figure that DHIS2 cannot keep; a day at a time."""
    rows = [row for day in days for row in tx.rows(f"delivery/holds/{_LARGE_FIGURE.code}", day=day)]
    _replace(tx, _LARGE_FIGURE, rows, night)


def hold_broken_days(tx: Transaction, days: Sequence[date], *, night: date) -> set[date]:
    """Check every invariant of frozen ``days`` once more; returns those that are held by it."""
    rows = [row for day in days for row in tx.rows(f"delivery/holds/{_BROKEN_DAY.code}", day=day)]
    _replace(tx, _BROKEN_DAY, rows, night)
    return {row.day for row in rows}


def _replace(tx: Transaction, reason: HoldReason, rows: Sequence[Row[Any]], night: date) -> None:
    causes = {
        "store_ids": [row.store_id for row in rows],
        "product_ids": [row.product_id for row in rows],
        "days": [row.day for row in rows],
    }
    tx.run("delivery/end_holds", reason_code=reason.code, night=night, **causes)
    if rows:
        tx.run(
            "delivery/upsert_holds",
            reason_code=reason.code,
            is_from_answer=False,
            sentences=[reason.sentence.format(row.finding) for row in rows],
            fix_by=reason.fix_by,
            night=night,
            **causes,
        )
