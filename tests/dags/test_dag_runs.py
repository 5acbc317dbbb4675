"""The runs that Airflow keeps, as the home of a data engineer reads them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from airflow.dag_processing.dagbag import DagBag, sync_bag_to_db
from airflow.models.dag import DagModel
from airflow.models.dagbundle import DagBundleModel
from airflow.models.dagrun import DagRun
from airflow.utils.session import create_session
from airflow.utils.state import DagRunState
from airflow.utils.types import DagRunType
from sqlalchemy import delete

from vlmis_airflow.dag_runs import PastRun, read_dag_histories

DAG = "dhis2_analytics_check"
NOW = datetime(2031, 3, 5, 12, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("airflow_database")


@pytest.fixture
def two_runs(bag: DagBag) -> Iterator[None]:
    """A run that took 30 seconds and one that failed after 65; an older one, and a paused DAG."""
    with create_session() as session:
        session.merge(DagBundleModel(name="vlmis"))
        session.flush()
        sync_bag_to_db(bag, "vlmis", None, session=session)
        dag = session.get(DagModel, DAG)
        assert dag is not None
        dag.is_paused = True
        for days, state, seconds in ((20, "success", 9), (2, "success", 30), (1, "failed", 65)):
            due = NOW - timedelta(days=days)
            run = DagRun(
                DAG,
                run_id=f"test__{days}",
                run_after=due,
                logical_date=due,
                start_date=due,
                state=DagRunState(state),
                run_type=DagRunType.SCHEDULED,
            )
            run.end_date = due + timedelta(seconds=seconds)
            session.add(run)
    yield
    with create_session() as session:
        session.execute(delete(DagRun).where(DagRun.run_id.like("test__%")))


@pytest.mark.usefixtures("two_runs")
def test_runs_are_read_newest_first_with_their_durations() -> None:
    found = {dag.dag_id: dag for dag in read_dag_histories(NOW - timedelta(days=14))}
    assert {"eod_freeze", "dhis2_push", "stock_indicators"} <= set(found)
    dag = found[DAG]
    assert dag.is_paused
    assert dag.runs == (
        PastRun("test__1", "failed", NOW - timedelta(days=1), 65.0),
        PastRun("test__2", "success", NOW - timedelta(days=2), 30.0),
    )
    assert [run.run_id for run in dag.failed] == ["test__1"]
    assert dag.usual_seconds == 30.0
    assert found["eod_freeze"].usual_seconds is None
