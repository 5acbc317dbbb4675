"""Describe a store for recording: its supplier, the stores it supplies, open days, balances."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from vlmis_core.database import Database
from vlmis_core.errors import NotLiveError
from vlmis_core.ledger.frozen_days import days_of_ledger
from vlmis_core.stores.find_stores import FoundStore, as_array


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
        row = tx.row("ledger/select_store", store_code=store_code)
        if row is None:
            return None
        horizon = tx.row("ledger/select_horizon")
        if horizon is None or horizon.first_open_day is None:
            raise NotLiveError(
                "the ledger has no first day yet: vlmis eod go-live --first-day DATE."
            )
        children = tx.rows("ledger/select_children", store_id=row.store_id)
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
            "ledger/select_own_stores", store_ids=as_array(store_ids), line_count=line_count
        )
    return [FoundStore(**row._mapping) for row in rows]


_LOT_DAYS = 365
"""Days back from today in which lots are looked for."""


@dataclass(frozen=True, slots=True)
class LotBalance:
    """What is left of a lot by the movements that name it; a help to choose, not a balance."""

    lot: str | None
    expires_on: date | None
    quantity: int


@dataclass(frozen=True, slots=True)
class Balance:
    """A product at a store; ``balance`` counts in ``unit`` and includes every open day."""

    code: str
    name: str
    unit: str
    balance: int
    is_open: bool
    lots: tuple[LotBalance, ...] = ()


def balances_of_store(database: Database, store_id: int, *, today: date) -> list[Balance]:
    """Every product in use, by code, with what the store holds at this moment.

    Raises:
        NotLiveError: the ledger has no first day yet.
    """
    with database.transaction() as tx:
        newest = days_of_ledger(tx).newest
        rows = tx.rows(
            "ledger/select_balances",
            store_id=store_id,
            last_frozen=newest,
            # While a day is closing, new movements count two days after the newest frozen one.
            open_days=_days(newest + timedelta(days=1), max(today, newest + timedelta(days=2))),
        )
        lots = defaultdict(list)
        for lot in tx.rows(
            "ledger/select_lots",
            store_id=store_id,
            days=_days(today - timedelta(days=_LOT_DAYS), max(today, newest + timedelta(days=2))),
        ):
            lots[lot.product_code].append(LotBalance(lot.lot, lot.expires_on, lot.quantity))
    return [Balance(**row._mapping, lots=tuple(lots[row.code])) for row in rows]


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
