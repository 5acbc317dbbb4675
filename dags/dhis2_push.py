"""Send every frozen record that DHIS2 does not have yet, and read it back.

* **Reads** the frozen EoD rows. **Writes** values and completeness in DHIS2, their state here.
* **Re-running** is safe: values are frozen, what is posted is not sent, a night counts one attempt.
* **When it fails** see docs/runbooks/dhis2_push.md: nothing is lost, the next night sends the rest.
"""

from airflow.sdk import CronTriggerTimetable, dag, task

from vlmis_airflow.conditions import push_is_planned
from vlmis_airflow.defaults import LOCAL_TZ, SETTINGS, Tag, dhis2_dag
from vlmis_airflow.report_day import night, run_id
from vlmis_airflow.resources import dhis2, vlmis_database
from vlmis_core.clock import now
from vlmis_core.delivery import push


@dag(
    schedule=CronTriggerTimetable("0 20 * * *", timezone=LOCAL_TZ),
    **dhis2_dag("dhis2_push", hours=3),  # No catch-up: one push sends everything that waits.
    tags=[Tag.DELIVERY, Tag.DHIS2, Tag.NIGHTLY],
    doc_md=__doc__,
)
def dhis2_push() -> None:
    check_production() >> (snapshot_id := take_metadata_snapshot())
    sent = push_batch.expand_kwargs(plan_push(snapshot_id))  # type: ignore[arg-type]
    sent >> (compared := read_back()) >> [delete_stale_values(), register_completeness()]
    [sent, compared] >> summarise_push()


@task.short_circuit
def check_production() -> bool:
    """Skip the whole run unless VLMIS_PRODUCTION is on; fail it on a copy of the installation."""
    return push.check_production(vlmis_database(), dhis2(), SETTINGS)


@task
def take_metadata_snapshot() -> int:
    """Read from DHIS2 what the push depends on; give the id of the snapshot."""
    return push.take_metadata_snapshot(vlmis_database(), dhis2(), SETTINGS, now=now())


@task
def plan_push(snapshot_id: int) -> list[push.PushBatch]:
    """Hold the records that DHIS2 would refuse, and cut the others into batches."""
    return push.plan_push(vlmis_database(), SETTINGS, snapshot_id, run_id=run_id(), night=night())


@task(map_index_template="{{ task.op_kwargs['label'] }}")
def push_batch(number: int, label: str) -> int:
    """Send the records of the batch that ``label`` names; give how many DHIS2 accepted."""
    return push.push_batch(vlmis_database(), dhis2(), SETTINGS, number, run_id=run_id()).accepted


@task.run_if(push_is_planned)
@task(trigger_rule="all_done")  # What arrived is proved, also when a batch failed, or a past run.
def read_back() -> int:
    """Compare what was sent with what DHIS2 holds; give how many records are posted."""
    return push.read_back(vlmis_database(), dhis2(), SETTINGS, run_id=run_id(), now=now()).posted


@task(trigger_rule="none_failed")  # There may have been nothing to send.
def summarise_push() -> int:
    """Close the run and write to the administrators; give how many records are posted."""
    return push.summarise_push(vlmis_database(), dhis2(), SETTINGS, run_id=run_id()).posted


@task
def delete_stale_values() -> int:
    """Delete what a person asked for of remapped records; give of how many records."""
    return push.delete_stale_values(vlmis_database(), dhis2(), SETTINGS, run_id=run_id()).deleted


@task
def register_completeness() -> int:
    """Register the days of facilities that are whole in DHIS2; give how many now are."""
    return push.register_completeness(vlmis_database(), dhis2(), SETTINGS, run_id=run_id()).made


dhis2_push()
