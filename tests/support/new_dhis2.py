"""A DHIS2 that holds its org units and a superuser, and an installation that is to report to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sandbox.stand_in.country import bare_country
from sandbox.stand_in.dhis2 import Dhis2
from sandbox.stand_in.server import running
from tests.support.command import use_database
from tests.support.delivery import FIRST_DAY, NIGHT, evening, production
from tests.support.dhis2 import attach_stores, client_of, refresh_org_units
from tests.support.postgres import TestDatabase
from vlmis_core.cli.main import app
from vlmis_core.delivery.finish_run import PushSummary, finish_run
from vlmis_core.delivery.plan_push import plan_push
from vlmis_core.delivery.push_batch import push_batch
from vlmis_core.delivery.read_back import read_back
from vlmis_core.delivery.take_metadata_snapshot import take_metadata_snapshot
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.freeze.freeze_day import seal_day
from vlmis_core.freeze.go_live import go_live
from vlmis_core.settings import Settings

ADMIN, ADMIN_PASSWORD = "admin", "district"
SERVICE_USER, SERVICE_PASSWORD = "vlmis", "Vlmis-New-2026!"
PRODUCTS = {"BCG": "Bacille Calmette-Guérin", "OPV": "Oral polio vaccine"}


class NewDhis2:
    """The stand-in, our database with two products, and the command ``vlmis``."""

    def __init__(self, vlmis: TestDatabase, dhis2: Dhis2, base_url: str, folder: Path) -> None:
        self.vlmis, self.dhis2, self.base_url = vlmis, dhis2, base_url
        self._admin_file, self._service_file = folder / "admin", folder / "service"
        self._admin_file.write_text(ADMIN_PASSWORD + "\n", encoding="utf-8")
        self._service_file.write_text(SERVICE_PASSWORD + "\n", encoding="utf-8")
        for code, name in PRODUCTS.items():
            vlmis.execute("insert into vlmis.product (code, name) values (:c, :n)", c=code, n=name)

    def run(self, *arguments: str, catch: bool = False) -> Result:
        """``vlmis dhis2 …``."""
        return CliRunner().invoke(app, ["dhis2", *arguments], catch_exceptions=catch)

    def setup(self, *arguments: str) -> Result:
        """``vlmis dhis2 setup …`` as the administrator."""
        login = ("--username", ADMIN, "--password-file", str(self._admin_file))
        return self.run(
            "setup", *login, "--service-password-file", str(self._service_file), *arguments
        )

    @property
    def client(self) -> Dhis2Client:
        """The service user's client."""
        return client_of(self.base_url, SERVICE_USER, SERVICE_PASSWORD)

    def refresh_and_attach(self, sites: int = 3) -> None:
        """Take the org units over, and attach a central store and some sites to theirs."""
        refresh_org_units(self.vlmis, self.client, evening(NIGHT))
        attach_stores(self.vlmis, sites)

    def push(self) -> PushSummary:
        """Freeze a day in which every store holds every product, and send it."""
        stores = [code for (code,) in self.vlmis.rows("select code from vlmis.store")]
        stock = [(store, product, 7) for store in stores for product in PRODUCTS]
        pipeline = self.vlmis.pipeline
        go_live(pipeline, first_day=FIRST_DAY, initial_stock=stock, run_id="go-live")
        seal_day(pipeline, FIRST_DAY, run_id="freeze", stores_per_chunk=500)
        settings = production(self.vlmis, self.client, Settings(push_from=FIRST_DAY))
        snapshot = take_metadata_snapshot(pipeline, self.client, settings, now=datetime.now(UTC))
        for batch in plan_push(pipeline, settings, snapshot, night=NIGHT, run_id="push"):
            push_batch(pipeline, self.client, settings, batch["number"], run_id="push")
        read_back(pipeline, self.client, run_id="push")
        return finish_run(pipeline, run_id="push")


@contextmanager
def new_dhis2(
    vlmis: TestDatabase, version: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[NewDhis2]:
    """A running stand-in of a version, and the environment of ``vlmis`` for it."""
    dhis2 = Dhis2(version=version, now=evening(NIGHT))
    bare_country(dhis2)
    with running(dhis2) as base_url:
        use_database(vlmis, monkeypatch)
        monkeypatch.setenv("VLMIS_DHIS2_URL", base_url)
        yield NewDhis2(vlmis, dhis2, base_url, folder)
