"""HTTP sessions for DHIS2: credentials sent unasked, nothing kept between requests."""

from http.cookiejar import DefaultCookiePolicy

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


def prepared(session: requests.Session, auth: AuthBase | None = None) -> requests.Session:
    """Make a session (our own, or one that an Airflow hook opened) safe for DHIS2.

    No cookies are kept: a living session of DHIS2 outweighs the credentials that are sent with it.
    An explicit ``auth`` also keeps a ``.netrc`` of the machine out.
    """
    if auth is not None:
        session.auth = auth
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session
