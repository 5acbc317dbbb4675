"""Plan a night's push: hold what cannot be sent, cut the rest into batches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from vlmis_core.database import Database, Transaction
from vlmis_core.errors import NotProductionError, PermanentError
from vlmis_core.reporting.batches import DayLoad, PlannedBatch, StoreLoad, cut_batches
from vlmis_core.services.push.find_holds import find_holds, hold_broken_days, hold_large_figures


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
        snapshot = tx.row("push/select_snapshot", snapshot_id=snapshot_id)
        if snapshot is None:
            raise PermanentError(f"snapshot {snapshot_id} is no longer kept: take a new one.")
        first = push_from or _first_day(tx)
        tx.run(
            "push/upsert_run",
            run_id=run_id,
            night=night,
            snapshot_id=snapshot_id,
            data_set_uid=snapshot.data_set_uid,
            counts_attempts=counts_attempts,
            push_from=first,
        )
        find_holds(tx, snapshot_id=snapshot_id, push_from=first, night=night)
        tx.run("push/delete_plan_products", run_id=run_id)
        tx.run("push/delete_plan_batches", run_id=run_id)
        tx.run("push/insert_targets", snapshot_id=snapshot_id)
        tx.run("push/insert_plan_products", run_id=run_id, snapshot_id=snapshot_id)
        waiting = tx.rows("push/select_days_to_deliver", push_from=first, snapshot_id=snapshot_id)
        hold_large_figures(tx, [row.day for row in waiting], night=night)
        loads = _loads(tx, run_id, waiting)
        broken = hold_broken_days(tx, [load.day for load in loads], night=night)
        batches = cut_batches(load for load in loads if load.day not in broken)
        for number, batch in enumerate(batches, 1):
            _keep(tx, run_id, number, batch)
    return [PushBatch(number, batch.label) for number, batch in enumerate(batches, 1)]


def _first_day(tx: Transaction) -> date:
    switch = tx.row("push/select_production_switch")
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
                for store in tx.rows("push/count_records_by_store", run_id=run_id, day=row.day)
            ],
        )
        for row in waiting
    ]
    return [load for load in loads if load.records]


def _keep(tx: Transaction, run_id: str, number: int, batch: PlannedBatch) -> None:
    tx.run(
        "push/insert_batch",
        run_id=run_id,
        number=number,
        label=batch.label,
        days=list(batch.days),
        store_ids=list(batch.store_ids),
        record_count=batch.records,
        closes_at=batch.closes_at,
    )
