"""The runs of the DAGs as Airflow keeps them: for pages of the API server, not for tasks."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from airflow.models.dag import DagModel
from airflow.models.dagrun import DagRun
from airflow.utils.session import create_session
from sqlalchemy import select


@dataclass(frozen=True, slots=True)
class PastRun:
    """One run; ``seconds`` None: it has not ended, or never began."""

    run_id: str
    state: str
    due_at: datetime
    seconds: float | None


@dataclass(frozen=True, slots=True)
class DagHistory:
    """A DAG with its runs, newest first; ``next_at`` None: it has no schedule of its own."""

    dag_id: str
    is_paused: bool
    next_at: datetime | None
    runs: tuple[PastRun, ...]

    @property
    def failed(self) -> list[PastRun]:
        """Return the runs that failed."""
        return [run for run in self.runs if run.state == "failed"]

    @property
    def usual_seconds(self) -> float | None:
        """Return the median duration of the runs that succeeded; None: none did."""
        ended = [run.seconds for run in self.runs if run.state == "success" and run.seconds]
        return median(ended) if ended else None


def read_dag_histories(since: datetime) -> list[DagHistory]:
    """Read every DAG by id, with its runs that were due since an instant."""
    runs = defaultdict(list)
    with create_session() as session:
        for run in session.scalars(
            select(DagRun).where(DagRun.run_after >= since).order_by(DagRun.run_after.desc())
        ):
            ended = run.start_date and run.end_date and run.end_date - run.start_date
            seconds = ended.total_seconds() if ended else None
            runs[run.dag_id].append(PastRun(run.run_id, str(run.state), run.run_after, seconds))
        dags = session.scalars(
            select(DagModel).where(~DagModel.is_stale).order_by(DagModel.dag_id)
        ).all()
        return [
            DagHistory(
                dag.dag_id,
                bool(dag.is_paused),
                dag.next_dagrun_create_after,
                tuple(runs[dag.dag_id]),
            )
            for dag in dags
        ]
