"""The stock card: every movement of a store and product, with the balance after each."""

from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database
from vlmis_core.errors import PermanentError
from vlmis_core.ledger.frozen_days import read_frozen_days


@dataclass(frozen=True, slots=True)
class CardLine:
    """One movement; effect and balance are in the card's unit."""

    stock_day: date
    day_state: str
    occurred_on: date
    kind: str
    stock_effect: int
    balance: int
    counterpart_store_code: str | None
    reason: str | None
    lot: str | None
    is_late: bool
    reverses_movement_id: int | None
    movement_id: int
    recorded_by: str


@dataclass(frozen=True, slots=True)
class CardCount:
    """A physical count: what was seen, and the balance that it was measured against."""

    stock_day: date
    occurred_on: date
    counted: int
    balance: int
    reason: str
    recorded_by: str
    count_id: int


@dataclass(frozen=True, slots=True)
class StockCard:
    """A pair over some days; ``opening`` is its stock before the first line, in ``unit``."""

    store_name: str
    product_name: str
    unit: str
    first_day: date
    opening: int
    lines: list[CardLine]
    counts: list[CardCount]

    @property
    def closing(self) -> int:
        """The stock after the last line, in ``unit``."""
        return self.lines[-1].balance if self.lines else self.opening


def report_stock_card(
    database: Database, *, store_code: str, product_code: str, first_day: date, last_day: date
) -> StockCard:
    """The card of a pair from ``first_day`` to ``last_day``, open days included.

    Lines stand in the order in which stock days count them; a late entry stands where it counts.
    Before the ledger's first day there is no balance: an earlier card begins on that day.

    Raises:
        PermanentError: no such store or product, or the two have never met.
    """
    with database.transaction() as tx:
        pair = tx.row("reports/select_pair", store_code=store_code, product_code=product_code)
        if pair is None or pair.opened_on is None:
            why = "no such store or product" if pair is None else "the store never held the product"
            raise PermanentError(
                f"no stock card of {store_code} × {product_code}: {why}; see vlmis stores tree "
                "and vlmis products list."
            )
        first_day = max(first_day, read_frozen_days(tx).first_day)
        ids = {"store_id": pair.store_id, "product_id": pair.product_id, "first_day": first_day}
        opening = int(tx.value("reports/select_balance_before", **ids))
        lines = tx.rows("reports/select_stock_card", **ids, last_day=last_day, balance=opening)
        counts = tx.rows("reports/select_counts_of_pair", **ids, last_day=last_day)
    return StockCard(
        store_name=pair.store_name,
        product_name=pair.product_name,
        unit=pair.unit,
        first_day=first_day,
        opening=opening,
        lines=[CardLine(**row._mapping) for row in lines],
        counts=[CardCount(**row._mapping) for row in counts],
    )
