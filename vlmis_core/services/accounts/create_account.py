"""Create an account from a DHIS2 username."""

from datetime import datetime

from vlmis_core.database import Database, Transaction
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.users import Dhis2User, read_user
from vlmis_core.errors import PermanentError
from vlmis_core.services.accounts.assign_account import Assignment, assign_in


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
        _demand_known_org_units(tx, user)
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


def _demand_known_org_units(tx: Transaction, user: Dhis2User) -> None:
    uids = list(user.org_unit_uids)
    unknown = [row.uid for row in tx.rows("accounts/select_unknown_org_units", org_unit_uids=uids)]
    if unknown:
        raise PermanentError(
            f"DHIS2 places {user.username} at {', '.join(unknown)}, which the replica does not "
            "have: refresh the org units first (vlmis org-units refresh), then add the user."
        )
