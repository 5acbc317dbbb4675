"""Send every frozen record that DHIS2 does not have yet, and read it back.

* **Reads** the frozen EoD rows. **Writes** data values in DHIS2, the state of every record here.
* **Re-running** is safe: values are frozen, what is posted is not sent, a night counts one attempt.
* **When it fails** see docs/runbooks/dhis2_push.md: nothing is lost, the next night sends the rest.
"""

from typing import Any

from airflow.sdk import CronTriggerTimetable, dag, task

from vlmis_airflow import push_choices as chosen
from vlmis_airflow.defaults import ANY_START, DEFAULT_ARGS, DHIS2_POOL, LOCAL_TZ, Tag
from vlmis_airflow.notify import deadline
from vlmis_airflow.report_day import run_id
from vlmis_airflow.resources import ledger, with_dhis2
from vlmis_core.delivery import delete_stale_values as deleting
from vlmis_core.delivery import plan_push as planning
from vlmis_core.delivery import production as guard
from vlmis_core.delivery import push_batch as sending
from vlmis_core.delivery import read_back as reading
from vlmis_core.delivery import send_summary_message as telling
from vlmis_core.delivery import take_metadata_snapshot as preflight


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
    check_production() >> (snapshot := take_metadata_snapshot())
    sent = push_batch.expand(batch=plan_push(snapshot))  # type: ignore[arg-type]
    sent >> (proof := read_back()) >> delete_stale_values()
    [sent, proof] >> summarise_push()


@task.short_circuit  # Not production: said in the log, and nothing is sent.
def check_production() -> bool:
    return with_dhis2(guard.check_production, **chosen.guard_choices())


@task
def take_metadata_snapshot() -> int:
    return with_dhis2(preflight.take_metadata_snapshot, **chosen.snapshot_choices())


@task
def plan_push(snapshot_id: int) -> list[dict[str, Any]]:
    with ledger() as database:
        batches = planning.plan_push(database, snapshot_id=snapshot_id, **chosen.plan_choices())
    return [{"number": batch.number, "label": batch.label} for batch in batches]


@task(map_index_template="{{ task.op_kwargs['batch']['label'] }}")
def push_batch(batch: dict[str, Any]) -> str:
    return str(with_dhis2(sending.push_batch, **chosen.batch_choices(batch)))


@task(trigger_rule="all_done")  # What arrived is proved, also when a batch failed, or a past run.
def read_back() -> str:
    return str(with_dhis2(reading.read_back, run_id=run_id()))


@task  # Of records that moved to another HMIS Code or org unit, where a person asked for it.
def delete_stale_values() -> str:
    return str(with_dhis2(deleting.delete_stale_values, run_id=run_id()))


@task(trigger_rule="none_failed")  # There may have been nothing to send.
def summarise_push() -> str:
    return str(with_dhis2(telling.summarise_and_notify, **chosen.message_choices()))


dhis2_push()
