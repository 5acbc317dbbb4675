"""Stock now: what some stores hold at this moment, and whether it suffices."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database
from vlmis_core.ledger.calendar import ONE_DAY, days_between
from vlmis_core.ledger.frozen_days import read_frozen_days
from vlmis_core.stores.find_stores import as_array


@dataclass(frozen=True, slots=True)
class HeldProduct:
    """What a store holds of a product, in ``unit``; ``minimum`` None: no limits apply."""

    store_code: str
    store_name: str
    product_code: str
    product_name: str
    unit: str
    balance: int
    minimum: int | None
    maximum: int | None
    status: str


@dataclass(frozen=True, slots=True)
class StockNow:
    """What the stores hold, open days included, by store; first what is out of stock or low.

    ``limits_of`` is the day by whose minimum and maximum the stock is assessed; None: no day is
    computed yet, so that only a stock-out is known.
    """

    limits_of: date | None
    held: list[HeldProduct]

    def of_store(self, store_code: str) -> list[HeldProduct]:
        """Return what one of the stores holds."""
        return [held for held in self.held if held.store_code == store_code]


def report_stock_now(database: Database, store_ids: Collection[int], *, today: date) -> StockNow:
    """Report the stock of some stores with its status.

    Raises:
        NotLiveError: the ledger has no first day yet.
    """
    with database.transaction() as tx:
        newest = read_frozen_days(tx).newest
        limits_of: date | None = tx.value("indicators/select_newest_computed_day")
        held = tx.rows(
            "reports/select_stock_now",
            as_=HeldProduct,
            store_ids=as_array(frozenset(store_ids)),
            last_frozen=newest,
            # While a day is closing, new movements count two days after the newest frozen one.
            open_days=days_between(newest + ONE_DAY, max(today, newest + 2 * ONE_DAY)),
            status_day=limits_of,
        )
    return StockNow(limits_of, held)
