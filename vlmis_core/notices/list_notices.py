"""The newest notices: what was told to whom, and what failed."""

from dataclasses import dataclass
from datetime import datetime

from vlmis_core.database import Database


@dataclass(frozen=True, slots=True)
class ListedNotice:
    """One notice to one recipient: the name of a channel, or a username."""

    attempted_at: datetime
    kind: str
    about: str
    recipient: str
    state: str
    attempts: int


def list_notices(database: Database, *, line_count: int) -> list[ListedNotice]:
    """List the newest notices, the newest first."""
    with database.transaction() as tx:
        return tx.rows("notices/select_notices", as_=ListedNotice, line_count=line_count)
