"""What a deployment works with, opened as its settings say: the database, DHIS2."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

import requests
from requests.auth import AuthBase, HTTPBasicAuth

from vlmis_core.database import Database
from vlmis_core.database.addresses import role_url
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.session import ApiTokenAuth
from vlmis_core.errors import SettingsError
from vlmis_core.messages import message
from vlmis_core.settings import Settings, load_settings


@contextmanager
def database_as(role: str, settings: Settings | None = None) -> Iterator[Database]:
    """Open the database as ``role`` for the length of a command, for the user of this machine."""
    url = role_url(settings or load_settings(), role)
    database = Database(url.render_as_string(hide_password=False), actor=getpass.getuser())
    try:
        yield database
    finally:
        database.dispose()


def open_client(
    settings: Settings, *, login: AuthBase | None = None, longest_wait_seconds: int | None = None
) -> Dhis2Client:
    """Open the DHIS2 of the settings, as their service user or with another ``login``.

    Nothing is sent yet. ``longest_wait_seconds`` shortens the time-out where somebody waits.

    Raises:
        SettingsError: no address, or neither a token nor username and password.
    """
    if not settings.dhis2_url:
        raise SettingsError(message("dhis2_address_is_not_set"))
    session = requests.Session()
    session.auth = login or _service_login(settings)
    seconds = settings.dhis2_timeout_seconds
    if longest_wait_seconds is not None:
        seconds = min(seconds, longest_wait_seconds)
    return Dhis2Client(session, settings.dhis2_url, timeout_seconds=seconds)


def _service_login(settings: Settings) -> AuthBase:
    """Return the credentials of the service user; a token wins over a password."""
    if settings.dhis2_token is not None:
        return ApiTokenAuth(settings.dhis2_token.get_secret_value())
    if settings.dhis2_username and settings.dhis2_password is not None:
        password = settings.dhis2_password.get_secret_value()
        return HTTPBasicAuth(settings.dhis2_username.encode(), password.encode())
    raise SettingsError(message("dhis2_credentials_are_not_set"))
