"""Daily operations: the live movements of the days that are not frozen, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from vlmis_core.database import Database, Transaction
from vlmis_core.errors import PermanentError
from vlmis_core.ledger.calendar import ONE_DAY
from vlmis_core.ledger.frozen_days import read_frozen_days
from vlmis_core.ledger.receipts import (
    Distribution,
    DistributionChoice,
    TransferOutcome,
    list_distributions,
)
from vlmis_core.messages import message
from vlmis_core.reports.movements import NEWEST_FIRST, Movement
from vlmis_core.reports.report_filter import ReportFilter, ledger_params
from vlmis_core.stores.find_stores import branch_store_ids


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
class LiveMovement(Movement):
    """A movement of a day that is not frozen."""


@dataclass(frozen=True, slots=True)
class OperationsReport:
    """Totals by product, and a page of the movements."""

    totals: list[LiveTotal]
    lines: list[LiveMovement]

    @property
    def line_count(self) -> int:
        """Movements in all."""
        return sum(total.movement_count for total in self.totals)


def report_operations(
    database: Database,
    chosen: ReportFilter,
    *,
    kind: str | None = None,
    line_count: int,
    skipped: int,
) -> OperationsReport:
    """Report what moved so far, by product, and one page of the movements.

    Without days it is every day that is not frozen.

    Raises:
        NotLiveError: the ledger has no first day yet.
        PermanentError: a chosen day is frozen.
    """
    with database.transaction() as tx:
        params = _params(tx, chosen, kind)
        return OperationsReport(
            tx.rows("reports/select_operation_totals", as_=LiveTotal, **params),
            tx.rows(
                "reports/select_movements",
                as_=LiveMovement,
                **params,
                **NEWEST_FIRST,
                line_count=line_count,
                skipped=skipped,
            ),
        )


def stream_operations(
    tx: Transaction, chosen: ReportFilter, *, kind: str | None = None
) -> Iterator[LiveMovement]:
    """Yield all movements as the database gives them; ``tx`` must stay open.

    Raises:
        VlmisError: see `report_operations`.
    """
    params = _params(tx, chosen, kind)
    return tx.stream(
        "reports/select_movements",
        as_=LiveMovement,
        **params,
        **NEWEST_FIRST,
        line_count=None,
        skipped=0,
    )


def _params(tx: Transaction, chosen: ReportFilter, kind: str | None) -> dict[str, Any]:
    newest = read_frozen_days(tx).newest
    first_day = chosen.first_day or newest + ONE_DAY
    if first_day <= newest:
        raise PermanentError(message("reported_day_is_frozen", day=first_day))
    open_days = replace(
        chosen, first_day=first_day, last_day=chosen.last_day or date.max, longest_days=None
    )
    return ledger_params(tx, open_days) | {"kind": kind}


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A day that is open, or being frozen (``closing``); its chosen movements so far."""

    day: date
    state: str
    movement_count: int


def list_open_days(
    database: Database, chosen: ReportFilter, *, kind: str | None = None, today: date
) -> list[OpenDay]:
    """List every day after the newest frozen one up to ``today``, newest first.

    The days of the filter are left aside; its stores and product, and the kind, are counted.

    Raises:
        NotLiveError: the ledger has no first day yet.
    """
    with database.transaction() as tx:
        newest = read_frozen_days(tx).newest
        begun = tx.rows(
            "reports/select_open_days",
            as_=OpenDay,
            newest_frozen=newest,
            store_ids=branch_store_ids(
                tx,
                chosen.store_code,
                chosen.visible_store_ids,
                with_stores_below=chosen.with_stores_below,
            ),
            product_code=chosen.product_code,
            kind=kind,
        )
    days = {open_day.day: open_day for open_day in begun}
    for number in range(1, (today - newest).days + 1):
        day = newest + timedelta(days=number)
        days.setdefault(day, OpenDay(day, "open", 0))
    return sorted(days.values(), key=lambda open_day: open_day.day, reverse=True)


def list_overdue_distributions(
    database: Database, chosen: ReportFilter, *, sent_before: date, line_count: int
) -> list[Distribution]:
    """List the unconfirmed distributions from or to the chosen stores that were sent before a day.

    Of the whole country none are listed: ``vlmis receipts list`` and the doctor do that.
    """
    with database.transaction() as tx:
        store_ids = branch_store_ids(
            tx,
            chosen.store_code,
            chosen.visible_store_ids,
            with_stores_below=chosen.with_stores_below,
        )
    if store_ids is None:
        return []
    overdue = DistributionChoice(
        visible_store_ids=store_ids, outcome=TransferOutcome.TO_CONFIRM, sent_before=sent_before
    )
    return list_distributions(database, overdue, line_count=line_count)
