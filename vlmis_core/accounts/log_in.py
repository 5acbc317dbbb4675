"""Let a person in whom DHIS2 accepts and who has an account here. docs/access.md."""

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
"""A refusal is given at a multiple of this, so that its time does not tell its reason."""

LENGTH_MAX = 255

AskDhis2 = Callable[[str, SecretStr], bool]
"""Username and password to DHIS2; its yes or no. Raises Dhis2UnavailableError."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody typed, and from where; the password shows itself to nobody."""

    username: str
    password: SecretStr
    address: str

    @property
    def username_key(self) -> bytes:
        """What counts as the same username, also in another letter case."""
        return sha256(self.username.strip().casefold().encode("utf-8", "replace")).digest()


def log_in(database: Database, ask: AskDhis2, attempt: Attempt, *, now: datetime) -> None:
    """Ask DHIS2, once, whether the password is right; returns when the person may come in.

    A failure is counted before DHIS2 is asked, so that many at once are not more than one after
    another. For a name without an account here DHIS2 is asked too, about nobody: what an outsider
    can measure is the same, and the password goes nowhere.

    Args:
        database: As the login role.
        ask: DHIS2.
        attempt: What was typed.
        now: The server's clock.

    Raises:
        LoginRefusedError: for every reason the same.
        Dhis2UnavailableError: DHIS2 said neither yes nor no; nothing was counted.
    """
    failure_id = _count(database, attempt, now)
    is_known = _is_known(database, attempt)
    username, password = (attempt.username, attempt.password) if is_known else _nobody()
    try:
        is_right = ask(username, password)
    except Dhis2UnavailableError:
        with database.transaction() as tx:
            tx.run("accounts/delete_failure", failure_id=failure_id)
        raise
    if not (is_known and is_right):
        raise LoginRefusedError
    with database.transaction() as tx:
        tx.run("accounts/delete_failures_of_username", username_key=attempt.username_key)
        admitted = tx.run("accounts/mark_login", username=attempt.username, now=now)
    if not admitted:  # Deactivated at this moment.
        raise LoginRefusedError


def seconds_until_answer(elapsed: float) -> float:
    """How long a refusal that took ``elapsed`` seconds still has to wait."""
    steps = max(1, math.ceil(elapsed / ANSWER_STEP_SECONDS))
    return steps * ANSWER_STEP_SECONDS - elapsed


def _count(database: Database, attempt: Attempt, now: datetime) -> int:
    key, address = attempt.username_key, attempt.address
    since = now - COUNTED_FOR
    with database.transaction() as tx:
        tx.run("accounts/lock_login", username_key=key, address=address)
        tx.run("accounts/delete_old_failures", before=since)
        count = tx.row("accounts/count_failures", username_key=key, address=address, since=since)
        assert count is not None
        if count.of_username >= FAILURES_PER_USERNAME or count.from_address >= FAILURES_PER_ADDRESS:
            raise LoginRefusedError
        return int(tx.value("accounts/insert_failure", username_key=key, address=address, now=now))


def _is_known(database: Database, attempt: Attempt) -> bool:
    if len(attempt.username) > LENGTH_MAX or "\0" in attempt.username:
        return False
    with database.transaction() as tx:
        return bool(tx.value("accounts/is_open_to_login", username=attempt.username))


def _nobody() -> tuple[str, SecretStr]:
    return f"nobody-{secrets.token_hex(6)}", SecretStr(secrets.token_urlsafe(12))
