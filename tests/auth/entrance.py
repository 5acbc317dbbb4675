"""The login of the whole application, as a browser and as a program use it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from starlette.routing import Mount

from sandbox.stand_in.country import DemoUser
from tests.support.people import People
from vlmis_core.dhis2.client import Dhis2Client

ORIGIN = "http://vlmis.test"
COOKIE = "_token"


class Entrance:
    """The application, a browser, and what the login waited for."""

    def __init__(self, people: People, app: FastAPI, pauses: list[float]) -> None:
        self.people, self.app, self.pauses = people, app, pauses
        self.browser = TestClient(app, base_url=ORIGIN, follow_redirects=False)

    def forget(self) -> None:
        """A new browser, an empty counter, everybody enabled and just confirmed by DHIS2."""
        self.browser.close()
        self.browser = TestClient(self.app, base_url=ORIGIN, follow_redirects=False)
        self.pauses.clear()
        self.people.dhis2.faults.clear()
        for user in self.people.dhis2.metadata.of("users").values():
            user.update(disabled=False, twoFactorType="NOT_ENABLED")
        self.people.vlmis.execute("delete from vlmis.login_failure")
        self.people.vlmis.execute(
            "update vlmis.account set dhis2_state = 'enabled', dhis2_checked_at = now(),"
            " deactivated_at = null, deactivated_by = null"
        )

    def form(self, path: str = "/auth/login", **params: str) -> dict[str, str]:
        """Load a page of the login; returns the hidden fields of its form."""
        return hidden_fields(self.browser.get(path, params=params))

    def log_in(self, user: DemoUser, password: str | None = None, **params: str) -> Response:
        """Log in by the form."""
        fields = self.form(**params)
        typed = {"username": user.username, "password": password or user.password}
        return self.browser.post("/auth/login", data=fields | typed)

    def give_code(self, code: str, **fields: str) -> Response:
        """Enter a code on the page that asks for it, which has these hidden fields."""
        return self.browser.post("/auth/login", data=fields | {"code": code})

    def generation_of(self, user: DemoUser) -> int:
        """The generation of the account's sessions."""
        return self.people.vlmis.count(
            "select session_generation from vlmis.account where username = :name",
            name=user.username,
        )

    def token(self, user: DemoUser, password: str | None = None, **more: str) -> Response:
        """Ask for a token as a program does."""
        body = {"username": user.username, "password": password or user.password, **more}
        return self.browser.post("/auth/token", json=body)

    def bearer(self, user: DemoUser) -> dict[str, str]:
        """The header of a program that is logged in."""
        return {"Authorization": f"Bearer {self.token(user).json()['access_token']}"}

    def me(self, **request: Any) -> int:
        """The status of a page of Airflow that everybody may see who is logged in."""
        return self.browser.get("/api/v2/plugins", **request).status_code

    def minutes_ago(self, minutes: float) -> datetime:
        """A moment in the past."""
        return datetime.now(UTC) - timedelta(minutes=minutes)

    def last_confirmed(self, user: DemoUser, minutes: float) -> None:
        """Let DHIS2's last word about a user be some minutes old."""
        self.people.vlmis.execute(
            "update vlmis.account set dhis2_checked_at = :at where username = :username",
            at=self.minutes_ago(minutes),
            username=user.username,
        )


def hidden_fields(page: Response) -> dict[str, str]:
    """The hidden fields of the form on a page."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))


@contextmanager
def entrance_of(people: People) -> Iterator[Entrance]:
    """Make the application; it asks the stand-in, and waits for nothing."""
    from airflow.api_fastapi.app import create_app, purge_cached_app

    from vlmis_airflow.auth import deployment, login_app
    from vlmis_airflow.auth.sessions import Sessions

    pauses: list[float] = []

    async def note(seconds: float) -> None:
        pauses.append(seconds)

    def service() -> Dhis2Client:
        return people.client

    purge_cached_app()
    with pytest.MonkeyPatch.context() as patch:
        made = Sessions(people.auth, service)
        patch.setattr(deployment, "sessions", lambda: made)
        app = create_app(apps="core")
        (inner,) = (
            route.app for route in app.routes if isinstance(route, Mount) and route.path == "/auth"
        )
        assert isinstance(inner, FastAPI)
        inner.dependency_overrides = {
            login_app.database: lambda: people.auth,
            login_app.asking: lambda: people.ask,
            login_app.pause: lambda: note,
            login_app.clock: lambda: lambda: 0.0,
        }
        yield Entrance(people, app, pauses)
    purge_cached_app()
