"""The picture of each DAG, as text."""

import ast

import pytest
from airflow.dag_processing.dagbag import DagBag

from tests.conftest import CHECKOUT
from vlmis_core.delivery.push import PUSH_STEPS

GRAPHS: dict[str, dict[str, set[str]]] = {
    "daily_notices": {"send_daily_notices": set()},
    "dhis2_analytics_check": {"check_analytics": set()},
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
    "stock_indicators": {"compute_days": {"roll_up_months"}, "roll_up_months": set()},
}
MAPPED = {"freeze_chunk", "push_batch"}


@pytest.mark.parametrize("dag_id", GRAPHS)
def test_the_edges_are_these(bag: DagBag, dag_id: str) -> None:
    tasks = bag.dags[dag_id].tasks
    assert {task.task_id: task.downstream_task_ids for task in tasks} == GRAPHS[dag_id]


def test_chunks_and_batches_are_mapped_and_nothing_else_is(bag: DagBag) -> None:
    tasks = [task for dag in bag.dags.values() for task in dag.tasks]
    assert {task.task_id for task in tasks if task.is_mapped} == MAPPED


def test_the_push_has_the_steps_of_the_service_in_its_order(bag: DagBag) -> None:
    tasks = bag.dags["dhis2_push"].tasks
    assert {task.task_id: task.upstream_task_ids for task in tasks} == {
        step: set(follows) for step, follows in PUSH_STEPS.items()
    }


def test_every_task_says_what_it_does() -> None:
    functions = [
        node
        for path in (CHECKOUT / "dags").glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name != path.stem
    ]
    assert len(functions) == len(
        {task for graph in GRAPHS.values() for task in graph} | PUSH_STEPS.keys()
    )
    assert [node.name for node in functions if not ast.get_docstring(node)] == []
