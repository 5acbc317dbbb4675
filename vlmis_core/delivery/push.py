"""The steps of a push in their order: for the DAG, task by task, and for the command line."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vlmis_core.database import Database
from vlmis_core.delivery.anchor_day import anchor_newest_day
from vlmis_core.delivery.check_posted_values import check_posted_values
from vlmis_core.delivery.delete_stale_values import DeletionCounts, delete_stale_values
from vlmis_core.delivery.finish_run import PushSummary, finish_run
from vlmis_core.delivery.plan_push import PushBatch, plan_push
from vlmis_core.delivery.production import check_production
from vlmis_core.delivery.push_batch import push_batch
from vlmis_core.delivery.read_back import ReadBackResult
from vlmis_core.delivery.read_back import read_back as read_back_what_was_sent
from vlmis_core.delivery.register_completeness import RegistrationCounts, register_completeness
from vlmis_core.delivery.requeue_records import requeue_what_differs
from vlmis_core.delivery.send_summary_message import send_summary_message
from vlmis_core.delivery.take_metadata_snapshot import take_metadata_snapshot
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.messages import translator
from vlmis_core.settings import Settings

__all__ = [
    "PUSH_STEPS",
    "NewRun",
    "PushBatch",
    "PushDisplay",
    "check_production",
    "delete_stale_values",
    "plan_push",
    "push_batch",
    "read_back",
    "register_completeness",
    "run_push",
    "summarise_push",
    "take_metadata_snapshot",
]

_LOG = logging.getLogger(__name__)

PUSH_STEPS: Mapping[str, tuple[str, ...]] = {
    "check_production": (),
    "take_metadata_snapshot": ("check_production",),
    "plan_push": ("take_metadata_snapshot",),
    "push_batch": ("plan_push",),
    "read_back": ("push_batch",),
    "summarise_push": ("push_batch", "read_back"),
    "delete_stale_values": ("read_back",),
    "register_completeness": ("read_back",),
}
"""Each step and the steps that it directly follows; tests hold the DAG and ``run_push`` to it."""


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run that is about to begin."""

    run_id: str
    night: date
    """Local date that the run counts for."""
    counts_attempts: bool
    """False for a push of a past night: its refusals count as no attempt."""
    begins_at: datetime


@dataclass(frozen=True, slots=True)
class PushEnd:
    """What was done after the read-back."""

    deletions: DeletionCounts
    registrations: RegistrationCounts


@dataclass(frozen=True, slots=True)
class PushDisplay:
    """How a command shows the progress of a push."""

    track: Callable[[Sequence[PushBatch]], Iterable[PushBatch]]
    """Yields the batches that it is given."""
    show_summary: Callable[[PushSummary], object]
    """Called before stale values are deleted."""


def run_push(
    database: Database,
    dhis2: Dhis2Client,
    settings: Settings,
    *,
    run: NewRun,
    display: PushDisplay,
) -> PushEnd | None:
    """Run all steps of a push one after another; None: this installation may not send.

    Args:
        database: The VLMIS database, as the pipeline.
        dhis2: The server.
        settings: The settings of the deployment.
        run: The run: its name, its night, when it begins.
        display: Shows the progress and the summary.

    Raises:
        VlmisError: what the steps raise.
    """
    if not check_production(database, dhis2, settings):
        return None
    snapshot_id = take_metadata_snapshot(database, dhis2, settings, now=run.begins_at)
    batches = plan_push(
        database,
        settings,
        snapshot_id,
        run_id=run.run_id,
        night=run.night,
        counts_attempts=run.counts_attempts,
    )
    for batch in display.track(batches):
        push_batch(database, dhis2, settings, batch["number"], run_id=run.run_id)
    read_back(database, dhis2, settings, run_id=run.run_id, now=run.begins_at)
    display.show_summary(summarise_push(database, dhis2, settings, run_id=run.run_id))
    deletions = delete_stale_values(database, dhis2, settings, run_id=run.run_id)
    registrations = register_completeness(database, dhis2, settings, run_id=run.run_id)
    return PushEnd(deletions, registrations)


def read_back(
    database: Database, dhis2: Dhis2Client, settings: Settings, *, run_id: str, now: datetime
) -> ReadBackResult:
    """Post what DHIS2 holds as it was sent, then check what was posted on earlier nights.

    By VLMIS_RESEND_CHANGED, posted records that DHIS2 holds otherwise are sent at the next push.
    """
    result = read_back_what_was_sent(database, dhis2, run_id=run_id)
    check_posted_values(database, dhis2, run_id=run_id)
    if settings.resend_changed:
        requeue_what_differs(database, now=now)
    return result


def summarise_push(
    database: Database, dhis2: Dhis2Client, settings: Settings, *, run_id: str
) -> PushSummary:
    """Close a run, tell the recipients of the settings what it did, and anchor the newest day."""
    summary = finish_run(database, run_id=run_id)
    _LOG.info("%s", summary.text(translator("en")))
    send_summary_message(database, dhis2, settings, summary)
    anchor_newest_day(database, dhis2, settings)
    return summary
