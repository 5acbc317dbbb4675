"""The whole system on one machine: PostgreSQL, Airflow's processes and the DHIS2 stand-in."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import create_engine

from sandbox.stack import dhis2 as stack_dhis2
from sandbox.stack.airflow import AirflowApi, wait_until
from sandbox.stack.environment import CHECKOUT, environment, own_variables, vlmis_variables
from sandbox.stack.home import StackHome
from sandbox.stack.supervisor import Supervisor
from sandbox.stand_in.country import SERVICE_USER
from vlmis_core.accounts.break_glass import issue_break_glass
from vlmis_core.clock import now
from vlmis_core.database import Database, embedded
from vlmis_core.database.addresses import admin_url, role_url
from vlmis_core.database.migrate import migrate
from vlmis_core.database.roles import OWNER
from vlmis_core.settings import Settings

DAGS = frozenset(
    {
        "daily_notices",
        "dhis2_analytics_check",
        "dhis2_push",
        "eod_freeze",
        "org_unit_refresh",
        "stock_indicators",
    }
)
START_SECONDS = 180

ReportProgress = Callable[[str], None]


@dataclass
class Stack:
    """One deployment: its home, its settings, its processes."""

    home: StackHome
    settings: Settings
    with_dhis2: bool = True
    runs_dags: bool = True
    inherited: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    overrides: Mapping[str, str] = field(default_factory=dict)

    @property
    def supervisor(self) -> Supervisor:
        """The process manager of this home."""
        return Supervisor(self.home, CHECKOUT)

    @cached_property
    def airflow(self) -> AirflowApi:
        """Airflow's API, once the processes have started and their ports are known."""
        return AirflowApi(self.airflow_url, self._break_glass)

    @property
    def airflow_url(self) -> str:
        """Where the Airflow UI is."""
        return f"http://localhost:{self.home.ports()['airflow']}"

    @property
    def dhis2_url(self) -> str:
        """Where the DHIS2 stand-in is."""
        return f"http://127.0.0.1:{self.home.ports()['dhis2']}"

    @property
    def deployed(self) -> Settings:
        """The settings as the processes get them: with the stand-in, its address and its user."""
        if not self.with_dhis2:
            return self.settings
        return self.settings.model_copy(
            update={
                "dhis2_url": self.dhis2_url,
                "dhis2_username": SERVICE_USER.username,
                "dhis2_password": SecretStr(SERVICE_USER.password),
                "dhis2_token": None,
            }
        )

    @property
    def _kept_values(self) -> Path:
        return self.home.path / "dhis2-values.json.gz"

    def prepare(self, report: ReportProgress) -> None:
        """Start the database and bring both schemas to the newest version; safe to run again."""
        report("database: starting PostgreSQL and migrating")
        engine = create_engine(admin_url(self.settings))
        migrate(engine, time_zone=self.settings.time_zone)
        engine.dispose()
        stamp = self.home.airflow / "migrated"
        if not stamp.exists() or stamp.read_text() != version("apache-airflow"):
            report("airflow: making its database")
            self._airflow("db", "migrate")
            stamp.write_text(version("apache-airflow"))

    def start(self, report: ReportProgress) -> None:
        """Start every process and wait until Airflow is well and has read every DAG."""
        self.start_processes(report)
        airflow = self.airflow
        self._wait(airflow.is_healthy, "Airflow to be healthy")
        pools = json.loads((CHECKOUT / "plugins/vlmis_airflow/pools.json").read_text())
        airflow.make_pools({"name": name, **pool} for name, pool in pools.items())
        self._wait(lambda: airflow.dag_ids() >= DAGS or airflow.import_errors(), "the DAGs")
        if errors := airflow.import_errors():
            raise RuntimeError("Airflow cannot read every DAG file:\n" + "\n".join(errors))
        report(f"airflow: up at {self.airflow_url}")

    def start_processes(self, report: ReportProgress) -> None:
        """Start every process, and wait for none but the stand-in; safe to run again."""
        if not self.supervisor.is_running():
            self.home.claim_ports()
            self.home.remember_settings(vlmis_variables(self.deployed))
            self.home.keep_airflow_environment(
                own_variables(self.home, self.deployed, self.inherited) | dict(self.overrides)
            )
            report("processes: starting " + ", ".join(self._programs()))
            self.supervisor.start(self._programs(), self.environment())
            self._start_dhis2()

    def stop(self) -> None:
        """Stop every process, then the embedded server. What is stopped stays stopped."""
        if self.with_dhis2 and stack_dhis2.is_up(self.dhis2_url):
            stack_dhis2.keep_values(self.dhis2_url, self._kept_values)
        self.supervisor.stop()
        if self.settings.database_url is None:
            embedded.stop(self.home.path)

    def environment(self) -> dict[str, str]:
        """The variables that every process of the stack is given."""
        return environment(self.home, self.deployed, self.inherited) | dict(self.overrides)

    def _break_glass(self) -> str:
        # Works without DHIS2, and before anybody has an account.
        url = role_url(self.settings, OWNER)
        database = Database(url.render_as_string(hide_password=False))
        try:
            issued = issue_break_glass(
                database, by="stack", reason="the stack's own control", now=now()
            )
        finally:
            database.dispose()
        return issued.code.get_secret_value()

    def _start_dhis2(self) -> None:
        if self.with_dhis2:
            self._wait(lambda: stack_dhis2.is_up(self.dhis2_url), "the DHIS2 stand-in")
            stack_dhis2.bring_back_values(self.dhis2_url, self._kept_values)

    def _programs(self) -> dict[str, str]:
        airflow = f"{sys.executable} -m airflow"
        programs = {"api-server": f"{airflow} api-server"}
        if self.runs_dags:
            # Task logs are read from the folder that all processes share.
            programs["scheduler"] = f"{airflow} scheduler --skip-serve-logs"
            programs["dag-processor"] = f"{airflow} dag-processor"
        if self.with_dhis2:
            port = self.home.ports()["dhis2"]
            serve = f"{sys.executable} -m sandbox serve --no-show-logins"  # It prints to a log.
            programs["dhis2"] = f"{serve} --port {port}"
        return programs

    def _airflow(self, *command: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "airflow", *command],
            env=self.environment(),
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"airflow {' '.join(command)} failed:\n{done.stderr[-3000:]}")

    def _wait(self, condition: Callable[[], object], what: str) -> None:
        wait_until(
            condition,
            what=what,
            seconds=START_SECONDS,
            meanwhile=self.supervisor.require_running,
        )
