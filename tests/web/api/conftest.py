"""The API over HTTP, on a real database, as anybody; small limits, so that they can be reached."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from tests.support.country import Country
from tests.web.site import Site, person
from vlmis_core.accounts.person import Person

MOST_LINES = 50


@pytest.fixture(autouse=True)
def small_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VLMIS_LINES_PER_REQUEST", str(MOST_LINES))


class Program:
    """A program with a token of somebody."""

    def __init__(self, browser: TestClient) -> None:
        self.browser = browser

    def get(self, path: str, **asked: Any) -> Response:
        return self.browser.get(f"/vlmis/api/v1{path}", params=asked)

    def post(self, path: str, body: Any) -> Response:
        return self.browser.post(f"/vlmis/api/v1{path}", json=body)


As = Callable[..., Program]


@pytest.fixture
def as_person(site: Site, country: Country) -> As:
    """A program of an administrator, or of the person that is given."""

    def program(who: Person | None = None) -> Program:
        browser = site.as_person(
            who or person(), Accept="application/json", Authorization="Bearer x"
        )
        return Program(browser)

    return program


def line(**changed: Any) -> dict[str, Any]:
    """A movement that can be recorded."""
    return {
        "source_key": "k1",
        "store_code": "S",
        "product_code": "BCG",
        "kind": "dispensing",
        "quantity": 2,
        "occurred_on": "2026-03-05",
    } | changed
