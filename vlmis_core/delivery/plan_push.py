"""Plan a night's push: hold what cannot be sent, cut the rest into batches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from vlmis_core.database import Database, Transaction
from vlmis_core.delivery.holds import FoundHold, replace_holds
from vlmis_core.delivery.model.batches import DayLoad, PlannedBatch, StoreLoad, cut_batches
from vlmis_core.delivery.production import first_stock_day
from vlmis_core.errors import PermanentError
from vlmis_core.messages import message
from vlmis_core.messages.catalogue.holds import PREFLIGHT_RULES
from vlmis_core.settings import Settings


class PushBatch(TypedDict):
    """A part of the night: its number in the order of sending, and a label for people."""

    number: int
    label: str


def plan_push(
    database: Database,
    settings: Settings,
    snapshot_id: int,
    *,
    night: date,
    run_id: str,
    counts_attempts: bool = True,
) -> list[PushBatch]:
    """Examine every rule, then plan all records that may be sent; at most 50 batches.

    Days that DHIS2 closes soonest come first. Planning again under the same ``run_id`` replaces the
    plan by what the run has not sent yet. An empty list means that there is nothing to send.

    Args:
        database: The VLMIS database, as the pipeline.
        settings: Name the first stock day to send, where production was never switched on.
        snapshot_id: What DHIS2 offers, see ``take_metadata_snapshot``.
        night: Local date that the run counts for.
        run_id: The run.
        counts_attempts: False for a push of a past night: its refusals count as no attempt.

    Raises:
        NotProductionError: no first day is given, and production was never switched on.
    """
    with database.transaction() as tx:
        data_set_uid = tx.value("delivery/select_snapshot_data_set", snapshot_id=snapshot_id)
        if data_set_uid is None:
            raise PermanentError(message("snapshot_is_gone", snapshot=snapshot_id))
        first = first_stock_day(tx, settings)
        tx.run(
            "delivery/upsert_run",
            run_id=run_id,
            night=night,
            snapshot_id=snapshot_id,
            data_set_uid=data_set_uid,
            counts_attempts=counts_attempts,
            push_from=first,
        )
        _hold_before_reading_values(tx, snapshot_id=snapshot_id, push_from=first, night=night)
        tx.run("delivery/delete_plan_products", run_id=run_id)
        tx.run("delivery/delete_plan_batches", run_id=run_id)
        tx.run("delivery/insert_targets", snapshot_id=snapshot_id)
        tx.run("delivery/insert_plan_products", run_id=run_id, snapshot_id=snapshot_id)
        days = tx.rows(
            "delivery/select_days_to_deliver",
            as_=_DayToDeliver,
            push_from=first,
            snapshot_id=snapshot_id,
        )
        _hold_days(tx, _LARGE_VALUES, [day.day for day in days], night=night)
        loads = _loads(tx, run_id, days)
        broken = _hold_days(tx, _BROKEN_DAY, [load.day for load in loads], night=night)
        batches = cut_batches(load for load in loads if load.day not in broken)
        for number, batch in enumerate(batches, 1):
            _insert_batch(tx, run_id, number, batch)
    return [{"number": number, "label": batch.label} for number, batch in enumerate(batches, 1)]


@dataclass(frozen=True, slots=True)
class _DayToDeliver:
    day: date
    closes_at: datetime | None


def _loads(tx: Transaction, run_id: str, days: Sequence[_DayToDeliver]) -> list[DayLoad]:
    """Count the records of each day that has any to send, by store."""
    loads = [
        DayLoad(
            day.day,
            day.closes_at,
            tx.rows("delivery/count_records_by_store", as_=StoreLoad, run_id=run_id, day=day.day),
        )
        for day in days
    ]
    return [load for load in loads if load.records]


def _insert_batch(tx: Transaction, run_id: str, number: int, batch: PlannedBatch) -> None:
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


_LARGE_VALUES = ("value_is_too_large", "delivery/select_large_value_holds")
_BROKEN_DAY = ("day_breaks_an_invariant", "delivery/select_broken_day_holds")
"""These rules read the values of a day, so they are examined only for days that are left to send;
each with its statement."""
RULES_WITHOUT_VALUES = (
    "delivery/select_data_set_holds",
    "delivery/select_category_option_holds",
    "delivery/select_product_holds",
    "delivery/select_store_holds",
    "delivery/select_closed_store_holds",
    "delivery/select_day_holds",
    "delivery/select_expired_day_holds",
    "delivery/select_overwriting_holds",
    "delivery/select_unanswered_holds",
)
"""Statements of the rules that read no data values."""
_OTHER_RULES = PREFLIGHT_RULES - {_LARGE_VALUES[0], _BROKEN_DAY[0]}


def _hold_before_reading_values(
    tx: Transaction, *, snapshot_id: int, push_from: date, night: date
) -> None:
    """Examine every rule that needs no data values: store the holds, end those that are gone.

    The holds that answers of DHIS2 caused on earlier nights end too: sending tries them again.
    """
    tx.run("delivery/end_holds_from_answers", night=night)
    found = [
        hold
        for statement in RULES_WITHOUT_VALUES
        for hold in tx.rows(statement, as_=FoundHold, snapshot_id=snapshot_id, push_from=push_from)
    ]
    replace_holds(tx, _OTHER_RULES, found, night=night)


def _hold_days(
    tx: Transaction, examined: tuple[str, str], days: Sequence[date], *, night: date
) -> set[date | None]:
    """Examine a rule that reads the values of frozen days, a day at a time; returns held days."""
    rule, statement = examined
    found = [hold for day in days for hold in tx.rows(statement, as_=FoundHold, day=day)]
    replace_holds(tx, [rule], found, night=night)
    return {hold.day for hold in found}
