"""Create an account from a DHIS2 username, and preview it before it is created."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from vlmis_core.accounts.change_account import Assignment, assign_in
from vlmis_core.database import Database
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.users import Dhis2User, read_user
from vlmis_core.errors import PermanentError
from vlmis_core.messages import Message, message


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

    Without an assignment it has no role yet. It has no password ever: DHIS2 keeps that. An account
    of another DHIS2 user, who had the name before, keeps its history under the name and the uid.

    Raises:
        PermanentError: no such user, disabled, at no org unit, at one that the replica lacks, or
            with an account already.
        BadInputError: a role or store does not fit; no account was created.
    """
    user = read_user(dhis2, username)
    if user is None:
        raise PermanentError(_unknown_user(dhis2, username))
    uids = list(user.org_unit_uids)
    with database.transaction() as tx:
        tx.act_as(by)
        unknown = tx.rows("accounts/select_unknown_org_units", org_unit_uids=uids)
        for obstacle in _obstacles(user, [row.uid for row in unknown]):
            raise PermanentError(obstacle)
        # DHIS2 has just said whose name it is.
        tx.run("accounts/free_usernames", uids=[user.uid], usernames=[user.username])
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
            raise PermanentError(message("account_exists", username=username))
        tx.run("accounts/insert_org_units", account_id=account_id, org_unit_uids=uids)
        if assignment is not None:
            assign_in(tx, user.username, assignment, by=by)
    return user


@dataclass(frozen=True, slots=True)
class PreviewedAccount:
    """The user as DHIS2 has them (None: it has none), and what keeps an account from them."""

    user: Dhis2User | None
    org_units: tuple[str, ...]
    obstacles: tuple[Message, ...]


def preview_account(database: Database, dhis2: Dhis2Client, username: str) -> PreviewedAccount:
    """Query DHIS2 for the user and return what keeps an account from them; change nothing.

    Raises:
        Dhis2UnavailableError: no answer.
        Dhis2AccessError: the service user may not look at users.
    """
    user = read_user(dhis2, username)
    if user is None:
        return PreviewedAccount(None, (), (_unknown_user(dhis2, username),))
    uids = list(user.org_unit_uids)
    with database.transaction() as tx:
        units = tx.rows("stores/select_org_units", uids=uids)
        has_account = tx.value("accounts/has_account", dhis2_uid=user.uid)
    names = {unit.org_unit_uid: unit.name for unit in units}
    exists = [message("account_exists", username=username)] if has_account else []
    return PreviewedAccount(
        user,
        tuple(names.get(uid, uid) for uid in uids),
        (*exists, *_obstacles(user, [uid for uid in uids if uid not in names])),
    )


def _unknown_user(dhis2: Dhis2Client, username: str) -> Message:
    return message("dhis2_user_is_unknown", server=dhis2.base_url, username=username)


def _obstacles(user: Dhis2User, unknown: list[str]) -> Iterator[Message]:
    """Yield what keeps the user from an account; ``unknown`` org units are not in the replica."""
    if user.is_disabled:
        yield message("dhis2_user_is_disabled", username=user.username)
    if not user.org_unit_uids:
        yield message("dhis2_user_has_no_org_unit", username=user.username)
    if unknown:
        yield message("org_units_of_user_are_unknown", username=user.username, org_units=unknown)
