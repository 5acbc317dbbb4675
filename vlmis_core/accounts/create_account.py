"""Create an account from a DHIS2 username, and preview it before it is created."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from vlmis_core.accounts.change_account import Assignment, assign_in
from vlmis_core.database import Database, Transaction
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.users import Dhis2User, read_user
from vlmis_core.errors import PermanentError


def create_account(
    database: Database,
    dhis2: Dhis2Client,
    username: str,
    *,
    assignment: Assignment | None = None,
    by: str,
    now: datetime,
) -> Dhis2User:
    """Create the account, with name, e-mail, phone and org units as DHIS2 has them.

    Without an assignment it has no role yet. It has no password ever: DHIS2 keeps that.

    Raises:
        PermanentError: no such user, disabled, at no org unit, at one that the replica lacks, or
            with an account already.
        BadInputError: a role or store does not fit; no account was created.
    """
    user = read_user(dhis2, username)
    if user is None:
        raise PermanentError(
            f"DHIS2 at {dhis2.base_url} has no user {username}. Letter case counts; create the "
            "user in DHIS2 first."
        )
    if user.is_disabled:
        raise PermanentError(f"{username} is disabled in DHIS2: enable the user there first.")
    if not user.org_unit_uids:
        raise PermanentError(
            f"DHIS2 places {username} at no org unit: give the user one there first."
        )
    with database.transaction() as tx:
        tx.act_as(by)
        _require_known_org_units(tx, user)
        account_id = tx.value(
            "accounts/insert_account",
            username=user.username,
            dhis2_uid=user.uid,
            display_name=user.display_name,
            email=user.email,
            phone=user.phone,
            by=by,
            now=now,
        )
        if account_id is None:
            raise PermanentError(
                f"{username} has an account already: vlmis users list shows it; "
                "vlmis users activate lets it in again."
            )
        uids = list(user.org_unit_uids)
        tx.run("accounts/insert_org_units", account_id=account_id, org_unit_uids=uids)
        if assignment is not None:
            assign_in(tx, user.username, assignment, by=by)
    return user


def _require_known_org_units(tx: Transaction, user: Dhis2User) -> None:
    uids = list(user.org_unit_uids)
    unknown = [row.uid for row in tx.rows("accounts/select_unknown_org_units", org_unit_uids=uids)]
    if unknown:
        raise PermanentError(
            f"DHIS2 places {user.username} at {', '.join(unknown)}, which the replica does not "
            "have: refresh the org units first (vlmis org-units refresh), then add the user."
        )


@dataclass(frozen=True, slots=True)
class PreviewedAccount:
    """The user as DHIS2 has them (None: it has none), and what keeps an account from them."""

    user: Dhis2User | None
    org_units: tuple[str, ...]
    obstacles: tuple[str, ...]


def preview_account(database: Database, dhis2: Dhis2Client, username: str) -> PreviewedAccount:
    """Ask DHIS2 for the user; changes nothing.

    Raises:
        Dhis2UnavailableError: no answer.
        Dhis2AccessError: the service user may not look at users.
    """
    user = read_user(dhis2, username)
    if user is None:
        why = f"DHIS2 at {dhis2.base_url} has no user {username}. Letter case counts."
        return PreviewedAccount(None, (), (why,))
    uids = list(user.org_unit_uids)
    with database.transaction() as tx:
        names = {
            row.org_unit_uid: row.name for row in tx.rows("stores/select_org_units", uids=uids)
        }
        has_account = tx.row("accounts/lock_account", username=username) is not None
    unknown = [uid for uid in uids if uid not in names]
    return PreviewedAccount(
        user,
        tuple(names.get(uid, uid) for uid in uids),
        tuple(_obstacles(user, unknown, has_account=has_account)),
    )


def _obstacles(user: Dhis2User, unknown: list[str], *, has_account: bool) -> Iterator[str]:
    if has_account:
        yield f"{user.username} has an account already."
    if user.is_disabled:
        yield f"{user.username} is disabled in DHIS2: enable the user there first."
    if not user.org_unit_uids:
        yield f"DHIS2 places {user.username} at no org unit: give the user one there first."
    if unknown:
        yield (
            f"DHIS2 places {user.username} at {', '.join(unknown)}, which the replica does not "
            "have: refresh the org units first, then add the user."
        )
