"""Change an account: its roles and stores; deactivate and activate it. None is ever deleted."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from vlmis_core.accounts.roles import STORE_ROLES, Role
from vlmis_core.database import Database, Transaction
from vlmis_core.errors import BadInputError, Fault, PermanentError
from vlmis_core.messages import Message, message


@dataclass(frozen=True, slots=True)
class LockedAccount:
    """An account whose row nobody else changes until the end of the transaction."""

    account_id: int
    deactivated_at: datetime | None


def lock_account(tx: Transaction, username: str) -> LockedAccount:
    """Lock the account of this name until the end of the transaction.

    Raises:
        PermanentError: there is none.
    """
    account = tx.row("accounts/lock_account", as_=LockedAccount, username=username)
    if account is None:
        raise PermanentError(message("account_not_found", username=username))
    return account


@dataclass(frozen=True, slots=True)
class Assignment:
    """The roles and the codes of the stores that an account is to have."""

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

    A keeper or viewer has stores, each at or below an org unit of the user in DHIS2.
    An administrator has the central store, also when none is named; the other roles have none.

    Raises:
        PermanentError: no such account.
        BadInputError: every role and store that does not fit, with the reason; nothing was stored.
    """
    with database.transaction() as tx:
        assign_in(tx, username, Assignment(roles, store_codes), by=by)


@dataclass(frozen=True, slots=True)
class _GivenStore:
    store_id: int
    code: str
    org_unit_uid: str | None
    closed_on: date | None
    is_covered: bool


def assign_in(tx: Transaction, username: str, wanted: Assignment, *, by: str) -> None:
    """Do the same in the caller's transaction, which must end when this raises."""
    tx.act_as(by)
    account_id = lock_account(tx, username).account_id
    roles, codes = frozenset(wanted.roles), set(wanted.store_codes)
    central = tx.value("accounts/select_central_code")
    if Role.ADMINISTRATOR in roles and not codes and central is not None:
        codes = {central}
    found = tx.rows(
        "accounts/select_assignable",
        as_=_GivenStore,
        account_id=account_id,
        store_codes=sorted(codes),
    )
    faults = [*_role_faults(roles, codes, central), *_store_faults(tx, codes, found)]
    if faults:
        raise BadInputError(message("roles_and_stores", username=username), faults)
    _replace(tx, account_id, sorted(roles), sorted(store.store_id for store in found))


def _role_faults(roles: frozenset[Role], codes: set[str], central: str | None) -> Iterator[Fault]:
    if not roles:
        yield Fault(0, "role", "", message("account_needs_a_role", roles=list(Role)))
    elif Role.ADMINISTRATOR in roles:
        if central is None:
            yield Fault(0, "role", Role.ADMINISTRATOR.value, message("central_store_is_missing"))
        elif codes != {central}:
            fault = message("administrator_has_the_central_store", store=central)
            yield Fault(0, "role", Role.ADMINISTRATOR.value, fault)
    elif roles & STORE_ROLES and not codes:
        yield Fault(0, "role", min(roles & STORE_ROLES).value, message("role_needs_a_store"))
    elif codes and not roles & STORE_ROLES:
        yield Fault(0, "role", min(roles).value, message("role_has_no_stores"))


def _store_faults(
    tx: Transaction, codes: set[str], found: Iterable[_GivenStore]
) -> Iterator[Fault]:
    stores = {store.code: store for store in found}
    for code in sorted(codes):
        store = stores.get(code)
        fault = _unknown_store(tx, code) if store is None else _store_fault(store)
        if fault is not None:
            yield Fault(0, "store", code, fault)


def _unknown_store(tx: Transaction, code: str) -> Message:
    fault = tx.row("stores/select_store_code_fault", code=code)
    assert fault is not None, f"store {code} exists"
    return message(fault.code, **fault.details)


def _store_fault(store: _GivenStore) -> Message | None:
    if store.closed_on is not None:
        return message("store_is_closed", store=store.code, day=store.closed_on)
    if store.org_unit_uid is None:
        return message("given_store_has_no_org_unit")
    return None if store.is_covered else message("given_store_is_elsewhere")


def _replace(tx: Transaction, account_id: int, roles: list[Role], store_ids: list[int]) -> None:
    names = [role.value for role in roles]
    tx.run("accounts/delete_roles", account_id=account_id, roles=names)
    tx.run("accounts/insert_roles", account_id=account_id, roles=names)
    tx.run("accounts/delete_stores", account_id=account_id, store_ids=store_ids)
    tx.run("accounts/insert_stores", account_id=account_id, store_ids=store_ids)


def activate_account(database: Database, username: str, *, by: str) -> None:
    """Undo a deactivation; doing it again changes nothing.

    Raises:
        PermanentError: no such account.
    """
    _set_deactivated(database, username, by=by, deactivated_at=None)


def deactivate_account(database: Database, username: str, *, by: str, now: datetime) -> None:
    """Deactivate the account: its sessions end at their next request, and it cannot log in.

    Doing it again changes nothing.

    Raises:
        PermanentError: no such account.
    """
    _set_deactivated(database, username, by=by, deactivated_at=now)


def _set_deactivated(
    database: Database, username: str, *, by: str, deactivated_at: datetime | None
) -> None:
    with database.transaction() as tx:
        tx.act_as(by)
        account = lock_account(tx, username)
        if (account.deactivated_at is None) == (deactivated_at is None):
            return
        tx.run(
            "accounts/set_deactivated",
            account_id=account.account_id,
            deactivated_at=deactivated_at,
            deactivated_by=deactivated_at and by,
        )
