"""Send one batch of a night's plan. docs/runbooks/dhis2_push.md."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from vlmis_core.database import Database
from vlmis_core.delivery.close_interrupted_requests import close_interrupted_requests
from vlmis_core.delivery.hold_values_of_others import DayOnServer, hold_values_of_others
from vlmis_core.delivery.model.payload import PayloadBuilder
from vlmis_core.delivery.production import require_production
from vlmis_core.delivery.push_run import (
    BatchContent,
    PushRun,
    select_batch,
    select_parts,
    select_records,
    select_run,
    select_targets,
)
from vlmis_core.delivery.request_log import PushLog, RequestContext
from vlmis_core.delivery.request_size import RequestSize, usual_records
from vlmis_core.delivery.send_records import RecordSender, SendContext, SendTally
from vlmis_core.delivery.sender_lock import only_sender
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.errors import Dhis2AccessError, Dhis2UnavailableError
from vlmis_core.messages import Message, message
from vlmis_core.settings import Settings

_LOG = logging.getLogger(__name__)

PAUSE_AFTER_OUTAGE_SECONDS = 60
"""For so long, no batch of the run tries a DHIS2 that stopped answering."""


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
    settings: Settings,
    number: int,
    *,
    run_id: str,
    pause: Callable[[float], None] = time.sleep,
) -> BatchResult:
    """Send the records of a batch that have no outcome yet, one request after another.

    Running it again sends the rest and counts no attempt twice. Nothing is posted by this: see
    ``read_back``.

    Args:
        database: The VLMIS database, as the pipeline.
        dhis2: The server.
        settings: How many values a request has, and whether values of others are overwritten.
        number: The batch.
        run_id: The run that planned it.
        pause: Sleeps; seconds.

    Raises:
        ConcurrentRunError: another run sends to the same data set now.
        Dhis2UnavailableError: DHIS2 stopped answering; no attempt was counted.
        Dhis2AccessError: DHIS2 refused the user; all batches of the run are stopped.
        NotProductionError: this installation may not send to this DHIS2.
        PermanentError: the batch is not in the plan.
    """
    run = select_run(database, run_id)
    batch = select_batch(database, run_id, number)
    _require_not_stopped(run)
    size = _request_size(database, run, settings.values_per_request)
    tally = SendTally()
    with only_sender(database, run.data_set_uid) as keep_alive:
        close_interrupted_requests(database, run.data_set_uid)
        context = SendContext(keep_alive, pause, tally, size)
        sender = _BatchSender(database, dhis2, run, number, batch, settings, context)
        try:
            require_production(database, dhis2, settings)
            for day in batch.days:
                sender.push_day(day)
        except Dhis2AccessError as error:
            _stop(database, run_id, error.message, None)
            raise
        except Dhis2UnavailableError as error:
            _stop(database, run_id, error.message, PAUSE_AFTER_OUTAGE_SECONDS)
            raise
        with database.transaction() as tx:
            tx.run("delivery/finish_batch", run_id=run_id, number=number)
    _LOG.info(
        "%s: %d records accepted, %d refused, %d on hold, %d unknown, in %d requests.",
        batch.label,
        tally.accepted,
        tally.refused,
        tally.held,
        tally.unknown,
        tally.requests,
    )
    return BatchResult(
        batch.label, tally.requests, tally.accepted, tally.refused, tally.held, tally.unknown
    )


@dataclass(frozen=True, slots=True)
class _BatchSender:
    """Sends the days of one batch."""

    database: Database
    dhis2: Dhis2Client
    run: PushRun
    number: int
    batch: BatchContent
    settings: Settings
    context: SendContext

    def push_day(self, day: date) -> None:
        """Send the records of one day."""
        run, store_ids = self.run, self.batch.store_ids
        with self.database.transaction() as tx:
            targets = select_targets(tx, run.run_id)
            parts = select_parts(tx, run, self.batch, day)
            first_sent_at: datetime | None = tx.value("delivery/select_day_was_sent", day=day)
            # What this run was the first to send has the same target still.
            if first_sent_at is not None and first_sent_at < run.planned_at:
                tx.run("delivery/insert_retargets", run_id=run.run_id, day=day, store_ids=store_ids)
        if not self.settings.overwrite_others:
            server = DayOnServer(self.dhis2, run, day, targets)
            hold_values_of_others(self.database, server, store_ids)
            self.context.after_each()
        context = RequestContext.of(self.dhis2, run, self.number, day)
        builder = PayloadBuilder(run.data_set_uid, day, targets)
        is_new_day = first_sent_at is None
        senders = {
            is_reopened: RecordSender(
                self.dhis2,
                PushLog(self.database, replace(context, is_reopened=is_reopened)),
                builder,
                targets,
                context=self.context,
            )
            for is_reopened in (True, False)
        }
        for part in parts:
            with self.database.transaction() as tx:
                records = select_records(tx, run.run_id, day, part.store_ids)
            senders[part.is_reopened].send(records, is_new_day=is_new_day)
            is_new_day = is_new_day and not records


def _require_not_stopped(run: PushRun) -> None:
    if run.is_stopped:
        if run.is_stopped_for_good:
            raise Dhis2AccessError(message("run_was_stopped_for_good", reason=run.stopped_reason))
        raise Dhis2UnavailableError(message("run_was_stopped", reason=run.stopped_reason))


def _stop(database: Database, run_id: str, reason: Message, seconds: int | None) -> None:
    with database.transaction() as tx:
        tx.run("delivery/stop_run", run_id=run_id, reason=reason, seconds=seconds)


def _request_size(database: Database, run: PushRun, values_per_request: int | None) -> RequestSize:
    """Start with the size that DHIS2 answered in time so far in this run."""

    def store(records: int) -> None:
        with database.transaction() as tx:
            tx.run("delivery/shrink_requests", run_id=run.run_id, records=records)

    usual = usual_records(values_per_request, has_new_importer=run.has_new_importer)
    return RequestSize(min(usual, run.records_per_request or usual), store)
