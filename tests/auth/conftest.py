"""Airflow's real application with our auth manager, before a database with people of every role."""

import os
from collections.abc import Iterator

import pytest

from tests.auth.entrance import Entrance, entrance_of
from tests.support.people import (
    ADMINISTRATOR,
    ANALYST_USER,
    CENTRAL,
    DISTRICT,
    DISTRICT_KEEPER,
    ENGINEER,
    KEEPER,
    SITE,
    VIEWER,
    People,
    people_of,
)
from tests.support.postgres import TestServer
from vlmis_core.accounts.roles import Role

os.environ |= {
    "AIRFLOW__CORE__AUTH_MANAGER": "vlmis_airflow.auth.manager.VlmisAuthManager",
    "AIRFLOW__API_AUTH__JWT_SECRET": "a secret of the tests, and long enough for HS512: "
    + "x" * 64,
    "AIRFLOW__API__SECRET_KEY": "another secret of the tests",
}


@pytest.fixture(scope="module")
def country(postgres: TestServer) -> Iterator[People]:
    """Everybody has an account."""
    with postgres.fresh_database() as vlmis, people_of(vlmis) as people:
        people.add(ADMINISTRATOR, Role.ADMINISTRATOR)
        people.add(KEEPER, Role.STORE_KEEPER, stores=(SITE,))
        people.add(DISTRICT_KEEPER, Role.STORE_KEEPER, stores=(DISTRICT,))
        people.add(VIEWER, Role.VIEW_ONLY, stores=(CENTRAL,))
        people.add(ANALYST_USER, Role.ANALYST)
        people.add(ENGINEER, Role.DATA_ENGINEER)
        yield people


@pytest.fixture(scope="module")
def door(country: People, airflow_database: None) -> Iterator[Entrance]:
    """The application, served in this process."""
    with entrance_of(country) as entrance:
        yield entrance


@pytest.fixture
def entrance(door: Entrance) -> Entrance:
    """The application as nobody yet, with fresh counters."""
    door.forget()
    return door
