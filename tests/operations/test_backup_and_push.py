"""A restored copy sends nothing, not even where it took the place of the original."""

from datetime import date
from pathlib import Path

import pytest

from tests.delivery.conftest import delivery, version  # noqa: F401
from tests.support.backup import Place, airflow_database, empty_database
from tests.support.command import run_command
from tests.support.delivery import FIRST_DAY, Delivery
from tests.support.postgres import TestServer
from vlmis_core.delivery.production import check_production
from vlmis_core.errors import NotProductionError
from vlmis_core.settings import Settings

pytestmark = pytest.mark.sites(2)
NEXT_DAY = date(2026, 3, 2)


def test_a_restored_deployment_pushes_once_a_person_allows_it(
    delivery: Delivery,  # noqa: F811
    postgres: TestServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    delivery.allow_sending(home)
    delivery.push()
    with (
        airflow_database(postgres) as old,
        empty_database(postgres) as new,
        empty_database(postgres) as restored,
    ):
        Place(delivery.vlmis, old, home).enter(monkeypatch)
        run_command("backup", tmp_path / "backup")
        # The same server and the same home: by its identity it is the same installation.
        Place(restored, new, home).enter(monkeypatch)
        run_command("--actor", "sita", "restore", tmp_path / "backup")
        delivery.vlmis = restored
        settings = Settings(production=True, home=home)
        with pytest.raises(NotProductionError, match="sita"):
            check_production(restored.pipeline, delivery.client, settings)
        delivery.allow_sending(home)
        delivery.freeze(NEXT_DAY)
        delivery.next_night()
        delivery.push()
        assert delivery.posted(FIRST_DAY) == delivery.posted(NEXT_DAY) == delivery.records
        assert delivery.stored_as_frozen(NEXT_DAY) == delivery.records
