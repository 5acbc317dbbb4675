"""Break-glass login: one login while DHIS2 is down, issued at the machine's command line."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from pydantic import SecretStr

from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Role
from vlmis_core.database import Database
from vlmis_core.errors import LoginRefusedError, PermanentError
from vlmis_core.messages import message

CODE_LIFE = timedelta(minutes=10)
PREFIX = "break-glass"


@dataclass(frozen=True, slots=True)
class BreakGlass:
    """A one-time code; the database keeps only its digest."""

    code: SecretStr
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class _UsedBreakGlass:
    break_glass_id: int
    issued_by: str


def issue_break_glass(database: Database, *, by: str, reason: str, now: datetime) -> BreakGlass:
    """Issue a code that logs one person in, once, within ten minutes; who and why are recorded.

    ``database`` is entered as the owner: no role that runs the application can issue a code.

    Raises:
        PermanentError: no reason was given.
    """
    if not reason.strip():
        raise PermanentError(message("break_glass_needs_a_reason"))
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
    """Use the code up; return the name under which its session acts.

    Raises:
        LoginRefusedError: unknown, used before, or too old.
    """
    with database.transaction() as tx:
        used = tx.row(
            "accounts/use_break_glass",
            as_=_UsedBreakGlass,
            code_digest=_digest(code.get_secret_value()),
            address=address,
            now=now,
        )
    if used is None:
        raise LoginRefusedError
    return f"{PREFIX}:{used.issued_by}:{used.break_glass_id}"


def break_glass_person(username: str) -> Person:
    """Return the person of such a session: may do everything, everywhere, under this name."""
    return Person(
        account_id=0,
        username=username,
        display_name="Break-glass administrator",
        roles=frozenset({Role.ADMINISTRATOR, Role.DATA_ENGINEER}),
    )


def is_break_glass(username: str) -> bool:
    """Tell whether a session is a break-glass one; no DHIS2 username holds a colon."""
    return username.startswith(f"{PREFIX}:")


def _digest(code: str) -> bytes:
    return sha256(code.strip().encode("utf-8", "replace")).digest()
