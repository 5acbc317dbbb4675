"""Daily operations in parts: the live movements of days that are not frozen, newest first."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from vlmis_core.database import Database, Transaction
from vlmis_core.errors import PermanentError
from vlmis_core.ledger.calendar import ONE_DAY
from vlmis_core.ledger.frozen_days import read_frozen_days
from vlmis_core.stores.find_stores import branch_now


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationsChoice:
    """Which live movements; None leaves a choice open (no day: every day that is not frozen)."""

    day: date | None = None
    store_code: str | None = None
    product_code: str | None = None
    kind: str | None = None
    visible_store_ids: Collection[int] | None = None


@dataclass(frozen=True, slots=True)
class LiveTotal:
    """What the movements of a product did to the stock of the chosen stores, in its unit."""

    product_code: str
    product_name: str
    unit: str
    movement_count: int
    late_count: int
    stores: int
    stock_effect: int


@dataclass(frozen=True, slots=True)
class LiveMovement:
    """One movement of a day that is not frozen; quantities in ``unit``."""

    stock_day: date
    day_state: str
    occurred_on: date
    store_code: str
    store_name: str
    product_code: str
    product_name: str
    unit: str
    kind: str
    quantity: int
    stock_effect: int
    counterpart_store_code: str | None
    counterpart_store_name: str | None
    reason: str | None
    lot: str | None
    expires_on: date | None
    is_late: bool
    reverses_movement_id: int | None
    movement_id: int
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class OperationsPage:
    """A part of daily operations; days up to ``newest_frozen`` have none."""

    newest_frozen: date
    totals: list[LiveTotal]
    lines: list[LiveMovement]

    @property
    def line_count(self) -> int:
        """Movements in all."""
        return sum(total.movement_count for total in self.totals)


def browse_operations(
    database: Database, choice: OperationsChoice, *, line_count: int, skipped: int
) -> OperationsPage:
    """What moved so far, by product, and one page of the movements.

    Raises:
        NotLiveError: the ledger has no first day yet.
        PermanentError: the chosen day is frozen.
    """
    with database.transaction() as tx:
        params = _params(tx, choice)
        totals = tx.rows("reports/count_operations", **params)
        lines = tx.rows(
            "reports/select_operations", **params, line_count=line_count, skipped=skipped
        )
        newest = read_frozen_days(tx).newest
    return OperationsPage(
        newest,
        [LiveTotal(**row._mapping) for row in totals],
        [LiveMovement(**row._mapping) for row in lines],
    )


def stream_operations(tx: Transaction, choice: OperationsChoice) -> Iterator[LiveMovement]:
    """All of them, as they come out of the database; raises what ``browse_operations`` raises."""
    params = _params(tx, choice)
    rows = tx.stream("reports/select_operations", **params, line_count=None, skipped=0)
    return (LiveMovement(**row._mapping) for row in rows)


def _params(tx: Transaction, choice: OperationsChoice) -> dict[str, Any]:
    newest = read_frozen_days(tx).newest
    if choice.day is not None and choice.day <= newest:
        raise PermanentError(f"{choice.day} is frozen: its figures stand in the End-of-Day report.")
    return {
        "first_day": choice.day or newest + ONE_DAY,
        "last_day": choice.day or date.max,
        "store_ids": branch_now(tx, choice.store_code, choice.visible_store_ids),
        "product_code": choice.product_code,
        "kind": choice.kind,
    }
