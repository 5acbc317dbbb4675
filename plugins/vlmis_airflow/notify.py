"""Tell people that a task failed for good or that a run is late, with the runbook's address."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from airflow.sdk import BaseNotifier
from airflow.sdk.definitions.callback import SyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

from vlmis_core.clock import now
from vlmis_core.database.roles import PIPELINE
from vlmis_core.deployment import database_as
from vlmis_core.errors import VlmisError
from vlmis_core.ledger.calendar import day_to_freeze, local_date
from vlmis_core.messages import Message, message
from vlmis_core.notices.notice import Notice, NoticeKind, runbook_address
from vlmis_core.notices.send_notice import send_notice
from vlmis_core.settings import load_settings

logger = logging.getLogger(__name__)


class FailureNotifier(BaseNotifier):
    """Tells of a run of which a task failed for good: once, however many of its tasks fail.

    The reason and the runbook are in the task's log as well.
    """

    def notify(self, context: Mapping[str, Any]) -> None:
        """Tell the channels and who asked; a channel that fails is a line in the log."""
        task, run = context["task_instance"], context.get("dag_run")
        reason = _reason(context.get("exception"))
        logger.error(
            "%s.%s failed in run %s: %s What to do: %s",
            task.dag_id,
            task.task_id,
            task.run_id,
            context.get("exception"),
            runbook_address(load_settings(), task.dag_id),
        )
        kind, found = _failure(task, run, reason)
        cleared = getattr(run, "clear_number", None) or 0
        _tell(kind, f"{task.dag_id}/{task.run_id}/{cleared}", found, task.dag_id, task.run_id)


notify_failure = FailureNotifier()
"""The failure callback of every task."""


def _reason(error: object) -> Message:
    """Say why a task failed; of an error that is not the system's, only its type leaves the log."""
    if isinstance(error, VlmisError):
        return error.message
    return message("task_failed_by_error_type", type=type(error).__name__)


def _failure(task: Any, run: Any, reason: Message) -> tuple[NoticeKind, Message]:
    zone = load_settings().zone
    due_at: datetime | None = getattr(run, "logical_date", None)
    if task.dag_id == "eod_freeze" and due_at is not None:
        day = day_to_freeze(due_at, zone)
        found = message("day_was_not_frozen", day=day, task=task.task_id, reason=reason)
        return NoticeKind.DAY_NOT_FROZEN, found
    if task.dag_id == "dhis2_push":
        night = local_date(due_at or now(), zone)
        found = message("push_has_stopped", night=night, task=task.task_id, reason=reason)
        return NoticeKind.PUSH_STOPPED, found
    failed = message(
        "run_has_failed", dag=task.dag_id, run=task.run_id, task=task.task_id, reason=reason
    )
    return NoticeKind.RUN_FAILED, failed


def notify_late(dag_id: str, context: Mapping[str, Any] | None = None) -> None:
    """Tell that a run is not done when it should be. Runs on the executor: no triggerer needed."""
    run_id = str(((context or {}).get("dag_run") or {}).get("dag_run_id", ""))
    logger.error("%s is late. What to do: %s", dag_id, runbook_address(load_settings(), dag_id))
    found = message("run_is_late", dag=dag_id, run=run_id)
    _tell(NoticeKind.RUN_LATE, f"{dag_id}/{run_id}", found, dag_id, run_id)


def _tell(kind: NoticeKind, about: str, found: Message, dag_id: str, run_id: str) -> None:
    settings = load_settings()
    # Not by the connection of Airflow: a callback also runs where Airflow gives none.
    send_notice(
        lambda: database_as(PIPELINE, settings),
        settings,
        Notice(kind, about, found, dag_id=dag_id, run_id=run_id, runbook=dag_id),
        now=now(),
    )


def deadline(dag_id: str, **interval: float) -> DeadlineAlert:
    """An alert for a run that is not done ``interval`` (as in ``timedelta``) after it was due.

    A day that is caught up is late: it is notified at once. Not counted from the queueing of a run:
    Airflow up to 3.3.2 cannot clear a failed run with such a deadline (apache/airflow issue 70368).
    """
    return DeadlineAlert(
        name=f"{dag_id} is late",
        reference=DeadlineReference.DAGRUN_LOGICAL_DATE,
        interval=timedelta(**interval),
        callback=SyncCallback(notify_late, kwargs={"dag_id": dag_id}),
    )
