"""Databases for backups: an Airflow database with runs of the freeze, and empty places."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.support.command import use_database
from tests.support.postgres import TestDatabase, TestServer

CONNECTION = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"


@contextmanager
def empty_database(postgres: TestServer) -> Iterator[TestDatabase]:
    """A database in which nobody has made anything; Airflow's user owns it."""
    with postgres.fresh_database("template0") as database:
        name = database.url.database
        database.execute(f"alter database {name} owner to airflow", role="postgres")
        yield database


@contextmanager
def airflow_database(postgres: TestServer) -> Iterator[TestDatabase]:
    """Airflow's database, as far as a backup is concerned: the table of runs."""
    with empty_database(postgres) as database:
        database.execute(
            "create table dag_run (dag_id text, logical_date timestamptz, state text)",
            role="airflow",
        )
        yield database


def add_runs(airflow: TestDatabase, *days: str, state: str = "success") -> None:
    """Let Airflow have runs that froze these stock days."""
    for day in days:
        airflow.execute(
            "insert into dag_run values ('eod_freeze', :due, :state)",
            role="airflow",
            due=f"{date.fromisoformat(day) + timedelta(days=1)} 23:59+00",
            state=state,
        )


class Place:
    """Where a deployment lives: two databases and a home; ``enter`` lets commands work there."""

    def __init__(self, vlmis: TestDatabase, airflow: TestDatabase, home: Path) -> None:
        self.vlmis, self.airflow, self.home = vlmis, airflow, home

    def enter(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the settings name this place."""
        use_database(self.vlmis, monkeypatch)
        monkeypatch.setenv(CONNECTION, self.airflow.url_of("airflow"))
        monkeypatch.setenv("VLMIS_HOME", str(self.home))
