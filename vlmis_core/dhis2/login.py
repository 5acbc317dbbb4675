"""Check with DHIS2 whether a username and a password belong together."""

import ipaddress
from urllib.parse import urlsplit

import requests
from pydantic import SecretStr
from requests.auth import AuthBase, HTTPBasicAuth

from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.session import ApiTokenAuth, prepared
from vlmis_core.errors import (
    Dhis2AccessError,
    Dhis2AnswerError,
    Dhis2UnavailableError,
    SettingsError,
)
from vlmis_core.messages import message

TIMEOUT_SECONDS = 15
_TOKEN_PREFIXES = ("d2p_", "d2pat_")


def check_login(base_url: str, username: str, password: SecretStr) -> bool:
    """Tell whether DHIS2 knows this user by this password, or by this personal access token.

    One request with fresh credentials: no redirect is followed, no cookie is sent or kept. A token
    must belong to the username that was typed.

    Raises:
        Dhis2UnavailableError: no answer, or none that says yes or no.
    """
    if ":" in username:  # Basic authentication cannot carry it, so DHIS2 has no such user.
        return False
    with requests.Session() as session:
        dhis2 = Dhis2Client(
            prepared(session, _credentials(username, password)),
            base_url,
            timeout_seconds=TIMEOUT_SECONDS,
        )
        try:
            user = dhis2.get("me", fields="username")
        except Dhis2AccessError:
            return False
        except Dhis2AnswerError as error:
            raise Dhis2UnavailableError(
                message("login_has_no_answer", problem=error.message)
            ) from error
    return user.get("username") == username


def login_address(dhis2_url: str | None, *, allows_plain_http: bool) -> str:
    """The one address to which passwords may go: that of the settings, encrypted on its way.

    Never that of a connection: whoever may edit it could collect passwords.

    Raises:
        SettingsError: no address, or one without TLS outside this machine.
    """
    if not dhis2_url:
        raise SettingsError(message("dhis2_address_is_not_set"))
    parts = urlsplit(dhis2_url)
    if parts.scheme == "https" or allows_plain_http or _is_this_machine(parts.hostname or ""):
        return dhis2_url
    raise SettingsError(message("login_address_is_not_encrypted", address=dhis2_url))


def _credentials(username: str, password: SecretStr) -> AuthBase:
    secret = password.get_secret_value()
    if secret.startswith(_TOKEN_PREFIXES) and secret.isascii() and secret.isprintable():
        return ApiTokenAuth(secret)
    # As bytes: requests would write a str in Latin-1, and DHIS2 reads UTF-8.
    return HTTPBasicAuth(username.encode(), secret.encode())


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
