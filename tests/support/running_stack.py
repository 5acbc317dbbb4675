"""A whole stack for a test: its own home, a tiny ledger, a real scheduler, a DHIS2 stand-in."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from sandbox.stack.airflow import AirflowApi, wait_until
from sandbox.stack.home import StackHome
from sandbox.stack.stack import Stack
from tests.support.tiny_ledger import make_live
from vlmis_core.database import Database
from vlmis_core.database.addresses import admin_url, role_url
from vlmis_core.database.roles import PIPELINE, RECORDER
from vlmis_core.settings import Settings

DAG = "eod_freeze"
DAY_SECONDS = 60


@dataclass(frozen=True)
class RunningStack:
    """The stack, its ledger as each role, the days that it missed (oldest first), what it said."""

    stack: Stack
    airflow: AirflowApi
    recorder: Database
    pipeline: Database
    admin: Database
    missed: list[date]
    told: list[str]

    def rows(self, statement: str) -> list[tuple]:
        """Look into any table of the VLMIS database."""
        with self.admin.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]

    def frozen(self) -> dict[date, bytes]:
        """The frozen days after day zero, and their digests."""
        statement = "select day, digest from vlmis.stock_day where state = 'frozen' order by day"
        return {day: bytes(digest) for day, digest in self.rows(statement)[1:]}

    def run_of(self, day: date) -> dict:
        """The run that freezes ``day``."""
        due = f"{day + timedelta(days=1)}T23:59:00"
        return next(run for run in self.airflow.runs(DAG) if run["logical_date"].startswith(due))

    def wait_for_end_of(self, day: date) -> dict:
        """The run of ``day``, once it has ended."""

        def ended() -> dict | None:
            run = self.run_of(day)
            return run if run["state"] in ("success", "failed") else None

        return wait_until(ended, what=f"the end of the run of {day}", seconds=DAY_SECONDS)


@contextmanager
def running_stack(missed_days: int) -> Iterator[RunningStack]:
    """A running stack with ``missed_days`` missed days; eod_freeze is still paused."""
    today = datetime.now(UTC).date()
    first_day = today - timedelta(days=missed_days + 1)
    with tempfile.TemporaryDirectory(prefix="vlmis-stack-", ignore_cleanup_errors=True) as folder:
        home = StackHome(Path(folder))
        home.path.chmod(0o755)
        settings = Settings(
            home=home.path,
            time_zone="UTC",
            first_day=first_day,
            stores_per_chunk=2,
            production=True,
        )
        quick_retries = {"AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY": "1"}
        stack = Stack(home, settings, overrides=quick_retries)
        told: list[str] = []
        try:
            stack.prepare(told.append)
            recorder, pipeline, admin = databases = [
                Database(url.render_as_string(hide_password=False))
                for url in (
                    role_url(settings, RECORDER),
                    role_url(settings, PIPELINE),
                    admin_url(settings),
                )
            ]
            make_live(recorder, pipeline, first_day, missed_days)
            stack.start(told.append)
            missed = [first_day + timedelta(days=number) for number in range(missed_days)]
            yield RunningStack(stack, stack.airflow, recorder, pipeline, admin, missed, told)
            for database in databases:
                database.dispose()
        finally:
            stack.stop()
