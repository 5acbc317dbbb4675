"""Give the demo's users their accounts. Safe to run again."""

from datetime import datetime

from sandbox.stand_in.country import DEMO_USERS
from vlmis_core.accounts.change_account import Assignment
from vlmis_core.accounts.create_account import create_account
from vlmis_core.accounts.list_accounts import list_accounts
from vlmis_core.accounts.roles import STORE_ROLES
from vlmis_core.database import Database
from vlmis_core.dhis2.client import Dhis2Client

MADE_BY = "demo"


def create_demo_accounts(recorder: Database, dhis2: Dhis2Client, *, now: datetime) -> int:
    """Create the accounts that are missing, each with its role and store; returns how many are."""
    known = {account.username for account in list_accounts(recorder)}
    people = [user for user in DEMO_USERS if user.role is not None]
    for user in people:
        if user.username in known or user.role is None:
            continue
        stores = [user.org_unit_code] if user.role in STORE_ROLES else []
        wanted = Assignment([user.role], stores)
        create_account(recorder, dhis2, user.username, assignment=wanted, by=MADE_BY, now=now)
    return len(people)
