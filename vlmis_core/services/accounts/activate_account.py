"""Let a deactivated account in again, with the roles and stores that it had."""

from vlmis_core.database import Database
from vlmis_core.services.accounts.lock_account import lock_account


def activate_account(database: Database, username: str, *, by: str) -> None:
    """Undo a deactivation; doing it again changes nothing.

    Raises:
        PermanentError: no such account.
    """
    with database.transaction() as tx:
        tx.act_as(by)
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
