"""Fixtures that every kind of test shares."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.postgres import TestDatabase, TestServer, temporary_server
from vlmis_core.messages import texts_as_codes

# A deployment that stands in this checkout is none of the tests' business.
os.environ["VLMIS_HOME"] = str(Path(tempfile.gettempdir()) / "no-vlmis-home")

# How long an example takes is a matter of what else the machine does, and of coverage.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run show that nothing reads a text of our own."""
    parser.addoption("--texts-as-codes", action="store_true", help="replace texts by their codes")


@pytest.fixture(autouse=True)
def shown_texts(request: pytest.FixtureRequest) -> Iterator[None]:
    """Replace every text by its code where the run asks for that."""
    if request.config.getoption("--texts-as-codes"):
        with texts_as_codes():
            yield
    else:
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[TestServer]:
    """One real PostgreSQL server for the whole test process."""
    with temporary_server() as server:
        yield server


@pytest.fixture
def vlmis(postgres: TestServer) -> Iterator[TestDatabase]:
    """A migrated, empty VLMIS database, one for each test."""
    with postgres.fresh_database() as database:
        yield database
