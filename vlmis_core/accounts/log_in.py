"""Log a person in whom DHIS2 accepts and who has an account here. docs/access.md."""

import math
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from pydantic import SecretStr

from vlmis_core.database import Database
from vlmis_core.errors import (
    Dhis2UnavailableError,
    LoginRefusedError,
    LoginUnansweredError,
)

FAILURES_PER_USERNAME = 3
"""DHIS2 locks an account at the fourth."""
FAILURES_PER_ADDRESS = 20
COUNTED_FOR = timedelta(minutes=15)
"""DHIS2 forgets the failures of a username when it had none for so long."""

ANSWER_STEP_SECONDS = 2.0
"""A refusal is answered after a multiple of this, so that its time does not show its reason."""

LENGTH_MAX = 255

CheckPassword = Callable[[str, SecretStr, SecretStr | None], str | None]
"""Returns the uid of the DHIS2 user with a username, a password and a code; see ``check_login``."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody typed, and from which address; password and code are never shown."""

    username: str
    password: SecretStr
    address: str
    code: SecretStr | None = None

    @property
    def username_key(self) -> bytes:
        """Return the digest of the username, the same in any letter case."""
        return sha256(self.username.strip().casefold().encode("utf-8", "replace")).digest()


@dataclass(frozen=True, slots=True)
class AdmittedUser:
    """The DHIS2 user who was let in, and the generation of sessions that is valid now."""

    dhis2_uid: str
    session_generation: int


@dataclass(frozen=True, slots=True)
class _Failures:
    of_username: int
    from_address: int
    answered_ids: list[int]


@dataclass(frozen=True, slots=True)
class _Counted:
    """An attempt that is counted as a failure until DHIS2 accepts it.

    ``earlier_ids`` are the failures of the username that DHIS2 had answered before: a success ends
    their count there. One that is under way at the same time, or had no answer, may come after it.
    """

    failure_id: int
    earlier_ids: list[int]


def log_in(
    database: Database, check_password: CheckPassword, attempt: Attempt, *, now: datetime
) -> AdmittedUser:
    """Check the password at DHIS2, once; return who is logged in.

    A failure is counted before the check, so that many attempts at once are as limited as one after
    another. It stays counted when DHIS2 gave no answer but may have counted it, and for as long as
    DHIS2 counts it: until 15 minutes after the last failure of the username.

    The account belongs to a user of DHIS2, not to a name: another user who has the name now is
    refused. For a name without an account, DHIS2 checks a random user: the answer takes as long,
    and the password is not sent.

    Args:
        database: As the login role.
        check_password: The login of DHIS2.
        attempt: What was typed.
        now: The server's clock.

    Raises:
        LoginRefusedError: for every reason the same.
        LoginNeedsCodeError: the password is right, and the code is missing or wrong.
        Dhis2UnavailableError: DHIS2 did not answer.
    """
    began = time.monotonic()
    counted = _count_failure(database, attempt, now)
    account_uid = _uid_of_account(database, attempt)
    try:
        uid = _checked_uid(check_password, account_uid, attempt)
    except LoginUnansweredError:
        raise  # It stays counted as it is.
    except Dhis2UnavailableError:
        _delete_failures(database, [counted.failure_id])
        raise
    except LoginRefusedError:
        answered_at = now + timedelta(seconds=time.monotonic() - began)
        _mark_answered(database, counted.failure_id, answered_at)
        raise
    _delete_failures(database, [counted.failure_id, *counted.earlier_ids])
    with database.transaction() as tx:
        admitted = tx.row(
            "accounts/mark_login",
            as_=AdmittedUser,
            username=attempt.username,
            dhis2_uid=uid,
            now=now,
        )
    if admitted is None:  # Deactivated at this moment.
        raise LoginRefusedError
    return admitted


def seconds_until_answer(elapsed: float) -> float:
    """Return how long a refusal that took ``elapsed`` seconds has to wait before it is sent."""
    steps = max(1, math.ceil(elapsed / ANSWER_STEP_SECONDS))
    return steps * ANSWER_STEP_SECONDS - elapsed


def _count_failure(database: Database, attempt: Attempt, now: datetime) -> _Counted:
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
        failure_id = tx.value(
            "accounts/insert_failure", as_=int, username_key=key, address=address, now=now
        )
    return _Counted(failure_id, count.answered_ids)


def _mark_answered(database: Database, failure_id: int, answered_at: datetime) -> None:
    with database.transaction() as tx:
        tx.run("accounts/mark_answered", failure_id=failure_id, answered_at=answered_at)


def _delete_failures(database: Database, failure_ids: list[int]) -> None:
    with database.transaction() as tx:
        tx.run("accounts/delete_failures", failure_ids=failure_ids)


def _uid_of_account(database: Database, attempt: Attempt) -> str | None:
    if len(attempt.username) > LENGTH_MAX or "\0" in attempt.username:
        return None
    with database.transaction() as tx:
        uid: str | None = tx.value("accounts/select_uid_to_log_in", username=attempt.username)
    return uid


def _checked_uid(check_password: CheckPassword, account_uid: str | None, attempt: Attempt) -> str:
    """Return the uid of the account's user if DHIS2 accepts them.

    Raises:
        LoginRefusedError: no account, not the right password, or another user.
    """
    username, password = (attempt.username, attempt.password) if account_uid else _random_user()
    uid = check_password(username, password, attempt.code)
    if account_uid is None or uid != account_uid:
        raise LoginRefusedError
    return account_uid


def _random_user() -> tuple[str, SecretStr]:
    return f"nobody-{secrets.token_hex(6)}", SecretStr(secrets.token_urlsafe(12))
