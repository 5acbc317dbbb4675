"""A store as somebody records at it: its supplier, the stores it supplies, which days are open."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database
from vlmis_core.errors import NotLiveError
from vlmis_core.services.reports.find_stores import FoundStore, as_array


@dataclass(frozen=True, slots=True)
class Child:
    """A store that is supplied."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class RecordingStore:
    """A store, its supplier (None: it is the central one) and the open stores that it supplies."""

    store_id: int
    code: str
    name: str
    supplier_code: str | None
    supplier_name: str | None
    children: tuple[Child, ...]
    first_open_day: date

    @property
    def is_central(self) -> bool:
        """Whether it is the store that takes arrivals."""
        return self.supplier_code is None


def find_recording_store(database: Database, store_code: str) -> RecordingStore | None:
    """The store of this code; None where there is none.

    Raises:
        NotLiveError: the ledger has no first day yet.
    """
    with database.transaction() as tx:
        row = tx.row("recording/select_store", store_code=store_code)
        if row is None:
            return None
        horizon = tx.row("ledger/select_horizon")
        if horizon is None or horizon.first_open_day is None:
            raise NotLiveError(
                "the ledger has no first day yet: vlmis eod go-live --first-day DATE."
            )
        children = tx.rows("recording/select_children", store_id=row.store_id)
    return RecordingStore(
        **row._mapping,
        children=tuple(Child(**child._mapping) for child in children),
        first_open_day=horizon.first_open_day,
    )


def own_stores(
    database: Database, store_ids: Collection[int] | None, *, line_count: int
) -> list[FoundStore]:
    """The open stores of some ids, by code; without ids the central store."""
    with database.transaction() as tx:
        rows = tx.rows(
            "recording/select_own_stores", store_ids=as_array(store_ids), line_count=line_count
        )
    return [FoundStore(**row._mapping) for row in rows]
