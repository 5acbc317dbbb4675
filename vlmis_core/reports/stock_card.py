"""The stock card: every movement of a store and product, with the balance after each."""

from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database
from vlmis_core.errors import PermanentError
from vlmis_core.ledger.frozen_days import read_frozen_days
from vlmis_core.messages import message
from vlmis_core.reports.report_filter import ReportFilter, day_range
from vlmis_core.stores.find_stores import require_store

LONGEST_CARD_DAYS = 366
"""The longest card that a page or a request may ask for."""


@dataclass(frozen=True, slots=True)
class CardLine:
    """One movement; effect and balance are in the card's unit.

    The fields from ``outcome`` on are of distributions: what was sent, what the child confirmed.
    """

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
    outcome: str | None
    sent: int | None
    received: int | None
    received_on: date | None
    received_by: str | None


@dataclass(frozen=True, slots=True)
class CardCount:
    """A physical count: the counted quantity, and the balance in the ledger before it."""

    stock_day: date
    occurred_on: date
    counted: int
    balance: int
    reason: str
    recorded_by: str
    count_id: int


@dataclass(frozen=True, slots=True)
class StockCard:
    """A store and product over some days; ``opening`` is the stock before the first line."""

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


@dataclass(frozen=True, slots=True)
class _Pair:
    store_id: int
    store_name: str
    product_id: int
    product_name: str
    unit: str
    opened_on: date | None


def report_stock_card(database: Database, chosen: ReportFilter) -> StockCard:
    """Report the card of a store and product, open days included.

    Lines are in the order in which the stock days count them: a late entry is in the day that
    counts it. Within a day they are as recorded, or, where the balance would be negative in
    between, what adds stock first. A card that would begin before the ledger begins on the ledger's
    first day.

    Raises:
        PermanentError: no store or product is chosen or exists, the store never held the product,
            or the range of days is backward or too long.
    """
    store_code, product_code, days = chosen.store_code, chosen.product_code, day_range(chosen)
    if store_code is None or product_code is None:
        raise PermanentError(message("stock_card_needs_a_pair"))
    with database.transaction() as tx:
        pair = tx.row(
            "reports/select_pair", as_=_Pair, store_code=store_code, product_code=product_code
        )
        names = {"store": store_code, "product": product_code}
        if pair is None:
            require_store(tx, store_code)
            raise PermanentError(message("stock_card_is_unknown", **names))
        if pair.opened_on is None:
            raise PermanentError(message("stock_card_has_no_stock", **names))
        first_day = max(days.first_day, read_frozen_days(tx).first_day)
        ids = {"store_id": pair.store_id, "product_id": pair.product_id, "first_day": first_day}
        ranged = ids | {"last_day": days.last_day}
        opening = tx.value("reports/select_balance_before", as_=int, **ids)
        return StockCard(
            store_name=pair.store_name,
            product_name=pair.product_name,
            unit=pair.unit,
            first_day=first_day,
            opening=opening,
            lines=tx.rows("reports/select_stock_card", as_=CardLine, **ranged, balance=opening),
            counts=tx.rows("reports/select_counts_of_pair", as_=CardCount, **ranged),
        )
