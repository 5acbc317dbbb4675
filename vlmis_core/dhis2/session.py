"""HTTP sessions for DHIS2: credentials sent unasked, nothing kept between requests."""

from contextlib import suppress
from http.cookiejar import DefaultCookiePolicy
from http.cookies import CookieError, SimpleCookie
from typing import Any

import requests
from requests.auth import AuthBase


class ApiTokenAuth(AuthBase):
    """A personal access token of DHIS2, in the header that it wants."""

    def __init__(self, token: str) -> None:
        """Take the token as DHIS2 gave it out (``d2p_…``)."""
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Sign one request."""
        request.headers["Authorization"] = f"ApiToken {self._token}"
        return request


class OpenedSession(AuthBase):
    """The session that DHIS2 opens at a login, in place of credentials.

    Its cookie goes to the same server only, whatever path or scheme it was made for: a server
    behind a proxy that ends TLS marks it as one for https.
    """

    def __init__(self) -> None:
        """Begin without a session."""
        self._cookies: SimpleCookie = SimpleCookie()

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Send the session along, and keep the one that the answer opens."""
        if self._cookies:
            pairs = [f"{name}={cookie.coded_value}" for name, cookie in self._cookies.items()]
            request.headers["Cookie"] = "; ".join(pairs)
        request.register_hook("response", self._keep)  # type: ignore[no-untyped-call]
        return request

    def _keep(self, response: requests.Response, **_: Any) -> None:
        for header in response.raw.headers.getlist("Set-Cookie"):
            with suppress(CookieError):
                self._cookies.load(header)


def prepared(session: requests.Session, auth: AuthBase | None = None) -> requests.Session:
    """Make a session (our own, or one that an Airflow hook opened) safe for DHIS2.

    No cookies are kept: a living session of DHIS2 outweighs the credentials that are sent with it.
    An explicit ``auth`` also keeps a ``.netrc`` of the machine out.
    """
    if auth is not None:
        session.auth = auth
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session
