"""Where Airflow's own database is, and which stock days Airflow believes frozen.

A task of Airflow may not read that database; a command of an operator may.
"""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

from sqlalchemy import URL, make_url

from vlmis_core.database import Database
from vlmis_core.database.addresses import admin_url
from vlmis_core.errors import NotLiveError, PermanentError
from vlmis_core.ledger.calendar import day_to_freeze
from vlmis_core.ledger.frozen_days import FrozenDays, read_frozen_days
from vlmis_core.messages import message
from vlmis_core.operations.airflow_command import (
    AIRFLOW_DATABASE,
    airflow_environment,
    has_airflow,
)
from vlmis_core.settings import Settings


@dataclass(frozen=True, slots=True)
class DaysOfAirflow:
    """Where Airflow and the ledger do not agree about which stock days are frozen."""

    only_in_airflow: list[date]
    """Airflow has a successful run of the day, and the day is not frozen: nothing freezes it."""
    only_in_ledger: list[date]
    """The day is frozen, and the run of it has not succeeded: running it again changes nothing."""

    @property
    def agree(self) -> bool:
        """Tell whether both agree."""
        return not self.only_in_airflow and not self.only_in_ledger


def airflow_url(settings: Settings, inherited: Mapping[str, str]) -> URL | None:
    """Return the address of Airflow's database, as Airflow itself enters it; None: no Airflow.

    Args:
        settings: Of the deployment.
        inherited: The environment of the present command.

    Raises:
        PermanentError: Airflow does not say it, or it is not PostgreSQL.
    """
    if settings.database_url is None:
        from vlmis_core.database import embedded  # Only an embedded deployment needs its package.

        server = admin_url(settings)
        password = embedded.load_passwords(settings.home)["airflow"]
        return server.set(username="airflow", password=password, database="airflow")
    if not has_airflow(settings, inherited):
        return None
    url = make_url(_configured_address(airflow_environment(settings, inherited)))
    if url.get_backend_name() != "postgresql":
        raise PermanentError(
            message("airflow_database_is_not_postgresql", kind=url.get_backend_name())
        )
    return url.set(drivername="postgresql+psycopg")


def _configured_address(environment: Mapping[str, str]) -> str:
    if given := environment.get(AIRFLOW_DATABASE):
        return given
    # It may come from a file, a command or a secret: Airflow knows how to learn it.
    words = ["config", "get-value", "database", "sql_alchemy_conn"]
    done = subprocess.run(
        [sys.executable, "-P", "-m", "airflow", *words],
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.split()
    if done.returncode != 0 or not lines:
        detail = (done.stderr.strip().splitlines() or [""])[-1]
        raise PermanentError(message("airflow_database_is_unknown", detail=detail))
    return lines[-1]


def compare_with_airflow(ledger: Database, airflow: Database, *, zone: tzinfo) -> DaysOfAirflow:
    """Compare the days that Airflow believes frozen with those that are.

    Days before the oldest run that Airflow still keeps are not compared.

    Args:
        ledger: The VLMIS database.
        airflow: Airflow's database.
        zone: Of the country.
    """
    with airflow.transaction() as tx:
        runs = (
            tx.rows("operations/select_freeze_runs")
            if tx.value("operations/select_has_airflow_tables")
            else []
        )
    state_of = {day_to_freeze(run.logical_date, zone): str(run.state) for run in runs}
    frozen = _frozen_days(ledger)
    succeeded = {day for day, state in state_of.items() if state == "success"}
    days = {day for day in state_of if frozen and frozen.first_day <= day <= frozen.newest}
    return DaysOfAirflow(
        only_in_airflow=sorted(day for day in succeeded if not frozen or day > frozen.newest),
        only_in_ledger=sorted(days - succeeded),
    )


def _frozen_days(ledger: Database) -> FrozenDays | None:
    try:
        with ledger.transaction() as tx:
            return read_frozen_days(tx)
    except NotLiveError:
        return None
