"""The picture of each DAG, as text."""

import pytest
from airflow.dag_processing.dagbag import DagBag

from tests.dags.conftest import CHECKOUT

GRAPHS = {
    "eod_freeze": {
        "check_day_may_be_frozen": {"begin_day", "seal_day"},
        "begin_day": {"freeze_chunk"},
        "freeze_chunk": {"seal_day"},
        "seal_day": set(),
    },
    "org_unit_refresh": {
        "read_org_units": {"diff_org_units", "apply_org_units"},
        "diff_org_units": {"apply_org_units"},
        "apply_org_units": {"refresh_accounts"},
        "refresh_accounts": set(),
    },
    "dhis2_push": {
        "check_production": {"take_metadata_snapshot"},
        "take_metadata_snapshot": {"plan_push"},
        "plan_push": {"push_batch"},
        "push_batch": {"read_back", "summarise_push"},
        "read_back": {"summarise_push", "delete_stale_values"},
        "delete_stale_values": set(),
        "summarise_push": set(),
    },
}
MAPPED = {"freeze_chunk", "push_batch"}


@pytest.fixture(scope="module")
def bag() -> DagBag:
    return DagBag(CHECKOUT / "dags")


@pytest.mark.parametrize("dag_id", GRAPHS)
def test_the_edges_are_these(bag: DagBag, dag_id: str) -> None:
    tasks = bag.dags[dag_id].tasks
    assert {task.task_id: task.downstream_task_ids for task in tasks} == GRAPHS[dag_id]


def test_chunks_and_batches_are_mapped_and_nothing_else_is(bag: DagBag) -> None:
    tasks = [task for dag in bag.dags.values() for task in dag.tasks]
    assert {task.task_id for task in tasks if task.is_mapped} == MAPPED
