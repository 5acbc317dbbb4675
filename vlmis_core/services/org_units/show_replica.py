"""How old the replica of the org-unit tree is."""

from dataclasses import dataclass
from datetime import datetime

from vlmis_core.database import Database


@dataclass(frozen=True, slots=True)
class Replica:
    """The replica, as the newest reading that was applied left it."""

    reading_id: int
    read_at: datetime
    applied_at: datetime
    base_url: str
    unit_count: int
    present_count: int


def show_replica(database: Database) -> Replica | None:
    """The newest refresh; None before the first."""
    with database.transaction() as tx:
        row = tx.row("org_units/select_newest_reading")
    return None if row is None else Replica(**row._mapping)
