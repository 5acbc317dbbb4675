"""Fixtures that every kind of test shares."""

from collections.abc import Iterator

import pytest

from tests.support.postgres import TestDatabase, TestServer, temporary_server


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
