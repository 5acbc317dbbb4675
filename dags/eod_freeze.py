"""Freeze the previous day into the End-of-Day report of every store and product, one day a run.

* **Reads** the ledger. **Writes** the EoD rows and `stock_day`; tells the asset `eod_report`.
* **Re-running a date** is safe: an open day is begun again, a frozen day is not changed.
* **When it fails** see docs/runbooks/eod_freeze.md: later days wait; clear the run, then unpause.
"""

from typing import Any

from airflow.sdk import CronTriggerTimetable, dag, task

from vlmis_airflow.assets import EOD_REPORT, notify_frozen
from vlmis_airflow.defaults import DEFAULT_ARGS, LOCAL_TZ, SETTINGS, Tag
from vlmis_airflow.notify import deadline
from vlmis_airflow.report_day import first_run, report_day, run_id
from vlmis_airflow.resources import vlmis_database
from vlmis_core.clock import now
from vlmis_core.freeze import freeze_day
from vlmis_core.freeze.anchors import read_anchor
from vlmis_core.freeze.freeze_day import describe_day


@dag(
    schedule=CronTriggerTimetable("59 23 * * *", timezone=LOCAL_TZ),
    start_date=first_run(),
    catchup=True,  # A missed day must still be frozen.
    max_active_runs=1,  # A day opens with what the day before closed with.
    max_consecutive_failed_dag_runs=1,  # A day that fails stops the later ones.
    # A run is its day: there is no other to freeze.
    allowed_run_types=["scheduled", "backfill"],  # type: ignore[list-item]
    deadline=deadline("eod_freeze", hours=2),
    default_args=DEFAULT_ARGS,
    tags=[Tag.STOCK, Tag.NIGHTLY],
    doc_md=__doc__,
)
def eod_freeze() -> None:
    gate = check_day_may_be_frozen()
    gate >> (chunks := begin_day())
    [gate, freeze_chunk.expand(chunk=chunks)] >> seal_day()


# Every task asks the run for its day: what a task returned can be changed in Airflow by hand.
@task
def check_day_may_be_frozen() -> str:
    """Fail at once unless the day is over and the day before is frozen; give the day."""
    day = report_day()
    freeze_day.check_day_may_be_frozen(vlmis_database(), day, now=now(), zone=LOCAL_TZ)
    return day.isoformat()


@task
def begin_day() -> list[dict[str, Any]]:
    """Close the day to movements, unless it is too early, and divide its stores into chunks."""
    size = SETTINGS.stores_per_chunk
    chunks = freeze_day.begin_day(
        vlmis_database(), report_day(), run_id=run_id(), stores_per_chunk=size
    )
    return [{"number": chunk.number, "label": chunk.label} for chunk in chunks]


@task(map_index_template="{{ task.op_kwargs['chunk']['label'] }}")
def freeze_chunk(chunk: dict[str, Any]) -> int:
    """Write the EoD rows of one chunk of stores; give how many."""
    database = vlmis_database()
    return freeze_day.freeze_chunk(database, report_day(), chunk["number"], run_id=run_id())


# Without stores there is no chunk to freeze, and still a day; a skipped gate skips the day.
# The asset is an inlet as well, so that a day is told once.
@task(trigger_rule="none_failed_min_one_success", inlets=[EOD_REPORT], outlets=[EOD_REPORT])
def seal_day() -> str:
    """Check every invariant of the day, freeze it, and emit the event of the asset once."""
    database, day, size = vlmis_database(), report_day(), SETTINGS.stores_per_chunk
    is_new = freeze_day.seal_day(database, day, run_id=run_id(), stores_per_chunk=size)
    notify_frozen(read_anchor(database, day), describe_day(database, day), is_new=is_new)
    return day.isoformat()


eod_freeze()
