"""Conditions under which a task runs; where one is not met, the task is skipped."""

from typing import Any


def push_is_planned(context: Any) -> tuple[bool, str]:
    """Whether ``plan_push`` succeeded in this run: without a plan there is nothing to compare."""
    batches = context["ti"].xcom_pull(task_ids="plan_push")
    return batches is not None, "This run has no plan: nothing was sent, nothing is compared."
