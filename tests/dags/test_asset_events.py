"""What Airflow's scheduler makes of the events of frozen days: a run for each, also at once."""

from collections.abc import Iterator

import pytest
from airflow.assets.manager import AssetManager
from airflow.dag_processing.dagbag import DagBag, sync_bag_to_db
from airflow.jobs.job import Job
from airflow.jobs.scheduler_job_runner import SchedulerJobRunner
from airflow.models.asset import AssetModel
from airflow.models.dag import DagModel
from airflow.models.dagbundle import DagBundleModel
from airflow.models.dagrun import DagRun
from airflow.utils.session import create_session
from airflow.utils.types import DagRunType
from sqlalchemy import select
from sqlalchemy.orm import Session

DAG = "stock_indicators"

pytestmark = pytest.mark.usefixtures("airflow_database")


@pytest.fixture
def session(bag: DagBag) -> Iterator[Session]:
    """Airflow's metadata with our DAGs, unpaused; what the test does is rolled back."""
    with create_session() as session:
        session.merge(DagBundleModel(name="vlmis"))
        session.flush()
        sync_bag_to_db(bag, "vlmis", None, session=session)
        _pause(session, is_paused=False)
        yield session
        session.rollback()


def _pause(session: Session, *, is_paused: bool) -> None:
    dag = session.get(DagModel, DAG)
    assert dag is not None
    dag.is_paused = is_paused
    session.flush()


def _freeze(session: Session, *days: str) -> None:
    """Emit the event of each day, as the last task of its freeze does."""
    asset = session.scalars(select(AssetModel).where(AssetModel.name == "eod_report")).one()
    for day in days:
        AssetManager().register_asset_change(asset=asset, session=session, partition_key=day)
    session.flush()


def _runs(session: Session) -> list[str | None]:
    """Let the scheduler look once; the days of the runs that it made, in order.

    Runs by hand of other tests may lie in the same metadata.
    """
    runner = SchedulerJobRunner(Job(), executors=[])
    runner._create_dagruns_for_partitioned_asset_dags(session)
    of_events = DagRun.dag_id == DAG, DagRun.run_type == DagRunType.ASSET_TRIGGERED
    runs = session.scalars(select(DagRun).where(*of_events).order_by(DagRun.id))
    return [run.partition_key for run in runs]


def test_days_that_are_frozen_together_have_a_run_each_in_their_order(session: Session) -> None:
    _freeze(session, "2026-03-02", "2026-03-03", "2026-03-04")
    assert _runs(session) == ["2026-03-02", "2026-03-03", "2026-03-04"]


def test_an_event_that_comes_twice_at_once_makes_one_run(session: Session) -> None:
    _freeze(session, "2026-03-02", "2026-03-02")
    assert _runs(session) == ["2026-03-02"]


def test_airflow_keeps_no_event_for_a_paused_dag(session: Session) -> None:
    """So a run computes every day that waits up to its own."""
    _pause(session, is_paused=True)
    _freeze(session, "2026-03-02")
    _pause(session, is_paused=False)
    _freeze(session, "2026-03-03")
    assert _runs(session) == ["2026-03-03"]
