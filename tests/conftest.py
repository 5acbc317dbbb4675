"""Fixtures that every kind of test shares."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.postgres import TestDatabase, TestServer, temporary_server

# A deployment that stands in this checkout is none of the tests' business.
os.environ["VLMIS_HOME"] = str(Path(tempfile.gettempdir()) / "no-vlmis-home")

# How long an example takes is a matter of what else the machine does, and of coverage.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")


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
