"""Rules that every DAG obeys."""

import ast
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk import (
    CronTriggerTimetable,
    ExceptionRetryPolicy,
    PartitionedAssetTimetable,
    RetryAction,
)
from airflow.serialization.serialized_objects import DagSerialization

from tests.conftest import CHECKOUT
from tests.dags.conftest import VLMIS
from vlmis_airflow.defaults import LOCAL_TZ, Tag
from vlmis_core.errors import DayNotReadyError, Dhis2UnavailableError
from vlmis_core.messages import message

DAG_IDS = (
    "daily_notices",
    "dhis2_analytics_check",
    "dhis2_push",
    "eod_freeze",
    "org_unit_refresh",
    "stock_indicators",
)
AFTER_AN_ASSET = "stock_indicators"
"""The DAG that no clock starts."""
ALLOWED_IMPORTS = ("airflow.sdk", "vlmis_airflow", "vlmis_core")
TEMPLATE = ("* **Reads** ", "**Writes** ", "* **Re-running", "* **When it fails** see ")


@pytest.fixture(params=DAG_IDS)
def dag(request: pytest.FixtureRequest, bag: DagBag):
    return bag.dags[request.param]


@pytest.fixture(params=DAG_IDS)
def source(request: pytest.FixtureRequest) -> Path:
    return CHECKOUT / "dags" / f"{request.param}.py"


def test_every_file_is_read_and_there_are_exactly_these_dags(bag: DagBag) -> None:
    assert bag.import_errors == {}
    assert sorted(bag.dags) == sorted(DAG_IDS)
    assert sorted(path.stem for path in (CHECKOUT / "dags").glob("*.py")) == sorted(DAG_IDS)


def test_the_file_is_named_like_its_dag(dag) -> None:
    assert Path(dag.fileloc).stem == dag.dag_id


def test_the_dag_serialises(dag) -> None:
    serialised = DagSerialization.serialize_dag(dag)
    assert DagSerialization.deserialize_dag(serialised).dag_id == dag.dag_id


def test_its_document_says_what_it_reads_writes_and_where_to_go_when_it_fails(dag) -> None:
    for part in TEMPLATE:
        assert part in dag.doc_md
    runbook = f"docs/runbooks/{dag.dag_id}.md"
    assert runbook in dag.doc_md
    assert (CHECKOUT / runbook).is_file()


def test_its_tags_come_from_one_list_and_name_one_tier(dag) -> None:
    assert dag.tags <= {str(tag) for tag in Tag}
    assert len([tag for tag in dag.tags if tag.startswith("tier:")]) == 1


def test_every_task_has_owner_retries_timeout_policy_and_pool(dag) -> None:
    for task in dag.tasks:
        assert task.owner == "vlmis", task.task_id
        assert task.retries > 0, task.task_id
        assert task.execution_timeout > timedelta(0), task.task_id
        assert task.pool in ("vlmis_db", "dhis2"), task.task_id
        assert isinstance(task.retry_policy, ExceptionRetryPolicy), task.task_id
        assert task.on_failure_callback, task.task_id


def test_a_permanent_error_fails_at_once_and_a_transient_one_is_retried(dag) -> None:
    policy = dag.tasks[0].retry_policy
    any_message = message("day_is_not_frozen", day="2026-03-05")
    permanent = policy.evaluate(DayNotReadyError(any_message), 1, 5)
    transient = policy.evaluate(Dhis2UnavailableError(any_message), 1, 5)
    assert permanent.action is RetryAction.FAIL
    assert transient.action is RetryAction.DEFAULT


def test_every_mapped_task_has_a_readable_label(dag) -> None:
    for task in dag.tasks:
        if task.is_mapped:
            assert "label" in task.map_index_template, task.task_id


def test_whatever_speaks_to_dhis2_takes_the_one_slot_of_its_pool(bag: DagBag) -> None:
    push, refresh = bag.dags["dhis2_push"], bag.dags["org_unit_refresh"]
    assert {task.pool for task in push.tasks} == {"dhis2"}
    assert {task.pool for task in bag.dags["dhis2_analytics_check"].tasks} == {"dhis2"}
    assert refresh.get_task("read_org_units").pool == "dhis2"


def test_its_schedule_is_an_explicit_timetable_in_the_countrys_zone(dag) -> None:
    if dag.dag_id == AFTER_AN_ASSET:
        assert isinstance(dag.timetable, PartitionedAssetTimetable)
    else:
        assert isinstance(dag.timetable, CronTriggerTimetable)
        assert dag.timetable.timezone == LOCAL_TZ
    assert dag.start_date.tzinfo is not None
    assert dag.max_active_runs == 1


def test_only_the_freeze_catches_up_and_refuses_runs_by_hand(bag: DagBag) -> None:
    assert {dag_id: dag.catchup for dag_id, dag in bag.dags.items()} == {
        "daily_notices": False,
        "dhis2_analytics_check": False,
        "dhis2_push": False,
        "eod_freeze": True,
        "org_unit_refresh": False,
        "stock_indicators": False,
    }
    freeze = bag.dags["eod_freeze"]
    kinds: Any = freeze.allowed_run_types
    assert {str(kind.value) for kind in kinds} == {"scheduled", "backfill"}
    assert freeze.max_consecutive_failed_dag_runs == 1


def test_no_dag_has_what_loses_days_or_deadlocks(dag) -> None:
    assert dag.dagrun_timeout is None
    for task in dag.tasks:
        assert not task.depends_on_past, task.task_id
        assert not task.wait_for_downstream, task.task_id


def test_its_deadline_can_survive_a_clear(dag) -> None:
    """Airflow 3.3.2 answers 500 to the clear of a run with a deadline from its queueing.

    A run that an asset has started has no logical date, and so no deadline.
    """
    expected = [] if dag.dag_id == AFTER_AN_ASSET else ["DagRunLogicalDateDeadline"]
    assert [alert.reference.reference_name for alert in dag.deadline or []] == expected


def test_the_file_imports_only_the_sdk_our_plugin_and_services(source: Path) -> None:
    for node in ast.walk(ast.parse(source.read_text())):
        modules = []
        if isinstance(node, ast.Import):
            modules = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        for module in modules:
            is_standard = module.split(".")[0] in sys.stdlib_module_names
            assert is_standard or module.startswith(ALLOWED_IMPORTS), module


def test_a_task_is_one_call_without_branches_or_loops(source: Path) -> None:
    for function in ast.parse(source.read_text()).body:
        if isinstance(function, ast.FunctionDef):
            found = [type(node).__name__ for node in ast.walk(function)]
            assert not {"If", "For", "While", "Try"} & set(found), function.name
            assert len(function.body) <= 5, function.name


def test_reading_the_files_imports_no_pandas() -> None:
    """Every task reads its file first; pandas makes that six times dearer."""
    code = f"import sys, {', '.join(DAG_IDS)}; print('pandas' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=CHECKOUT / "dags",
        env=dict(os.environ) | VLMIS,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "False"
