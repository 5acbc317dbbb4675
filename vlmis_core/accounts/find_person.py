"""Find the person of an account, with the roles and stores that count at this moment."""

from dataclasses import dataclass
from datetime import datetime

from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import STORE_ROLES, Role
from vlmis_core.database import Database


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person, their user in DHIS2 with its state when it was last checked, and their sessions.

    Attributes:
        person: What they may do.
        dhis2_uid: The user in DHIS2 to whom the account belongs.
        session_generation: The sessions that are valid are of this generation.
        dhis2_state: enabled, disabled, or gone.
        dhis2_checked_at: When DHIS2 said so.
    """

    person: Person
    dhis2_uid: str
    session_generation: int
    dhis2_state: str
    dhis2_checked_at: datetime


@dataclass(frozen=True, slots=True)
class _AccountRow:
    account_id: int
    username: str
    display_name: str
    dhis2_uid: str
    session_generation: int
    dhis2_state: str
    dhis2_checked_at: datetime
    is_active: bool
    roles: list[str]
    store_ids: list[int]
    keeps_central: bool


def find_person(database: Database, username: str) -> KnownPerson | None:
    """Find the person of an active account; None: there is none.

    Stores count while the user has their org unit, or one above, in DHIS2, and the role of
    administrator while the central store counts.
    """
    with database.transaction() as tx:
        row = tx.row("accounts/select_person", as_=_AccountRow, username=username)
        if row is None or not row.is_active:
            return None
        roles = frozenset(Role(role) for role in row.roles)
        if not row.keeps_central:
            roles -= {Role.ADMINISTRATOR}
        below = (
            tx.rows("accounts/select_stores_below", store_ids=row.store_ids)
            if roles & STORE_ROLES
            else []
        )
    person = Person(
        account_id=row.account_id,
        username=row.username,
        display_name=row.display_name,
        roles=roles,
        store_ids=frozenset(row.store_ids),
        store_ids_below=frozenset(line.store_id for line in below),
    )
    return KnownPerson(
        person=person,
        dhis2_uid=row.dhis2_uid,
        session_generation=row.session_generation,
        dhis2_state=row.dhis2_state,
        dhis2_checked_at=row.dhis2_checked_at,
    )
