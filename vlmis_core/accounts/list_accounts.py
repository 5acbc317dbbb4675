"""The accounts as they are now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vlmis_core.accounts.roles import Role
from vlmis_core.database import Database


@dataclass(frozen=True, slots=True)
class Account:
    """One account; ``org_units`` are the names of the user's org units in DHIS2."""

    account_id: int
    username: str
    display_name: str
    email: str | None
    phone: str | None
    roles: Sequence[Role]
    store_codes: Sequence[str]
    org_units: Sequence[str]
    dhis2_state: str
    dhis2_checked_at: datetime
    created_at: datetime
    created_by: str
    deactivated_at: datetime | None
    deactivated_by: str | None
    last_login_at: datetime | None

    def __post_init__(self) -> None:
        """Turn the arrays of the database into tuples, and the names of roles into roles."""
        object.__setattr__(self, "roles", tuple(map(Role, self.roles)))
        object.__setattr__(self, "store_codes", tuple(self.store_codes))
        object.__setattr__(self, "org_units", tuple(self.org_units))


def list_accounts(database: Database, words: str = "") -> list[Account]:
    """List the accounts by username, also deactivated ones.

    ``words``: only those that have them in username, name or the names of their org units; case and
    accents do not matter.
    """
    with database.transaction() as tx:
        return tx.rows("accounts/select_accounts", as_=Account, words=words)
