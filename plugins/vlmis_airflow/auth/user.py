"""Who Airflow sees: a person, in one session."""

from dataclasses import dataclass
from datetime import datetime

from airflow.api_fastapi.auth.managers.models.base_user import BaseUser

from vlmis_core.accounts.person import Person


@dataclass(frozen=True, slots=True)
class Session:
    """What a token says. Roles are no part of it: they are read from the account each time.

    Attributes:
        username: The account, or the name of a break-glass login.
        session_id: The same in every renewed token; logout revokes it.
        began_at: When the person logged in.
        issued_at: When this token was made.
        dhis2_uid: The user in DHIS2 to whom the account belonged; empty for a break-glass login.
        generation: The account's generation of sessions at the login.
    """

    username: str
    session_id: str
    began_at: datetime
    issued_at: datetime
    dhis2_uid: str = ""
    generation: int = 0


@dataclass(frozen=True, slots=True)
class VlmisUser(BaseUser):
    """A session; with the person once the account was read and found good.

    ``confirmed_at`` is when DHIS2 last confirmed the user as enabled; None: DHIS2 is not asked.
    """

    session: Session
    person: Person | None = None
    confirmed_at: datetime | None = None

    def get_id(self) -> str:
        """The username: what Airflow's own logs name."""
        return self.session.username

    def get_name(self) -> str:
        """The name to show."""
        return self.person.display_name if self.person else self.session.username
