"""The stand-in as a test sees it: an object to look into and a client over real HTTP."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.stand_in.country import (
    MOVEMENTS,
    SERVICE_USER,
    data_element_uid,
    data_set_uid,
    national_country,
    option_combo_uid,
    org_unit_uid,
)
from sandbox.stand_in.dhis2 import VERSION_242, VERSION_243, Dhis2
from sandbox.stand_in.server import running

FOLDER = Path(__file__).parent
NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
DAY = "20261121"
SITE = "C4001"
PRODUCT = "AS27000"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure no coverage of these tests: they run the stand-in, and little of the product."""
    for item in items:
        if item.path.is_relative_to(FOLDER):
            item.add_marker(pytest.mark.no_cover)


@dataclass
class Standing:
    """A running server, and a client with the service user's password."""

    dhis2: Dhis2
    client: httpx.Client

    def post(self, values: list[dict[str, Any]], **params: str) -> httpx.Response:
        body = {"dataSet": data_set_uid(), "dataValues": values}
        return self.client.post("/api/dataValueSets", json=body, params=params)

    def read(self, day: str = DAY, unit: str = SITE) -> list[dict[str, Any]]:
        asked = {"dataSet": data_set_uid(), "period": day, "orgUnit": org_unit_uid(unit)}
        answer = self.client.get("/api/dataValueSets", params=asked)
        values: list[dict[str, Any]] = answer.json()["dataValues"]
        return values


def record(value: str = "7", *, day: str = DAY, unit: str = SITE) -> list[dict[str, Any]]:
    """The nine values of one store, product and day."""
    return [
        {
            "dataElement": data_element_uid(PRODUCT),
            "period": day,
            "orgUnit": org_unit_uid(unit),
            "categoryOptionCombo": option_combo_uid(movement),
            "value": value,
        }
        for movement in MOVEMENTS
    ]


@pytest.fixture
def start() -> Iterator[Callable[[str], Standing]]:
    """Starts a server of a version with the national country, its clock on a known evening."""
    with ExitStack() as open_things:

        def start_one(version: str) -> Standing:
            dhis2 = Dhis2(version=version, now=NOW)
            national_country(dhis2)
            base_url = open_things.enter_context(running(dhis2))
            client = httpx.Client(
                base_url=base_url,
                auth=(SERVICE_USER.username, SERVICE_USER.password),
                headers={"X-Requested-With": "XMLHttpRequest", "Accept": "application/json"},
                timeout=10,
            )
            return Standing(dhis2, open_things.enter_context(client))

        yield start_one


@pytest.fixture(params=[VERSION_242, VERSION_243])
def server(request: pytest.FixtureRequest, start: Callable[[str], Standing]) -> Standing:
    """A server of either generation."""
    return start(request.param)


@pytest.fixture
def old(start: Callable[[str], Standing]) -> Standing:
    """A server with the old importer."""
    return start(VERSION_242)


@pytest.fixture
def new(start: Callable[[str], Standing]) -> Standing:
    """A server with the new importer."""
    return start(VERSION_243)
