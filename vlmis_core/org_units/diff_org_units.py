"""Say what a reading of the org-unit tree would change."""

from collections import Counter
from dataclasses import dataclass

from vlmis_core.database import Database, Transaction


@dataclass(frozen=True, slots=True)
class OrgUnitChange:
    """One org unit that a reading adds, changes, moves, removes or brings back (``returned``)."""

    change: str
    org_unit_uid: str
    code: str | None
    name: str
    path_before: str | None
    path_now: str | None


@dataclass(frozen=True, slots=True)
class OrgUnitDiff:
    """All changes of a reading, ordered by kind and path."""

    reading_id: int
    changes: tuple[OrgUnitChange, ...]

    def count(self, change: str) -> int:
        """How many org units are added, changed, moved, removed or returned."""
        return sum(entry.change == change for entry in self.changes)

    def __str__(self) -> str:
        counts = Counter(entry.change for entry in self.changes)
        return ", ".join(f"{counts[kind]} {kind}" for kind in sorted(counts)) or "no change"


def diff_org_units(database: Database, reading_id: int) -> OrgUnitDiff:
    """The difference between the replica and a reading; changes nothing."""
    with database.transaction() as tx:
        return diff_in(tx, reading_id)


def diff_in(tx: Transaction, reading_id: int) -> OrgUnitDiff:
    """The difference, seen from inside a transaction."""
    rows = tx.rows("org_units/select_differences", reading_id=reading_id)
    return OrgUnitDiff(
        reading_id,
        tuple(
            OrgUnitChange(
                row.change, row.org_unit_uid, row.code, row.name, row.path_before, row.path_now
            )
            for row in rows
        ),
    )
