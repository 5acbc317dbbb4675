"""Run the main job on real data, step by step: missed days, the evening push, the proof."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from sqlalchemy import create_engine

from sandbox.demo.ledger import (
    begin_ledger,
    record_training,
    save_stock_limits_of_levels,
    upsert_stores_and_products,
)
from sandbox.demo.people import create_demo_accounts
from sandbox.demo.plan import DemoPlan
from sandbox.demo.summary import AnalystView, Dhis2View, as_table, differences_from_file, summarise
from sandbox.stack.airflow import AirflowApi, JsonObject, wait_until
from sandbox.stack.stack import DAGS, Stack
from sandbox.stand_in.country import DEMO_USERS
from vlmis_core.clock import now
from vlmis_core.database import Database
from vlmis_core.database.addresses import role_url
from vlmis_core.database.roles import ANALYST, PIPELINE, RECORDER
from vlmis_core.delivery.production import switch_production_on
from vlmis_core.deployment import open_client
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.freeze.stock_days import StockDay, report_stock_days

FREEZE_SECONDS_PER_DAY = 120
RUN_SECONDS = 600


@dataclass
class Demo:
    """A demonstration on one stack; every step may be repeated."""

    stack: Stack
    plan: DemoPlan
    console: Console

    def __post_init__(self) -> None:
        self._began = time.monotonic()

    def report(self, progress: str) -> None:
        """One line of progress, with the seconds since the start."""
        self.console.print(f"[dim]{time.monotonic() - self._began:6.1f} s[/]  {progress}")

    def bring_up(self) -> None:
        """Start everything, fill the replica, the stores and the ledger."""
        self.stack.prepare(self.report)
        self.stack.start(self.report)
        self._refresh_org_units()
        with self._as_role(RECORDER) as recorder, self._as_role(PIPELINE) as pipeline:
            stores = upsert_stores_and_products(recorder)
            self.report(f"stores: {stores} from the national file, attached to their org units")
            limits = save_stock_limits_of_levels(recorder)
            self.report(f"limits: {limits.created + limits.unchanged} of levels and products")
            accounts = create_demo_accounts(recorder, self._service_client(), now=now())
            self.report(f"people: {accounts} accounts, from their DHIS2 usernames")
            self.report(f"ledger: {begin_ledger(recorder, pipeline, self.plan)}")

    def run(self) -> bool:
        """Freeze the missed days, push them, compare; return whether every value agrees."""
        self.bring_up()
        self._catch_up()
        with self._as_role(RECORDER) as recorder:
            count = record_training(recorder, self.plan, self.stack.settings.zone)
            self.report(f"training: {count} movements on the open days, marked training:")
        self._push()
        return self._prove()

    def let_go(self) -> None:
        """Unpause every DAG: from here on the nights run by themselves."""
        self._allow_push()
        for dag_id in DAGS:
            self.stack.airflow.pause(dag_id, is_paused=False)

    def print_logins(self) -> None:
        """Where to look, and as whom."""
        self.console.print(f"\nAirflow  {self.stack.airflow_url}")
        self.console.print(f"VLMIS    {self.stack.airflow_url}/vlmis/")
        self.console.print(f"DHIS2    {self.stack.dhis2_url} (a stand-in)\n")
        self.console.print("Log in to any of them with the DHIS2 password of:")
        for person in (user for user in DEMO_USERS if user.role is not None):
            self.console.print(
                f"  {person.username:15} {person.password:18} {person.what_for}", soft_wrap=True
            )
        self.console.print("Stop it all: make down\n")

    def _refresh_org_units(self) -> None:
        run = self._run_once("org_unit_refresh")
        self.report(f"org units: read from DHIS2 ({run['state']})")

    def _catch_up(self) -> None:
        airflow = self.stack.airflow
        missed = len(self.plan.missed)
        self.report(f"eod_freeze: unpaused; the scheduler catches up {missed} missed days")
        airflow.pause("stock_indicators", is_paused=False)  # Before the first day: none is lost.
        airflow.pause("eod_freeze", is_paused=False)
        with self._as_role(PIPELINE) as pipeline:
            reported: set[str] = set()

            def all_frozen() -> bool:
                frozen = {day.day.isoformat(): day for day in self._frozen_days(pipeline)}
                for iso in sorted(frozen.keys() - reported):
                    day = frozen[iso]
                    self.report(f"  {iso} frozen: {day.store_count} stores, {day.row_count:,} rows")
                reported.update(frozen)
                return self.plan.newest.isoformat() in frozen

            wait_until(
                all_frozen,
                what="the missed days to be frozen",
                seconds=FREEZE_SECONDS_PER_DAY * (missed + 1),
                every=1,
                meanwhile=self._demand_no_failure,
            )

    def _push(self) -> None:
        self._allow_push()
        self.report("dhis2_push: this installation may send to the stand-in; unpaused, runs once")
        run = self._run_once("dhis2_push")
        self.report(f"dhis2_push: {run['state']}")

    def _allow_push(self) -> None:
        with self._as_role(RECORDER) as recorder:
            dhis2 = self._service_client()
            switch_production_on(
                recorder,
                dhis2,
                by="demo",
                push_from=self.plan.first_day,
                home=self.stack.home.path,
                now=now(),
            )

    def _service_client(self) -> Dhis2Client:
        return open_client(self.stack.deployed)

    def _prove(self) -> bool:
        url = role_url(self.stack.settings, ANALYST)
        engine = create_engine(url)
        analyst = AnalystView(engine)
        days = summarise(self.plan, analyst, Dhis2View(self.stack.dhis2_url))
        compared, differences = differences_from_file(self.plan, analyst)
        engine.dispose()
        self.console.print(as_table(self.plan, days))
        self.console.print(
            f"Closings of {self.plan.newest} against stock_end of November 2017: {compared:,} "
            f"compared, {len(differences)} differ."
        )
        for difference in differences[:20]:
            self.console.print(f"  {difference}", style="red")
        return not differences and all(day.agrees for day in days)

    def _run_once(self, dag_id: str) -> JsonObject:
        """Let a DAG go; a DAG that has been let go before gets a run by hand."""
        airflow = self.stack.airflow
        if airflow.runs(dag_id):
            run_id = airflow.trigger(dag_id)
        else:
            airflow.pause(dag_id, is_paused=False)  # The evening that is past is run at once.
            runs = wait_until(lambda: airflow.runs(dag_id), what=f"a run of {dag_id}", seconds=60)
            run_id = runs[0]["dag_run_id"]
        run = wait_until(
            lambda: _ended(airflow, dag_id, run_id),
            what=f"the end of {dag_id}",
            seconds=RUN_SECONDS,
            meanwhile=self.stack.supervisor.require_running,
        )
        if run["state"] != "success":
            raise RuntimeError(f"{dag_id} failed; see {self.stack.airflow_url} and its task logs.")
        return dict(run)

    def _frozen_days(self, pipeline: Database) -> list[StockDay]:
        found = report_stock_days(
            pipeline,
            now=now(),
            zone=self.stack.settings.zone,
            day_count=len(self.plan.missed) + 3,
        )
        return [
            day for day in found.days if day.state == "frozen" and day.day >= self.plan.first_day
        ]

    def _demand_no_failure(self) -> None:
        self.stack.supervisor.require_running()
        failed = [run for run in self.stack.airflow.runs("eod_freeze") if run["state"] == "failed"]
        if failed:
            raise RuntimeError(
                f"eod_freeze failed in {failed[0]['dag_run_id']}; what to do: "
                "docs/runbooks/eod_freeze.md"
            )

    @contextmanager
    def _as_role(self, role: str) -> Iterator[Database]:
        url = role_url(self.stack.settings, role)
        database = Database(url.render_as_string(hide_password=False))
        try:
            yield database
        finally:
            database.dispose()


def _ended(airflow: AirflowApi, dag_id: str, run_id: str) -> JsonObject | None:
    run = airflow.run(dag_id, run_id)
    return run if run["state"] in ("success", "failed") else None
