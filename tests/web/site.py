"""Visit the pages as somebody: an app below /vlmis, a database, and a clock that stands."""

from datetime import UTC, datetime

from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.support.postgres import TestDatabase
from vlmis_airflow.dag_runs import DagHistory
from vlmis_airflow.request_bounds import RequestBounds
from vlmis_airflow.web.access import signed_in_person
from vlmis_airflow.web.databases import delivery_database, reporting_database
from vlmis_airflow.web.pages.home import dag_reader
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Role
from vlmis_core.clock import now

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
ANYBODY = Role.ADMINISTRATOR


def person(
    *roles: Role, stores: frozenset[int] = frozenset(), below: frozenset[int] = frozenset()
) -> Person:
    """Somebody with some roles; the stores bound the roles of a store keeper and a viewer."""
    return Person(7, "ama", "Ama Kouassi", frozenset(roles or {ANYBODY}), stores, below)


class Site:
    """The pages of one database."""

    def __init__(self, app: FastAPI, vlmis: TestDatabase) -> None:
        self.app, self.vlmis = app, vlmis
        self.dags: list[DagHistory] = []
        """The runs that Airflow would give."""

    def as_person(self, who: Person | None, **headers: str) -> TestClient:
        """A browser in which somebody is signed in, or nobody."""
        self.app.dependency_overrides = {
            signed_in_person: lambda: who,
            reporting_database: lambda: self.vlmis.recorder,
            delivery_database: lambda: self.vlmis.pipeline,
            now: lambda: NOW,
            dag_reader: lambda: lambda _since: self.dags,
        }
        outer = FastAPI()
        outer.mount("/vlmis", self.app)
        outer.add_middleware(RequestBounds)
        return TestClient(
            outer,
            base_url="http://testserver",
            follow_redirects=False,
            headers={"Accept": "text/html"} | headers,
        )

    def store_id(self, code: str) -> int:
        """The id of a store."""
        return self.vlmis.store_id(code)

    def keeper_of(self, code: str, *below: str, role: Role = Role.STORE_KEEPER) -> Person:
        """Somebody who keeps one store, with the stores below it."""
        return person(
            role,
            stores=frozenset({self.store_id(code)}),
            below=frozenset(map(self.store_id, below)),
        )
