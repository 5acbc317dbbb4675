"""Ask DHIS2 whether the user of an account is still enabled."""

from datetime import datetime

from vlmis_core.database import Database
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.users import read_user


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
