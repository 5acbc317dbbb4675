"""Describe a store for recording: its supplier, the stores it supplies, open days, balances."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from vlmis_core.database import Database
from vlmis_core.ledger.calendar import days_between
from vlmis_core.ledger.frozen_days import read_frozen_days, read_horizon
from vlmis_core.stores.find_stores import FoundStore, as_array


@dataclass(frozen=True, slots=True)
class ChildStore:
    """A store that another store supplies."""

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
    children: tuple[ChildStore, ...]
    first_open_day: date
    newest_code_change: int = 0
    """Of any store; a form remembers it, so that a code that passed on meanwhile is noticed."""

    @property
    def is_central(self) -> bool:
        """Tell whether the store takes arrivals."""
        return self.supplier_code is None


def find_recording_store(database: Database, store_code: str) -> RecordingStore | None:
    """Find the store with this code; None where there is none.

    Raises:
        NotLiveError: the ledger has no first day yet.
    """
    with database.transaction() as tx:
        row = tx.row("ledger/select_store", store_code=store_code)
        if row is None:
            return None
        horizon = read_horizon(tx)
        children = tx.rows("ledger/select_children", as_=ChildStore, store_id=row.store_id)
    return RecordingStore(
        store_id=row.store_id,
        code=row.code,
        name=row.name,
        supplier_code=row.supplier_code,
        supplier_name=row.supplier_name,
        children=tuple(children),
        first_open_day=horizon.first_open_day,
        newest_code_change=row.newest_code_change,
    )


def find_recoded_stores(
    database: Database, codes: Collection[str], *, since: int
) -> list[ChildStore]:
    """Find which codes have passed to their stores since a ``newest_code_change``."""
    with database.transaction() as tx:
        return tx.rows("ledger/find_recoded_stores", as_=ChildStore, codes=list(codes), since=since)


def list_recording_stores(
    database: Database, store_ids: Collection[int] | None, *, line_count: int
) -> list[FoundStore]:
    """List the open stores with some ids, by code; without ids the central store."""
    with database.transaction() as tx:
        return tx.rows(
            "ledger/select_recording_stores",
            as_=FoundStore,
            store_ids=as_array(store_ids),
            line_count=line_count,
        )


_LOT_DAYS = 365
"""How many days before today are searched for lots."""


@dataclass(frozen=True, slots=True)
class LotBalance:
    """What a store holds of a lot; of a product that is not tracked by lot a suggestion only."""

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
    tracked_from: date | None = None
    lots: tuple[LotBalance, ...] = ()
    """First the one that expires first."""

    def is_tracked_on(self, day: date) -> bool:
        """Tell whether entries of a day name a lot."""
        return self.tracked_from is not None and self.tracked_from <= day


def list_store_balances(database: Database, store_id: int, *, today: date) -> list[Balance]:
    """List every product in use, by code, with the stock of the store at this moment.

    Raises:
        NotLiveError: the ledger has no first day yet.
    """
    with database.transaction() as tx:
        newest = read_frozen_days(tx).newest
        balances = tx.rows(
            "ledger/select_balances",
            as_=Balance,
            store_id=store_id,
            last_frozen=newest,
            # While a day is closing, new movements count two days after the newest frozen one.
            open_days=days_between(
                newest + timedelta(days=1), max(today, newest + timedelta(days=2))
            ),
        )
        lots = defaultdict(list)
        for lot in tx.rows(
            "ledger/select_lots",
            store_id=store_id,
            days=days_between(
                today - timedelta(days=_LOT_DAYS), max(today, newest + timedelta(days=2))
            ),
            today=today,
        ):
            lots[lot.product_code].append(LotBalance(lot.lot, lot.expires_on, lot.quantity))
    return [replace(balance, lots=tuple(lots[balance.code])) for balance in balances]
