"""What the login works with in this process: opened once, when somebody first needs it."""

from functools import cache

from pydantic import SecretStr

from vlmis_airflow.auth.sessions import Sessions
from vlmis_airflow.web.databases import database_as
from vlmis_core.database import Database
from vlmis_core.database.roles import AUTH
from vlmis_core.deployment import open_client
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.login import check_login, login_address
from vlmis_core.settings import load_settings

_PATIENCE_SECONDS = 5
"""How long a request may wait for DHIS2's answer about its user."""


def login_database() -> Database:
    """The database as the login role."""
    return database_as(AUTH)


def ask_dhis2(username: str, password: SecretStr, code: SecretStr | None) -> str | None:
    """Ask the DHIS2 of the settings; see ``check_login``."""
    settings = load_settings()
    address = login_address(settings.dhis2_url, allows_plain_http=settings.login_without_tls)
    return check_login(address, username, password, code)


def service_client() -> Dhis2Client:
    """DHIS2 as the service user, who may look at users."""
    return open_client(load_settings(), longest_wait_seconds=_PATIENCE_SECONDS)


@cache
def sessions() -> Sessions:
    """The sessions of this process."""
    return Sessions(login_database(), service_client)
