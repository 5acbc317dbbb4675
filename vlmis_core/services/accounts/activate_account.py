"""Let a deactivated account in again, with the roles and stores that it had."""

from datetime import datetime

from vlmis_core.database import Database
from vlmis_core.services.accounts.lock_account import lock_account


def activate_account(database: Database, username: str, *, by: str, now: datetime) -> None:
    """Undo a deactivation; doing it again changes nothing.

    Raises:
        PermanentError: no such account.
    """
    with database.transaction() as tx:
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
        tx.run("accounts/insert_change", account_id=account_id, now=now, by=by, change="activated")
