"""A way in for when DHIS2 is down: one login, given out at the machine's own command line."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from pydantic import SecretStr

from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Role
from vlmis_core.database import Database
from vlmis_core.errors import LoginRefusedError, PermanentError

CODE_LIFE = timedelta(minutes=10)
PREFIX = "break-glass"


@dataclass(frozen=True, slots=True)
class BreakGlass:
    """A one-time code; it is kept nowhere but with who asked for it."""

    code: SecretStr
    expires_at: datetime


def issue_break_glass(database: Database, *, by: str, reason: str, now: datetime) -> BreakGlass:
    """Make a code that lets one person in, once, within ten minutes; written down who and why.

    Raises:
        PermanentError: no reason was given.
    """
    if not reason.strip():
        raise PermanentError("a break-glass login needs a reason: --reason 'DHIS2 is down'.")
    code, expires_at = secrets.token_urlsafe(24), now + CODE_LIFE
    with database.transaction() as tx:
        tx.run(
            "accounts/insert_break_glass",
            code_digest=_digest(code),
            by=by,
            reason=reason.strip(),
            now=now,
            expires_at=expires_at,
        )
    return BreakGlass(SecretStr(code), expires_at)


def use_break_glass(database: Database, code: SecretStr, *, address: str, now: datetime) -> str:
    """Use the code up; returns the name under which its session acts.

    Raises:
        LoginRefusedError: unknown, used before, or too old.
    """
    with database.transaction() as tx:
        used = tx.row(
            "accounts/use_break_glass",
            code_digest=_digest(code.get_secret_value()),
            address=address,
            now=now,
        )
    if used is None:
        raise LoginRefusedError
    return f"{PREFIX}:{used.issued_by}:{used.break_glass_id}"


def break_glass_person(username: str) -> Person:
    """The person behind such a session: may do everything, everywhere, under this name."""
    return Person(
        account_id=0,
        username=username,
        display_name="Break-glass administrator",
        roles=frozenset({Role.ADMINISTRATOR, Role.DATA_ENGINEER}),
        store_ids=None,
    )


def is_break_glass(username: str) -> bool:
    """Whether a session's name is one of these; no DHIS2 username holds a colon."""
    return username.startswith(f"{PREFIX}:")


def _digest(code: str) -> bytes:
    return sha256(code.strip().encode("utf-8", "replace")).digest()
