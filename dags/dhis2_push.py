"""Send every frozen record that DHIS2 does not have yet, and read it back.

* **Reads** the frozen EoD rows. **Writes** data values in DHIS2, the state of every record here.
* **Re-running** is safe: values are frozen, what is posted is not sent, a night counts one attempt.
* **When it fails** see docs/runbooks/dhis2_push.md: nothing is lost, the next night sends the rest.
"""

from typing import Any

from airflow.sdk import CronTriggerTimetable, dag, task

from vlmis_airflow.conditions import push_is_planned
from vlmis_airflow.defaults import ANY_START, DEFAULT_ARGS, DHIS2_POOL, LOCAL_TZ, SETTINGS, Tag
from vlmis_airflow.notify import deadline
from vlmis_airflow.report_day import night, run_id
from vlmis_airflow.resources import dhis2, vlmis_database
from vlmis_core.clock import now
from vlmis_core.delivery import push_steps


@dag(
    schedule=CronTriggerTimetable("0 20 * * *", timezone=LOCAL_TZ),
    start_date=ANY_START,
    catchup=False,  # One push sends everything that waits, however many nights were missed.
    max_active_runs=1,  # DHIS2 takes one sender at a time.
    deadline=deadline("dhis2_push", hours=3),
    default_args=DEFAULT_ARGS | {"pool": DHIS2_POOL},
    tags=[Tag.DELIVERY, Tag.DHIS2, Tag.NIGHTLY],
    doc_md=__doc__,
)
def dhis2_push() -> None:
    check_production() >> (snapshot_id := take_metadata_snapshot())
    sent = push_batch.expand(batch=plan_push(snapshot_id))  # type: ignore[arg-type]
    sent >> (compared := read_back()) >> delete_stale_values()
    [sent, compared] >> summarise_push()


@task.short_circuit
def check_production() -> bool:
    """Skip the whole run unless VLMIS_PRODUCTION is on; fail it on a copy of the installation."""
    return push_steps.check_production(
        vlmis_database(), dhis2(), production=SETTINGS.production, home=SETTINGS.home
    )


@task
def take_metadata_snapshot() -> int:
    """Read from DHIS2 what the push depends on; give the id of the snapshot."""
    data_set, codes = SETTINGS.data_set, SETTINGS.category_codes
    return push_steps.take_metadata_snapshot(
        vlmis_database(), dhis2(), data_set=data_set, category_codes=codes, now=now()
    )


@task
def plan_push(snapshot_id: int) -> list[dict[str, Any]]:
    """Hold the records that DHIS2 would refuse, and cut the others into batches."""
    batches = push_steps.plan_push(
        vlmis_database(),
        run_id=run_id(),
        night=night(),
        snapshot_id=snapshot_id,
        push_from=SETTINGS.push_from,
    )
    return [{"number": batch.number, "label": batch.label} for batch in batches]


@task(map_index_template="{{ task.op_kwargs['batch']['label'] }}")
def push_batch(batch: dict[str, Any]) -> int:
    """Send the records of one batch; give how many DHIS2 accepted."""
    options = push_steps.SendOptions(SETTINGS.values_per_request, SETTINGS.overwrite_others)
    return push_steps.push_batch(
        vlmis_database(), dhis2(), run_id=run_id(), number=batch["number"], options=options
    ).accepted


@task.run_if(push_is_planned)
@task(trigger_rule="all_done")  # What arrived is proved, also when a batch failed, or a past run.
def read_back() -> int:
    """Compare what was sent with what DHIS2 holds; give how many records are posted."""
    return push_steps.read_back(vlmis_database(), dhis2(), run_id=run_id()).posted


@task(trigger_rule="none_failed")  # There may have been nothing to send.
def summarise_push() -> int:
    """Close the run and write to the administrators; give how many records are posted."""
    return push_steps.summarise_push(
        vlmis_database(), dhis2(), run_id=run_id(), recipients=SETTINGS.message_recipients
    ).posted


@task
def delete_stale_values() -> int:
    """Delete what a person asked for of remapped records; give of how many records."""
    return push_steps.delete_stale_values(vlmis_database(), dhis2(), run_id=run_id()).deleted


dhis2_push()
