"""Send one batch of a night's plan. docs/runbooks/dhis2_push.md."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from sqlalchemy import Row

from vlmis_core.database import Database, Transaction
from vlmis_core.delivery.hold_values_of_others import ServerValues, hold_values_of_others
from vlmis_core.delivery.model.data_values import Record
from vlmis_core.delivery.model.payload import PayloadBuilder, Target
from vlmis_core.delivery.request_log import PushLog, RequestContext
from vlmis_core.delivery.request_size import RequestSize, usual_records
from vlmis_core.delivery.send_records import RecordSender, SendConduct, SendTally
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.errors import (
    ConcurrentRunError,
    Dhis2AccessError,
    Dhis2UnavailableError,
    PermanentError,
)

PAUSE_AFTER_OUTAGE_SECONDS = 60
"""For so long, no batch of the run tries a DHIS2 that stopped answering."""
HEARTBEAT_SECONDS = 5
"""The server ends a session that is silent for 15 minutes, and a firewall perhaps earlier."""
RECORDS_AT_ONCE = 10_000
"""In memory; a day of a large country has 400,000."""


@dataclass(frozen=True, slots=True)
class SendChoices:
    """What a deployment may choose about sending."""

    values_per_request: int | None = None
    """At most so many (nine make a record); by default what the server's importer takes well."""
    overwrite_others: bool = False
    """Whether figures that somebody else entered in DHIS2 give way to ours; else they are held."""
    pause: Callable[[float], None] = time.sleep
    """Sleeps; seconds."""


USUAL = SendChoices()


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What was sent of a batch; records, not values. Accepted ones still have to be read back."""

    label: str
    requests: int
    accepted: int
    refused: int
    held: int
    unknown: int


def push_batch(
    database: Database,
    dhis2: Dhis2Client,
    *,
    run_id: str,
    number: int,
    choices: SendChoices = USUAL,
) -> BatchResult:
    """Send the records of a batch that are not dealt with yet, one request after another.

    Running it again sends what is left and counts no attempt twice. Nothing is posted by this:
    see ``read_back``.

    Args:
        database: The VLMIS database, as the pipeline.
        dhis2: The server.
        run_id: The run that planned it.
        number: The batch.
        choices: How to send; the settings of a deployment.

    Raises:
        ConcurrentRunError: another sender is at work on the same data set.
        Dhis2UnavailableError: DHIS2 stopped answering; no attempt was counted.
        Dhis2AccessError: DHIS2 refused the user; all batches of the run are stopped.
        PermanentError: the batch is not in the plan.
    """
    run, batch = select_plan(database, run_id, number)
    _require_not_stopped(run)
    size = _size(database, run_id, run, choices)
    tally = SendTally()
    with only_sender(database, run.data_set_uid) as keep_lock:
        try:
            for day in batch.days:
                context = RequestContext(
                    run_id, number, day, run.night, run.counts_attempts, run.server_version
                )
                with database.transaction() as tx:
                    targets = targets_of(tx, run_id)
                    first_sent_at = tx.value("delivery/select_day_was_sent", day=day)
                    # What this run was the first to send has not moved since.
                    if first_sent_at is not None and first_sent_at < run.planned_at:
                        stores = batch.store_ids
                        tx.run(
                            "delivery/insert_retargets", run_id=run_id, day=day, store_ids=stores
                        )
                is_new_day = first_sent_at is None
                if not choices.overwrite_others:
                    present = ServerValues(dhis2, run, run_id, day, targets)
                    hold_values_of_others(database, present, batch.store_ids)
                    keep_lock()
                builder = PayloadBuilder(run.data_set_uid, day, targets)
                log = PushLog(database, context)
                conduct = SendConduct(keep_lock, choices.pause, tally, size)
                sender = RecordSender(dhis2, log, builder, targets, conduct=conduct)
                for store_ids in slices(batch):
                    with database.transaction() as tx:
                        records = records_of(tx, run_id, day, store_ids)
                    sender.send(records, is_new_day=is_new_day)
                    is_new_day = is_new_day and not records
        except Dhis2AccessError as error:
            _stop(database, run_id, str(error), None)
            raise
        except Dhis2UnavailableError as error:
            _stop(database, run_id, str(error), PAUSE_AFTER_OUTAGE_SECONDS)
            raise
        with database.transaction() as tx:
            tx.run("delivery/finish_batch", run_id=run_id, number=number)
    return BatchResult(
        batch.label, tally.requests, tally.accepted, tally.refused, tally.held, tally.unknown
    )


@contextmanager
def only_sender(database: Database, data_set_uid: str) -> Iterator[Callable[[], None]]:
    """Be the only one that speaks to a data set; yields what keeps the lock's connection awake.

    Raises:
        ConcurrentRunError: somebody else is.
    """
    with database.transaction() as lock:
        if not lock.value("delivery/lock_data_set", data_set_uid=data_set_uid):
            raise ConcurrentRunError(
                f"another run is sending to data set {data_set_uid} at this moment."
            )
        yield _heartbeat(lock)


def _heartbeat(lock: Transaction) -> Callable[[], None]:
    """Something to call after every request: now and then it lets the lock's connection speak."""
    spoken_at = time.monotonic()

    def keep() -> None:
        nonlocal spoken_at
        if time.monotonic() - spoken_at >= HEARTBEAT_SECONDS:
            lock.run("delivery/keep_lock")
            spoken_at = time.monotonic()

    return keep


def select_plan(database: Database, run_id: str, number: int) -> tuple[Row[Any], Row[Any]]:
    """A run and one batch of its plan."""
    with database.transaction() as tx:
        run = tx.row("delivery/select_run", run_id=run_id)
        batch = tx.row("delivery/select_batch", run_id=run_id, number=number)
    if run is None or batch is None:
        raise PermanentError(f"run {run_id} has no batch {number}: plan the push again.")
    return run, batch


def _require_not_stopped(run: Row[Any]) -> None:
    if run.is_stopped:
        kind = Dhis2AccessError if run.is_stopped_for_good else Dhis2UnavailableError
        raise kind(f"this run was stopped, nothing more was sent: {run.stopped_reason}")


def _stop(database: Database, run_id: str, reason: str, seconds: int | None) -> None:
    with database.transaction() as tx:
        tx.run("delivery/stop_run", run_id=run_id, reason=reason, seconds=seconds)


def _size(database: Database, run_id: str, run: Row[Any], choices: SendChoices) -> RequestSize:
    """As DHIS2 took it so far in this run: an earlier batch may have met a time-out."""

    def remember(records: int) -> None:
        with database.transaction() as tx:
            tx.run("delivery/shrink_requests", run_id=run_id, records=records)

    usual = usual_records(choices.values_per_request, has_new_importer=run.has_new_importer)
    return RequestSize(min(usual, run.records_per_request or usual), remember)


def slices(batch: Row[Any]) -> Iterator[list[int]]:
    """The stores of a batch in parts of some ten thousand records of a day, whatever its size."""
    stores, days = len(batch.store_ids) or 1, len(batch.days) or 1
    per_store = ceil(batch.record_count / days / stores) or 1
    size = max(RECORDS_AT_ONCE // per_store, 1)
    for start in range(0, stores, size):
        yield batch.store_ids[start : start + size]


def records_of(tx: Transaction, run_id: str, day: date, store_ids: list[int]) -> list[Record]:
    """The records of a day that a batch may send, by org unit and product."""
    return [
        Record._make(row)
        for row in tx.rows("delivery/select_records", run_id=run_id, day=day, store_ids=store_ids)
    ]


def targets_of(tx: Transaction, run_id: str) -> dict[int, Target]:
    """The targets of a run by their id."""
    return {
        row.target_id: Target(row.data_element_uid, tuple(row.option_combo_uids))
        for row in tx.rows("delivery/select_targets", run_id=run_id)
    }
