"""The assets of the DAGs, and the events that say what a DAG has made."""

import logging
from typing import Any

from airflow.sdk import Asset, get_current_context
from airflow.sdk.exceptions import AirflowSkipException

from vlmis_core.freeze.anchors import Anchor
from vlmis_core.messages import Message, translator

EOD_REPORT = Asset(name="eod_report", uri="vlmis://analyst/eod_report", group="vlmis")
"""The End-of-Day report; an event's partition is the stock day (ISO date) that was frozen."""

_LOG = logging.getLogger(__name__)


def notify_frozen(anchor: Anchor, totals: Message, *, is_new: bool) -> None:
    """Log the totals of a frozen day, and emit its event once in the life of the day.

    A task with an outlet emits an event whenever it succeeds, so a task that froze nothing is
    skipped. A task that was killed between its commit and its end still emits the event.

    Args:
        anchor: The frozen day and its digest, which the event keeps outside the ledger's database.
        totals: What the day holds.
        is_new: True when the running task has frozen it; else the earlier events decide.

    Raises:
        AirflowSkipException: the event of the day was emitted before.
    """
    _LOG.info(translator("en").text(totals))
    context: Any = get_current_context()
    day = anchor.day
    was_emitted = not is_new and any(
        event.partition_key == day.isoformat() for event in context["inlet_events"][EOD_REPORT]
    )
    if was_emitted:
        raise AirflowSkipException(f"{day} was frozen before: nothing was changed.")
    event = context["outlet_events"][EOD_REPORT]
    event.add_partitions(day.isoformat())
    event.extra = {"anchor": str(anchor)}
