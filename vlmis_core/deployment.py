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
from vlmis_core.errors import PermanentError, SettingsError
from vlmis_core.messages import message
from vlmis_core.settings import Settings, load_settings

UNNAMED = "?"
"""Who acts where a login is shared and nobody was named; the database keeps no change of theirs."""


def acting_person(settings: Settings | None = None) -> str:
    """Name who gives a command: ``VLMIS_ACTOR``, else the user of the operating system.

    Raises:
        PermanentError: that user is shared by several people, and nobody was named.
    """
    person = _acting_or_unnamed(settings or load_settings())
    if person == UNNAMED:
        raise PermanentError(message("actor_is_not_named"))
    return person


def _acting_or_unnamed(settings: Settings) -> str:
    return settings.actor or (UNNAMED if settings.shared_login else getpass.getuser())


@contextmanager
def database_as(role: str, settings: Settings | None = None) -> Iterator[Database]:
    """Open the database as ``role`` for the length of a command, for whoever gives it."""
    known = settings or load_settings()
    url = role_url(known, role).render_as_string(hide_password=False)
    database = Database(url, actor=_acting_or_unnamed(known))
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
