"""A country that a DHIS2 stand-in knows, and a browser in which an administrator is signed in."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from httpx import Response

from tests.support.delivery import NEW, Delivery, delivering
from tests.support.postgres import TestDatabase
from tests.web.site import Site, person
from vlmis_airflow.web.csrf import make_token
from vlmis_airflow.web.dhis2_server import dhis2_opener
from vlmis_core.accounts.person import Person
from vlmis_core.dhis2.client import Dhis2Client


@dataclass
class Desk:
    """Somebody before the maintenance pages; ``client`` is the DHIS2 that the pages ask."""

    site: Site
    delivery: Delivery
    client: Dhis2Client

    def get(self, path: str, who: Person | None = None) -> Response:
        """Load a page below /vlmis/maintenance."""
        browser = self.site.as_person(who or person())
        self.site.app.dependency_overrides[dhis2_opener] = lambda: lambda: self.client
        return browser.get(f"/vlmis/maintenance{path}")

    def post(self, path: str, who: Person | None = None, **fields: object) -> Response:
        """Send a form of such a page."""
        sender = who or person()
        browser = self.site.as_person(sender)
        self.site.app.dependency_overrides[dhis2_opener] = lambda: lambda: self.client
        return browser.post(
            f"/vlmis/maintenance{path}", data={"csrf_token": make_token(sender)} | fields
        )

    def follow(self, answer: Response) -> str:
        """The page to which a form that was taken leads."""
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["location"].removeprefix("/vlmis/maintenance")).text

    def refused(self, answer: Response, status: int = 422) -> str:
        """What a page that refuses says."""
        assert answer.status_code == status, answer.text
        return answer.text.replace("&#39;", "'").replace("&#34;", '"')

    def with_wrong_password(self) -> None:
        """Let the pages ask DHIS2 with credentials that it does not take."""
        self.client = self.delivery.client_of("nobody", "wrong")

    def with_dhis2_down(self) -> None:
        """Let nobody answer at the address of DHIS2."""
        self.client = Dhis2Client(
            self.client._session, "http://127.0.0.1:9/dhis2", timeout_seconds=1
        )


@pytest.fixture
def desk(app: FastAPI, vlmis: TestDatabase) -> Iterator[Desk]:
    with delivering(vlmis, NEW, sites=3) as delivery:
        yield Desk(Site(app, vlmis), delivery, delivery.client)
