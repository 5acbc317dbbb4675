"""Refresh accounts from their users in DHIS2: all of them, or one."""

from dataclasses import dataclass
from datetime import datetime

from vlmis_core.database import Database
from vlmis_core.database.upsert import as_columns
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.users import read_user_by_uid, read_users
from vlmis_core.messages import Message, message, translator


@dataclass(frozen=True, slots=True)
class RefreshedAccounts:
    """How many accounts were compared and changed; ``ended`` are disabled or gone in DHIS2."""

    account_count: int
    changed_count: int
    ended: tuple[str, ...]

    @property
    def message(self) -> Message:
        """The result as a notice."""
        count, changed = self.account_count, self.changed_count
        if not self.ended:
            return message("accounts_refreshed", count=count, changed=changed)
        return message(
            "accounts_refreshed_and_ended", count=count, changed=changed, usernames=self.ended
        )

    def __str__(self) -> str:
        return translator("en").sentence(self.message)


def refresh_accounts(database: Database, dhis2: Dhis2Client, *, now: datetime) -> RefreshedAccounts:
    """Copy names, e-mail, phone, org units and state of the users from DHIS2; safe to run again.

    Roles and stores stay: a store counts again once the user has its org unit in DHIS2 again.

    Raises:
        Dhis2UnavailableError: no answer; nothing was changed.
        Dhis2AccessError: the service user may not view users.
        Dhis2AnswerError: DHIS2 shows none of the users.
    """
    with database.transaction() as tx:
        uids = [row.dhis2_uid for row in tx.rows("accounts/select_dhis2_uids")]
    users = read_users(dhis2, uids)
    user_units = [(user.uid, unit) for user in users for unit in user.org_unit_uids or (None,)]
    pairs = {
        "dhis2_uids": [uid for uid, _ in user_units],
        "org_unit_uids": [unit for _, unit in user_units],
    }
    columns = as_columns(
        users,
        uids="uid",
        usernames="username",
        display_names="display_name",
        emails="email",
        phones="phone",
        states="state",
    )
    with database.transaction() as tx:
        # First, because users may have exchanged their names.
        tx.run("accounts/free_usernames", uids=columns["uids"], usernames=columns["usernames"])
        changed = tx.rows("accounts/refresh_accounts", now=now, **columns)
        tx.run("accounts/delete_former_org_units", **pairs)
        tx.run("accounts/insert_new_org_units", **pairs)
    ended = tuple(row.username for row in changed if row.state != "enabled")
    return RefreshedAccounts(len(uids), len(changed), ended)


def check_account(database: Database, dhis2: Dhis2Client, dhis2_uid: str, *, now: datetime) -> str:
    """Store and return the state of the account's user in DHIS2: enabled, disabled, or gone.

    Raises:
        Dhis2UnavailableError: no answer; the stored state stays.
        Dhis2AccessError: the service user may not view users.
    """
    user = read_user_by_uid(dhis2, dhis2_uid)
    state = user.state if user else "gone"
    with database.transaction() as tx:
        tx.run("accounts/mark_checked", dhis2_uid=dhis2_uid, dhis2_state=state, now=now)
    return state
