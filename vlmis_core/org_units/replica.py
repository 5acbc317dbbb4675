"""Describe the replica of the org-unit tree, and what applying a newer reading would change."""

from dataclasses import dataclass
from datetime import datetime

from vlmis_core.database import Database
from vlmis_core.errors import PermanentError
from vlmis_core.org_units.apply_org_units import REMOVED_SHARE_MAX
from vlmis_core.org_units.diff_org_units import OrgUnitDiff, diff_in


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


@dataclass(frozen=True, slots=True)
class ShownReading:
    """A reading that waits to be applied, or was."""

    reading_id: int
    unit_count: int
    present_count: int
    applied_at: datetime | None
    diff: OrgUnitDiff

    @property
    def needs_release(self) -> bool:
        """Tell whether the removals exceed the limit, so that a person must accept them."""
        return self.diff.count("removed") > self.present_count * REMOVED_SHARE_MAX


def show_reading(database: Database, reading_id: int) -> ShownReading:
    """Compare a reading with the replica; changes nothing.

    Raises:
        PermanentError: there is no such reading, or a newer one took its place.
    """
    with database.transaction() as tx:
        row = tx.row("org_units/select_reading", reading_id=reading_id)
        staged = tx.value("org_units/count_staged", reading_id=reading_id)
        if row is None or row.is_outdated or staged != row.unit_count:
            raise PermanentError(
                f"reading {reading_id} is not there, or another has taken its place: "
                "read the org units again."
            )
        diff = diff_in(tx, reading_id)
    return ShownReading(reading_id, row.unit_count, row.present_count, row.applied_at, diff)
