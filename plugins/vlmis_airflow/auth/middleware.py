"""Keep other sites and old sessions from a login, and lead people from the first page home."""

from http.cookies import SimpleCookie
from typing import Any

from airflow.api_fastapi.app import AUTH_MANAGER_FASTAPI_APP_PREFIX, get_cookie_path
from airflow.api_fastapi.auth.managers.base_auth_manager import COOKIE_NAME_JWT_TOKEN
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from vlmis_airflow.auth.next_page import vlmis_pages
from vlmis_core.accounts.roles import Action

_AIRFLOW_LOGOUT = "/api/v2/auth/logout"
_LOGINS = ("/auth/login", "/auth/break-glass")


class CrossSiteGuard:
    """ASGI middleware around the whole application, outside Airflow's renewal of cookies.

    Airflow's logout is a GET, which any site can cause: from another site it leads to our page
    that asks first. And a login begins without the cookie of a former session, whose end would
    otherwise be answered by deleting the new one.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Take the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            path, headers = str(scope["path"]), dict(scope["headers"])
            if path.endswith(_AIRFLOW_LOGOUT) and _is_from_elsewhere(headers):
                ask_first = RedirectResponse(f"{AUTH_MANAGER_FASTAPI_APP_PREFIX}/logout", 303)
                await ask_first(scope, receive, send)
                return
            if scope["method"] == "POST" and path.endswith(_LOGINS):
                scope = {**scope, "headers": _without_session(scope["headers"])}
        await self._app(scope, receive, send)


class WayHome:
    """ASGI middleware that leads who may not read runs from ``/`` to Home of the VLMIS pages.

    Airflow's own first page would show these people nothing but refusals. Who is not logged in
    comes to Airflow's page, and from there to the login.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Take the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["method"] == "GET" and _is_first_page(scope):
            from vlmis_airflow.auth.session import person_of

            person = await person_of(Request(scope))
            if person is not None and not person.may(Action.READ_RUNS):
                await RedirectResponse(vlmis_pages(), 303)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _is_first_page(scope: Scope) -> bool:
    return str(scope["path"]).rstrip("/") in ("", get_cookie_path().rstrip("/"))


def _is_from_elsewhere(headers: dict[bytes, bytes]) -> bool:
    return headers.get(b"sec-fetch-site", b"same-origin") not in (b"same-origin", b"none")


def _without_session(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    kept: list[tuple[bytes, bytes]] = []
    for name, value in headers:
        if name != b"cookie":
            kept.append((name, value))
            continue
        cookies: SimpleCookie = SimpleCookie(value.decode("latin-1"))
        cookies.pop(COOKIE_NAME_JWT_TOKEN, None)
        rest: Any = "; ".join(f"{name}={morsel.coded_value}" for name, morsel in cookies.items())
        kept.append((b"cookie", rest.encode("latin-1")))
    return kept
