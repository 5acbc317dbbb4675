"""Change an account: its roles and stores; deactivate and activate it. None is ever deleted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from vlmis_core.accounts.roles import STORE_ROLES, Role
from vlmis_core.database import Database, Transaction
from vlmis_core.errors import BadField, BadInputError, PermanentError


def lock_account(tx: Transaction, username: str) -> Row[Any]:
    """The account of this name (``account_id``, ``deactivated_at``), locked until the end.

    Raises:
        PermanentError: there is none.
    """
    account = tx.row("accounts/lock_account", username=username)
    if account is None:
        raise PermanentError(
            f"{username} has no account here: vlmis users list shows who has one, "
            "vlmis users add creates one."
        )
    return account


@dataclass(frozen=True, slots=True)
class Assignment:
    """Roles and the codes of stores, as they shall be."""

    roles: Collection[Role]
    store_codes: Collection[str] = ()


def assign_account(
    database: Database,
    username: str,
    *,
    roles: Collection[Role],
    store_codes: Collection[str] = (),
    by: str,
) -> None:
    """Replace the roles and the stores of an account; an open session has them at once.

    A keeper or viewer has stores, each at or below an org unit at which DHIS2 places the person.
    An administrator has the central store, also when none is named; the other roles have none.

    Raises:
        PermanentError: no such account.
        BadInputError: every role and store that does not fit, with the reason; nothing was stored.
    """
    with database.transaction() as tx:
        assign_in(tx, username, Assignment(roles, store_codes), by=by)


def assign_in(tx: Transaction, username: str, wanted: Assignment, *, by: str) -> None:
    """The same in the caller's transaction, which a refusal must end."""
    tx.act_as(by)
    account_id = lock_account(tx, username).account_id
    roles, codes = frozenset(wanted.roles), set(wanted.store_codes)
    central = tx.value("accounts/select_central_code")
    if Role.ADMINISTRATOR in roles and not codes and central is not None:
        codes = {central}
    found = tx.rows("accounts/select_assignable", account_id=account_id, store_codes=sorted(codes))
    wrong = _wrong_roles(roles, codes, central) + _wrong_stores(codes, found)
    if wrong:
        raise BadInputError(f"roles and stores of {username}", wrong)
    _replace(tx, account_id, sorted(roles), sorted(row.store_id for row in found))


def _wrong_roles(roles: frozenset[Role], codes: set[str], central: str | None) -> list[BadField]:
    def wrong(value: str, reason: str) -> list[BadField]:
        return [BadField(1, "role", value, reason)]

    if not roles:
        return wrong("", f"an account needs one of {', '.join(Role)}")
    if Role.ADMINISTRATOR in roles:
        if central is None:
            return wrong(Role.ADMINISTRATOR, "there is no central store: vlmis stores attach")
        if codes != {central}:
            return wrong(Role.ADMINISTRATOR, f"goes with the central store only, {central}")
        return []
    if roles & STORE_ROLES and not codes:
        return wrong(min(roles & STORE_ROLES), "needs at least one store")
    if codes and not roles & STORE_ROLES:
        return wrong(min(roles), "has no stores: it sees the whole country")
    return []


def _wrong_stores(codes: set[str], found: Collection[Row[Any]]) -> list[BadField]:
    missing = codes - {row.code for row in found}
    reasons = dict.fromkeys(missing, "no such store") | {
        row.code: reason
        for row in found
        if (reason := _obstacle(row.org_unit_uid, row.closed_on, is_covered=row.is_covered))
    }
    return [BadField(1, "store", code, reasons[code]) for code in sorted(reasons)]


def _obstacle(org_unit_uid: str | None, closed_on: date | None, *, is_covered: bool) -> str:
    if closed_on is not None:
        return f"is closed since {closed_on}"
    if org_unit_uid is None:
        return "has no org unit: vlmis stores attach"
    if not is_covered:
        return "DHIS2 places the person neither at its org unit nor above it"
    return ""


def _replace(tx: Transaction, account_id: int, roles: list[Role], store_ids: list[int]) -> None:
    names = [str(role) for role in roles]
    tx.run("accounts/delete_roles", account_id=account_id, roles=names)
    tx.run("accounts/insert_roles", account_id=account_id, roles=names)
    tx.run("accounts/delete_stores", account_id=account_id, store_ids=store_ids)
    tx.run("accounts/insert_stores", account_id=account_id, store_ids=store_ids)


def activate_account(database: Database, username: str, *, by: str) -> None:
    """Undo a deactivation; doing it again changes nothing.

    Raises:
        PermanentError: no such account.
    """
    with database.transaction() as tx:
        tx.act_as(by)
        account = lock_account(tx, username)
        if account.deactivated_at is None:
            return
        account_id = account.account_id
        tx.run(
            "accounts/set_deactivated",
            account_id=account_id,
            deactivated_at=None,
            deactivated_by=None,
        )


def deactivate_account(database: Database, username: str, *, by: str, now: datetime) -> None:
    """End the account's sessions at their next request, and let it log in no more.

    Doing it again changes nothing.

    Raises:
        PermanentError: no such account.
    """
    with database.transaction() as tx:
        tx.act_as(by)
        account = lock_account(tx, username)
        if account.deactivated_at is not None:
            return
        account_id = account.account_id
        tx.run(
            "accounts/set_deactivated", account_id=account_id, deactivated_at=now, deactivated_by=by
        )
