"""What somebody recorded at a store since an instant, and where one movement was recorded."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vlmis_core.database import Database

_LOOK_BACK = 40
"""Stock days before today that are looked into: nights may have frozen what was entered today."""


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
    counterpart_store_name: str | None
    reason: str | None
    lot: str | None
    counted: int | None
    reverses_movement_id: int | None
    reversed_by: int | None
    is_late: bool

    @property
    def can_be_taken_back(self) -> bool:
        """Whether a reversal is possible: of a movement, once, and not of a reversal."""
        is_free = self.reverses_movement_id is None and self.reversed_by is None
        return self.movement_id is not None and is_free


@dataclass(frozen=True, slots=True)
class EntryOrigin:
    """Where and by whom a movement was recorded."""

    store_id: int
    recorded_by: str
    store_code: str


def list_own_entries(
    database: Database, store_id: int, *, recorded_by: str, since: datetime, today: date
) -> list[OwnEntry]:
    """The entries of one person, newest first; at most 500."""
    days = [today + timedelta(days=number) for number in range(-_LOOK_BACK, 3)]
    with database.transaction() as tx:
        rows = tx.rows(
            "ledger/select_entries",
            store_id=store_id,
            days=days,
            recorded_by=recorded_by,
            since=since,
        )
    return [OwnEntry(**row._mapping) for row in rows]


def origin_of_entry(database: Database, movement_id: int) -> EntryOrigin | None:
    """Where a movement was recorded; None where there is no such movement."""
    with database.transaction() as tx:
        row = tx.row("ledger/select_entry", movement_id=movement_id)
    return None if row is None else EntryOrigin(**row._mapping)
