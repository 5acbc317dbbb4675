"""A real deployment for the browser: PostgreSQL, Airflow's API server, a DHIS2, real figures."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import requests
from pydantic import SecretStr

from sandbox.demo.ledger import begin_ledger, save_stock_limits_of_levels
from sandbox.demo.people import create_demo_accounts
from sandbox.demo.plan import NATIONAL_FILE, PRODUCTS_FILE, DemoPlan
from sandbox.stack.airflow import wait_until
from sandbox.stack.environment import CHECKOUT
from sandbox.stack.home import StackHome
from sandbox.stack.stack import Stack
from sandbox.stand_in.country import (
    DATA_SET_CODE,
    DEMO_USERS,
    SERVICE_USER,
    data_element_uid,
    national_country,
    org_unit_uid,
)
from sandbox.stand_in.dhis2 import Dhis2
from sandbox.stand_in.edits import assign_org_unit
from sandbox.stand_in.server import running
from vlmis_core.database import Database
from vlmis_core.database.addresses import role_url
from vlmis_core.database.roles import PIPELINE, RECORDER
from vlmis_core.deployment import open_client
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.freeze.freeze_day import catch_up
from vlmis_core.national_file.create_stores import create_national_stores, import_national_products
from vlmis_core.national_file.import_national_monthly import read_national_file
from vlmis_core.org_units.refresh_org_units import apply_org_units, read_org_units
from vlmis_core.products.select_products import select_products
from vlmis_core.products.upsert_products import set_hmis_code
from vlmis_core.settings import Settings

ADMINISTRATOR = next(user for user in DEMO_USERS if user.username == "awa.admin")
DAYS = 5
NEW_FACILITY = "C9001"
WITHOUT_CODE = ("AS27000", "AS27132")
"""The products that have no HMIS Code at first."""

START_SECONDS = 180


@dataclass(frozen=True)
class Deployment:
    """Addresses, and what a browser cannot do: the command line, and the DHIS2 administrator."""

    stack: Stack
    dhis2: Dhis2
    plan: DemoPlan

    @property
    def address(self) -> str:
        """Where people go."""
        return self.stack.airflow_url

    @property
    def newest(self) -> date:
        """The stock day whose 23:59 has come, and which is not frozen yet."""
        return self.plan.newest

    def vlmis(self, *words: str) -> str:
        """Call the command ``vlmis`` as an operator does; returns what it says."""
        done = subprocess.run(
            [str(Path(sys.executable).with_name("vlmis")), *words],
            env=self.stack.environment(),
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def open_facility(self, code: str, name: str, parent_code: str) -> None:
        """In DHIS2: a new org unit, which reports into the daily data set."""
        unit = {
            "id": org_unit_uid(code),
            "code": code,
            "name": name,
            "shortName": name,
            "openingDate": "2020-01-01",
            "parent": {"id": org_unit_uid(parent_code)},
        }
        self.dhis2.metadata.load({"organisationUnits": [unit]})
        assign_org_unit(self.dhis2, DATA_SET_CODE, code)


@contextmanager
def deployment(folder: Path) -> Iterator[Deployment]:
    """Everything started; the ledger is live, and all days but the newest one are frozen."""
    now = datetime.now(UTC)
    newest = now.date() - timedelta(days=2)
    plan = DemoPlan(DAYS, newest, "UTC")
    dhis2 = Dhis2()
    national_country(dhis2)
    with running(dhis2) as dhis2_url:
        settings = Settings(
            home=folder,
            time_zone="UTC",
            first_day=plan.first_day,
            production=True,
            dhis2_url=dhis2_url,
            dhis2_username=SERVICE_USER.username,
            dhis2_password=SecretStr(SERVICE_USER.password),
        )
        stack = Stack(StackHome(folder), settings, with_dhis2=False, runs_dags=False)
        try:
            stack.prepare(print)
            stack.start_processes(print)
            _fill(settings, open_client(settings), plan, now)
            wait_until(
                lambda: _answers(stack.airflow_url),
                what="the API server",
                seconds=START_SECONDS,
                meanwhile=stack.supervisor.require_running,
            )
            made = Deployment(stack, dhis2, plan)
            made.vlmis("indicators", "compute")  # As the DAG does once a day is frozen.
            yield made
        finally:
            stack.stop()


def _fill(settings: Settings, dhis2: Dhis2Client, plan: DemoPlan, now: datetime) -> None:
    """Org units, stores, products, people, and the real movements of the days."""
    urls = (role_url(settings, role) for role in (RECORDER, PIPELINE))
    recorder, pipeline = (Database(url.render_as_string(hide_password=False)) for url in urls)
    reading = read_org_units(pipeline, dhis2, now=now)
    apply_org_units(pipeline, reading, accept_removals=False, now=now, today=now.date())
    create_national_stores(recorder, read_national_file(NATIONAL_FILE))
    import_national_products(recorder, PRODUCTS_FILE)
    for product in select_products(recorder):
        if product.code not in WITHOUT_CODE:
            set_hmis_code(recorder, product.code, data_element_uid(product.code))
    create_demo_accounts(recorder, dhis2, now=now)
    begin_ledger(recorder, pipeline, plan)
    save_stock_limits_of_levels(recorder)
    frozen = catch_up(
        pipeline,
        through=plan.newest - timedelta(days=1),
        now=now,
        zone=settings.zone,
        run_id="test",
        stores_per_chunk=settings.stores_per_chunk,
    )
    assert len(list(frozen)) == DAYS - 1
    recorder.dispose()
    pipeline.dispose()


def _answers(address: str) -> bool:
    try:
        page = requests.get(f"{address}/vlmis/", timeout=5, allow_redirects=False)
    except requests.RequestException:
        return False
    return page.is_redirect
