"""Hold one account for a change."""

from typing import Any

from sqlalchemy import Row

from vlmis_core.database import Transaction
from vlmis_core.errors import PermanentError


def lock_account(tx: Transaction, username: str) -> Row[Any]:
    """The account of this name (``account_id``, ``deactivated_at``), locked until the end.

    Raises:
        PermanentError: there is none.
    """
    account = tx.row("accounts/lock_account", username=username)
    if account is None:
        raise PermanentError(
            f"{username} has no account here: vlmis users list shows who has one, "
            "vlmis users add creates one."
        )
    return account
