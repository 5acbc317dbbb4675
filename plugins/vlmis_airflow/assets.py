"""What the DAGs tell Airflow that they have made."""

from datetime import date
from typing import Any

from airflow.sdk import Asset, get_current_context
from airflow.sdk.exceptions import AirflowSkipException

EOD_REPORT = Asset(name="eod_report", uri="vlmis://analyst/eod_report", group="vlmis")
"""The End-of-Day report; an event's partition is the stock day (ISO date) that was frozen."""


def notify_frozen(day: date, *, is_news: bool) -> None:
    """Emit the event of a frozen day, once in the life of the day.

    A task with an outlet emits an event whenever it succeeds, so the one that has nothing new to
    tell is skipped. A task that was killed between its commit and its end still tells.

    Args:
        day: The frozen day.
        is_news: True when the running task has frozen it; else the events told before decide.

    Raises:
        AirflowSkipException: the day was told before.
    """
    context: Any = get_current_context()
    told_before = not is_news and any(
        event.partition_key == day.isoformat() for event in context["inlet_events"][EOD_REPORT]
    )
    if told_before:
        raise AirflowSkipException(f"{day} was frozen before: nothing was changed.")
    context["outlet_events"][EOD_REPORT].add_partitions(day.isoformat())
