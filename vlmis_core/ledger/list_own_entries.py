"""List what a person recorded at a store since an instant; find where a movement was recorded."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vlmis_core.database import Database

_DAYS_SEARCHED = 40
"""Stock days before today that are searched: an entry may be dated before today."""


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """One movement, or a count that found no difference (``movement_id`` is None)."""

    movement_id: int | None
    recorded_at: datetime
    stock_day: date
    occurred_on: date
    product_name: str
    unit: str
    kind: str
    stock_effect: int
    counterpart_store_code: str | None
    counterpart_store_name: str | None
    reason: str | None
    lot: str | None
    expires_on: date | None
    counted: int | None
    reverses_movement_id: int | None
    reversed_by: int | None
    is_late: bool
    outcome: str | None
    """Of a distribution: what became of it."""

    @property
    def can_be_cancelled(self) -> bool:
        """Tell whether the entry may be reversed: a movement once, a reversal never."""
        is_unreversed = self.reverses_movement_id is None and self.reversed_by is None
        return self.movement_id is not None and is_unreversed


@dataclass(frozen=True, slots=True)
class EntryOrigin:
    """The store and the author of a movement."""

    store_id: int
    recorded_by: str
    store_code: str


def list_own_entries(
    database: Database, store_id: int, *, recorded_by: str, since: datetime, today: date
) -> list[OwnEntry]:
    """List the entries of one person, newest first; at most 500."""
    days = [today + timedelta(days=number) for number in range(-_DAYS_SEARCHED, 3)]
    with database.transaction() as tx:
        return tx.rows(
            "ledger/select_entries",
            as_=OwnEntry,
            store_id=store_id,
            days=days,
            recorded_by=recorded_by,
            since=since,
        )


def find_entry_origin(database: Database, movement_id: int) -> EntryOrigin | None:
    """Find the store and the author of a movement; None where there is no such movement."""
    with database.transaction() as tx:
        return tx.row("ledger/select_entry", as_=EntryOrigin, movement_id=movement_id)
