"""HTTP sessions for DHIS2: credentials sent unasked, nothing kept between requests."""

from http.cookiejar import DefaultCookiePolicy
from typing import Protocol

import requests
from pydantic import SecretStr
from requests.auth import AuthBase, HTTPBasicAuth

from vlmis_core.errors import SettingsError
from vlmis_core.messages import message


class Credentials(Protocol):
    """What a deployment knows of its login at DHIS2; the settings have it."""

    @property
    def dhis2_token(self) -> SecretStr | None:
        """A personal access token."""

    @property
    def dhis2_username(self) -> str | None:
        """A username, where there is no token."""

    @property
    def dhis2_password(self) -> SecretStr | None:
        """Its password."""


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


def open_session(settings: Credentials) -> requests.Session:
    """Open a session with the credentials of the settings; a token wins over a password.

    Raises:
        SettingsError: neither a token nor username and password are set.
    """
    if settings.dhis2_token is not None:
        auth: AuthBase = ApiTokenAuth(settings.dhis2_token.get_secret_value())
    elif settings.dhis2_username and settings.dhis2_password is not None:
        auth = HTTPBasicAuth(
            settings.dhis2_username, settings.dhis2_password.get_secret_value().encode()
        )
    else:
        raise SettingsError(message("dhis2_credentials_are_not_set"))
    return prepared(requests.Session(), auth)
