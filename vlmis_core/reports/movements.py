"""Movements: the ledger of any period, frozen days too, with reason, other store and lot."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from vlmis_core.database import Database, Transaction
from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.reports.report_filter import ReportFilter, ledger_params
from vlmis_core.reports.sorting import part_of

NEWEST_FIRST: Mapping[str, Any] = {"reason": None, "other_store_code": None, "direction": -1}
"""What the statement of daily operations leaves open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementChoice:
    """Which movements are shown; None leaves a choice open.

    Attributes:
        stores: Stock days, store with those below it, product, and what the reader may see.
        kind: One kind of movement.
        reason: One reason of a wastage or count adjustment.
        other_store_code: Transfers with this store, whichever of the two sent.
    """

    stores: ReportFilter
    kind: MovementKind | None = None
    reason: str | None = None
    other_store_code: str | None = None


@dataclass(frozen=True, slots=True)
class MovementTotal:
    """All chosen movements of a product that have one kind and reason, net of reversals."""

    product_code: str
    product_name: str
    unit: str
    kind: str
    reason: str | None
    movement_count: int
    stores: int
    quantity: int
    stock_effect: int


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of one store; quantities in ``unit``."""

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
class MovementReport:
    """Totals by product, kind and reason, and a page of the movements, newest first."""

    totals: list[MovementTotal]
    lines: list[Movement]

    @property
    def line_count(self) -> int:
        """Movements in all."""
        return sum(total.movement_count for total in self.totals)


def report_movements(
    database: Database, chosen: MovementChoice, *, line_count: int, skipped: int = 0
) -> MovementReport:
    """Report the movements of a range of stock days, of frozen days and of open ones.

    Raises:
        PermanentError: the range ends before it begins, or is longer than the reader may ask for.
    """
    with database.transaction() as tx:
        params = _params(tx, chosen)
        totals = tx.rows("reports/select_movement_totals", as_=MovementTotal, **params)
        counted = sum(total.movement_count for total in totals)
        part = part_of(counted, line_count=line_count, skipped=skipped)
        lines = tx.rows(
            "reports/select_movements",
            as_=Movement,
            **params,
            direction=1 if part.from_end else -1,
            line_count=part.line_count,
            skipped=part.skipped,
        )
    return MovementReport(totals, part.in_order(lines))


def stream_movements(tx: Transaction, chosen: MovementChoice) -> Iterator[Movement]:
    """Yield all these movements as the database gives them; ``tx`` must stay open.

    Raises:
        PermanentError: see `report_movements`.
    """
    return tx.stream(
        "reports/select_movements",
        as_=Movement,
        **_params(tx, chosen),
        direction=-1,
        line_count=None,
        skipped=0,
    )


def _params(tx: Transaction, chosen: MovementChoice) -> dict[str, Any]:
    return ledger_params(tx, chosen.stores) | {
        "kind": chosen.kind,
        "reason": chosen.reason,
        "other_store_code": chosen.other_store_code,
    }
