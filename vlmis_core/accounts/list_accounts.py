"""The accounts as they are now."""

from dataclasses import dataclass
from datetime import datetime

from vlmis_core.accounts.roles import Role
from vlmis_core.database import Database


@dataclass(frozen=True, slots=True)
class Account:
    """One account; ``org_units`` are the names of where DHIS2 places the person."""

    account_id: int
    username: str
    display_name: str
    email: str | None
    phone: str | None
    roles: tuple[Role, ...]
    store_codes: tuple[str, ...]
    org_units: tuple[str, ...]
    dhis2_state: str
    dhis2_checked_at: datetime
    created_at: datetime
    created_by: str
    deactivated_at: datetime | None
    deactivated_by: str | None
    last_login_at: datetime | None


def list_accounts(database: Database) -> list[Account]:
    """All accounts by username, also deactivated ones."""
    with database.transaction() as tx:
        rows = tx.rows("accounts/select_accounts")
    return [
        Account(
            account_id=row.account_id,
            username=row.username,
            display_name=row.display_name,
            email=row.email,
            phone=row.phone,
            roles=tuple(Role(role) for role in row.roles),
            store_codes=tuple(row.store_codes),
            org_units=tuple(row.org_units),
            dhis2_state=row.dhis2_state,
            dhis2_checked_at=row.dhis2_checked_at,
            created_at=row.created_at,
            created_by=row.created_by,
            deactivated_at=row.deactivated_at,
            deactivated_by=row.deactivated_by,
            last_login_at=row.last_login_at,
        )
        for row in rows
    ]
