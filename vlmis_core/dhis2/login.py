"""Check with DHIS2 whether a username and a password belong together, and to which user."""

import ipaddress
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import requests
from pydantic import SecretStr
from requests.auth import AuthBase, HTTPBasicAuth

from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.session import ApiTokenAuth, OpenedSession, prepared
from vlmis_core.errors import (
    Dhis2AccessError,
    Dhis2AnswerError,
    Dhis2NotReachedError,
    Dhis2UnavailableError,
    LoginNeedsCodeError,
    LoginUnansweredError,
    SettingsError,
)
from vlmis_core.messages import message

TIMEOUT_SECONDS = 15
_TOKEN_PREFIXES = ("d2p_", "d2pat_")
_LOGOUT = "dhis-web-commons-security/logout.action"
_ANSWER_TO_NOBODY = "Unauthorized"
"""How DHIS2 refuses a request without credentials: a login endpoint would not ask for any."""
_NO_ENDPOINT = (404, 405)


def check_login(
    base_url: str, username: str, password: SecretStr, code: SecretStr | None = None
) -> str | None:
    """Return the uid of the DHIS2 user with this name and password; None: DHIS2 refuses them.

    The login endpoint (DHIS2 2.41 and later) also takes the code of a second factor; the session
    that it opens names the user once, and is ended. Servers without it are asked for ``/api/me``,
    and so is every server for a personal access token in place of the password. No redirect is
    followed, and no cookie is kept.

    Raises:
        LoginNeedsCodeError: the password is right; the code is missing or wrong.
        LoginUnansweredError: no answer that says yes or no; DHIS2 may have counted a failure.
        Dhis2UnavailableError: no answer, and nothing that DHIS2 could have counted as a failure.
    """
    if ":" in username:  # Basic authentication cannot carry it, so DHIS2 has no such user.
        return None
    if _is_token(password):
        return _uid_by_credentials(base_url, username, ApiTokenAuth(password.get_secret_value()))
    state, opened = _ask_login_endpoint(base_url, username, password, code)
    if state is None:
        # As bytes: requests would write a str in Latin-1, and DHIS2 reads UTF-8.
        basic = HTTPBasicAuth(username.encode(), password.get_secret_value().encode())
        return _uid_by_credentials(base_url, username, basic)
    if asks_for_code(state):
        raise LoginNeedsCodeError
    return _uid_by_session(base_url, username, opened) if state == "SUCCESS" else None


def asks_for_code(state: str) -> bool:
    """Tell whether a ``loginStatus`` asks for a code: ``INCORRECT_TWO_FACTOR_CODE_TOTP`` and alike.

    The names differ between versions, and between a code of an application and one by e-mail.
    """
    return "TWO_FACTOR_CODE" in state


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


def _ask_login_endpoint(
    base_url: str, username: str, password: SecretStr, code: SecretStr | None
) -> tuple[str | None, OpenedSession]:
    """Return the ``loginStatus``, and the session that was opened; None: no such endpoint."""
    opened = OpenedSession()
    with _dhis2(base_url, opened) as dhis2, _may_have_failed():
        try:
            answer = dhis2.query("auth/login", _login_body(username, password, code))
        except Dhis2AccessError as error:
            is_missing = error.message.values["answer"] == _ANSWER_TO_NOBODY
            return None if is_missing else "REFUSED", opened
        except Dhis2AnswerError as error:
            if error.message.values.get("status") in _NO_ENDPOINT:
                return None, opened
            raise
    return str(answer.get("loginStatus")), opened


def _login_body(username: str, password: SecretStr, code: SecretStr | None) -> bytes:
    body = {"username": username, "password": password.get_secret_value()}
    if code is not None:
        body["twoFactorCode"] = code.get_secret_value()
    return json.dumps(body).encode()


def _is_token(password: SecretStr) -> bool:
    secret = password.get_secret_value()
    return secret.startswith(_TOKEN_PREFIXES) and secret.isascii() and secret.isprintable()


def _uid_by_credentials(base_url: str, username: str, credentials: AuthBase) -> str | None:
    with _dhis2(base_url, credentials) as dhis2, _may_have_failed():
        return _uid_of(dhis2, username)


def _uid_by_session(base_url: str, username: str, opened: OpenedSession) -> str | None:
    with _dhis2(base_url, opened) as dhis2:
        try:
            return _uid_of(dhis2, username)
        except Dhis2AnswerError as error:
            raise _no_answer(error) from error
        finally:
            _end_session(dhis2.base_url, opened)


def _uid_of(dhis2: Dhis2Client, username: str) -> str | None:
    try:
        user = dhis2.get("me", fields="id,username")
    except Dhis2AccessError:
        return None
    return str(user.get("id")) if user.get("username") == username else None


def _end_session(address: str, opened: OpenedSession) -> None:
    """Log out at DHIS2; a session that cannot be ended is given up, and expires there."""
    with suppress(requests.RequestException):
        requests.get(
            f"{address}/{_LOGOUT}", auth=opened, timeout=TIMEOUT_SECONDS, allow_redirects=False
        )


@contextmanager
def _dhis2(base_url: str, credentials: AuthBase) -> Iterator[Dhis2Client]:
    with requests.Session() as session:
        yield Dhis2Client(prepared(session, credentials), base_url, timeout_seconds=TIMEOUT_SECONDS)


@contextmanager
def _may_have_failed() -> Iterator[None]:
    """Turn a missing answer into one after which DHIS2 may have counted a failed login."""
    try:
        yield
    except Dhis2NotReachedError:
        raise
    except Dhis2UnavailableError as error:
        raise LoginUnansweredError(error.message) from error
    except Dhis2AnswerError as error:
        raise LoginUnansweredError(_no_answer(error).message) from error


def _no_answer(error: Dhis2AnswerError) -> Dhis2UnavailableError:
    return Dhis2UnavailableError(message("login_has_no_answer", problem=error.message))


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
