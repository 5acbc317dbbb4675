"""Notify people that a task failed or that a run is late, with the address of the runbook."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from airflow.sdk.definitions.callback import SyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

from vlmis_core.settings import load_settings

logger = logging.getLogger(__name__)


def runbook_url(dag_id: str) -> str:
    """The address of the runbook of a DAG; without VLMIS_DOCS_URL its file in the repository."""
    docs_url = load_settings().docs_url
    if docs_url is None:
        return f"docs/runbooks/{dag_id}.md"
    return f"{docs_url.rstrip('/')}/runbooks/{dag_id}.html"


def notify_failure(context: Mapping[str, Any]) -> None:
    """Name the failed task, the reason and the runbook in the task's log."""
    task = context["task_instance"]
    logger.error(
        "%s.%s failed in run %s: %s What to do: %s",
        task.dag_id,
        task.task_id,
        task.run_id,
        context.get("exception"),
        runbook_url(task.dag_id),
    )


def notify_late(dag_id: str, **_: Any) -> None:
    """Say that a run is not done when it should be. Runs on the executor: no triggerer needed."""
    logger.error("%s is late. What to do: %s", dag_id, runbook_url(dag_id))


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
