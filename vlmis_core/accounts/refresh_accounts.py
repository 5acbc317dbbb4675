"""Bring accounts to what DHIS2 says of their users now: all of them, or one."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from vlmis_core.database import Database
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.users import Dhis2User, read_user, read_users


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh found; ``out`` names whom DHIS2 lets in no longer."""

    account_count: int
    changed_count: int
    out: tuple[str, ...]

    def __str__(self) -> str:
        """One line for a log."""
        out = f"; let in no longer: {', '.join(self.out)}" if self.out else ""
        return f"{self.account_count} accounts, {self.changed_count} changed{out}"


def refresh_accounts(database: Database, dhis2: Dhis2Client, *, now: datetime) -> Refreshed:
    """Take over names, e-mail, phone, org units and who was disabled; safe to run again.

    Roles and stores stay; a store counts again when DHIS2 places the person there again.

    Raises:
        Dhis2UnavailableError: no answer; nothing was changed.
        Dhis2AccessError: the service user may not look at users.
        Dhis2AnswerError: DHIS2 shows none of the users.
    """
    with database.transaction() as tx:
        uids = [row.dhis2_uid for row in tx.rows("accounts/select_dhis2_uids")]
    users = read_users(dhis2, uids)
    placed = [(user.uid, unit) for user in users for unit in user.org_unit_uids or (None,)]
    pairs = {
        "dhis2_uids": [uid for uid, _ in placed],
        "org_unit_uids": [unit for _, unit in placed],
    }
    with database.transaction() as tx:
        changed = tx.rows("accounts/refresh_accounts", now=now, **_columns(users))
        tx.run("accounts/delete_former_org_units", **pairs)
        tx.run("accounts/insert_new_org_units", **pairs)
    states = Counter(row.state for row in changed)
    out = tuple(row.username for row in changed if row.state != "enabled")
    return Refreshed(len(uids), states.total(), out)


def _columns(users: list[Dhis2User]) -> dict[str, list[str | None]]:
    return {
        "uids": [user.uid for user in users],
        "usernames": [user.username for user in users],
        "display_names": [user.display_name for user in users],
        "emails": [user.email for user in users],
        "phones": [user.phone for user in users],
        "states": [user.state for user in users],
    }


def check_account(database: Database, dhis2: Dhis2Client, username: str, *, now: datetime) -> str:
    """Keep and return what DHIS2 says now: enabled, disabled, or gone.

    Raises:
        Dhis2UnavailableError: no answer; what was kept stays.
        Dhis2AccessError: the service user may not look at users.
    """
    user = read_user(dhis2, username)
    state = user.state if user else "gone"
    with database.transaction() as tx:
        tx.run("accounts/mark_checked", username=username, dhis2_state=state, now=now)
    return state
