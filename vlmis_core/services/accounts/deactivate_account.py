"""Let an account in no longer. Accounts are never deleted: what they did names them."""

from datetime import datetime

from vlmis_core.database import Database
from vlmis_core.services.accounts.lock_account import lock_account


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
