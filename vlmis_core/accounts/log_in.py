"""Log a person in whom DHIS2 accepts and who has an account here. docs/access.md."""

import math
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from pydantic import SecretStr

from vlmis_core.database import Database
from vlmis_core.errors import Dhis2UnavailableError, LoginRefusedError

FAILURES_PER_USERNAME = 3
"""DHIS2 locks an account at the fourth."""
FAILURES_PER_ADDRESS = 20
COUNTED_FOR = timedelta(minutes=15)

ANSWER_STEP_SECONDS = 2.0
"""A refusal is answered after a multiple of this, so that its time does not show its reason."""

LENGTH_MAX = 255

CheckPassword = Callable[[str, SecretStr], bool]
"""Tells whether DHIS2 accepts a username and password. Raises Dhis2UnavailableError."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody typed, and from which address; the password is never shown."""

    username: str
    password: SecretStr
    address: str

    @property
    def username_key(self) -> bytes:
        """Return the digest of the username, the same in any letter case."""
        return sha256(self.username.strip().casefold().encode("utf-8", "replace")).digest()


@dataclass(frozen=True, slots=True)
class _Failures:
    of_username: int
    from_address: int


def log_in(
    database: Database, check_password: CheckPassword, attempt: Attempt, *, now: datetime
) -> None:
    """Check the password at DHIS2, once; return when the person is logged in.

    A failure is counted before the check, so that many attempts at once are as limited as one after
    another. For a name without an account, DHIS2 checks a random user: the answer takes as long,
    and the password is not sent.

    Args:
        database: As the login role.
        check_password: The login of DHIS2.
        attempt: What was typed.
        now: The server's clock.

    Raises:
        LoginRefusedError: for every reason the same.
        Dhis2UnavailableError: DHIS2 did not answer; nothing was counted.
    """
    failure_id = _count_failure(database, attempt, now)
    has_account = _has_account(database, attempt)
    username, password = (attempt.username, attempt.password) if has_account else _random_user()
    try:
        is_right = check_password(username, password)
    except Dhis2UnavailableError:
        with database.transaction() as tx:
            tx.run("accounts/delete_failure", failure_id=failure_id)
        raise
    if not (has_account and is_right):
        raise LoginRefusedError
    with database.transaction() as tx:
        tx.run("accounts/delete_failures_of_username", username_key=attempt.username_key)
        admitted = tx.run("accounts/mark_login", username=attempt.username, now=now)
    if not admitted:  # Deactivated at this moment.
        raise LoginRefusedError


def seconds_until_answer(elapsed: float) -> float:
    """Return how long a refusal that took ``elapsed`` seconds has to wait before it is sent."""
    steps = max(1, math.ceil(elapsed / ANSWER_STEP_SECONDS))
    return steps * ANSWER_STEP_SECONDS - elapsed


def _count_failure(database: Database, attempt: Attempt, now: datetime) -> int:
    key, address = attempt.username_key, attempt.address
    since = now - COUNTED_FOR
    with database.transaction() as tx:
        tx.run("accounts/lock_login", username_key=key, address=address)
        tx.run("accounts/delete_old_failures", before=since)
        (count,) = tx.rows(
            "accounts/count_failures", as_=_Failures, username_key=key, address=address, since=since
        )
        if count.of_username >= FAILURES_PER_USERNAME or count.from_address >= FAILURES_PER_ADDRESS:
            raise LoginRefusedError
        return tx.value(
            "accounts/insert_failure", as_=int, username_key=key, address=address, now=now
        )


def _has_account(database: Database, attempt: Attempt) -> bool:
    if len(attempt.username) > LENGTH_MAX or "\0" in attempt.username:
        return False
    with database.transaction() as tx:
        return bool(tx.value("accounts/is_open_to_login", username=attempt.username))


def _random_user() -> tuple[str, SecretStr]:
    return f"nobody-{secrets.token_hex(6)}", SecretStr(secrets.token_urlsafe(12))
