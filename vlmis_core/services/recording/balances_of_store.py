"""What a store holds now: the balance of every product, and the lots that entries name."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from vlmis_core.database import Database
from vlmis_core.services.freeze.frozen_days import days_of_ledger

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
            "recording/select_balances",
            store_id=store_id,
            last_frozen=newest,
            # While a day is closing, new movements count two days after the newest frozen one.
            open_days=_days(newest + timedelta(days=1), max(today, newest + timedelta(days=2))),
        )
        lots = defaultdict(list)
        for lot in tx.rows(
            "recording/select_lots",
            store_id=store_id,
            days=_days(today - timedelta(days=_LOT_DAYS), max(today, newest + timedelta(days=2))),
        ):
            lots[lot.product_code].append(LotBalance(lot.lot, lot.expires_on, lot.quantity))
    return [Balance(**row._mapping, lots=tuple(lots[row.code])) for row in rows]


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
