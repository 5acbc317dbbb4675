"""The End-of-Day report: frozen stock of a range of days, as totals, lines and a chart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from vlmis_core.database import Database, Transaction
from vlmis_core.errors import DayNotReadyError, PermanentError
from vlmis_core.ledger.frozen_days import read_frozen_days
from vlmis_core.messages import message
from vlmis_core.reports.report_filter import DayRange, ReportFilter, branch_of_day, day_range

QUANTITIES = (
    "opening",
    "arrivals",
    "requisitions_received",
    "distributions_out",
    "returns_in",
    "returns_out",
    "count_adjustment",
    "dispensing",
    "wastage",
    "closing",
)
"""The ten quantities of a line, in the order of the report."""

USUAL_CHART_DAYS = 30
"""How many days a chart shows when one day is chosen."""


@dataclass(frozen=True, kw_only=True)
class EodQuantities:
    """Quantities in the product's unit: opening of the first day, flows, closing of the last."""

    product_code: str
    product_name: str
    unit: str
    opening: int
    arrivals: int
    requisitions_received: int
    distributions_out: int
    returns_in: int
    returns_out: int
    count_adjustment: int
    dispensing: int
    wastage: int
    closing: int
    has_late_entries: bool


@dataclass(frozen=True, kw_only=True)
class EodTotal(EodQuantities):
    """A product over all chosen stores and days; stores are those of the last day."""

    line_count: int
    stores: int
    stores_at_zero: int


@dataclass(frozen=True, kw_only=True)
class _StoreOfLine:
    """The store of a line: its name as now, its org unit and position in the tree as frozen."""

    store_code: str
    store_name: str
    org_unit_uid: str | None
    supplier_store_code: str | None
    level: int
    path: str


@dataclass(frozen=True, kw_only=True)
class _OneDay:
    day: date


@dataclass(frozen=True, kw_only=True)
class _SeveralDays:
    first_day: date
    last_day: date


@dataclass(frozen=True, kw_only=True)
class EodStoreLine(EodQuantities, _StoreOfLine):
    """A store and product."""


@dataclass(frozen=True, kw_only=True)
class EodDayLine(EodStoreLine, _OneDay):
    """A store and product on one day."""


@dataclass(frozen=True, kw_only=True)
class EodPairLine(EodStoreLine, _SeveralDays):
    """A store and product over the range, or over the part of it in which they had a row."""


@dataclass(frozen=True, slots=True)
class EodSelection:
    """The frozen days and stores that a filter selects; ``store_ids`` None means every store."""

    days: DayRange
    newest_frozen: date
    store_ids: Sequence[int] | None
    product_code: str | None

    @property
    def params(self) -> dict[str, Any]:
        """What the statements of the report take."""
        return {
            "first_day": self.days.first_day,
            "last_day": self.days.last_day,
            "store_ids": self.store_ids,
            "product_code": self.product_code,
        }


@dataclass(frozen=True, slots=True)
class EodReport:
    """Totals, and the part ``lines`` of ``line_count`` lines in all."""

    selection: EodSelection
    totals: list[EodTotal]
    line_count: int
    lines: Sequence[EodStoreLine]


def select_eod(tx: Transaction, chosen: ReportFilter) -> EodSelection:
    """Find the frozen days and stores that a filter selects.

    Without days it is the newest frozen day, with one day that one. The stores below a store are
    those of the last day.

    Raises:
        NotLiveError: the ledger has no first day yet.
        DayNotReadyError: a day of the range is not frozen.
        PermanentError: the days are in the wrong order, before the ledger, or too many.
    """
    frozen = read_frozen_days(tx)
    last_day = chosen.last_day or chosen.first_day or frozen.newest
    if last_day > frozen.newest:
        raise DayNotReadyError(
            message("reported_day_is_not_frozen", day=last_day, newest=frozen.newest)
        )
    days = day_range(replace(chosen, first_day=chosen.first_day or last_day, last_day=last_day))
    if days.first_day < frozen.day_zero:
        raise PermanentError(message("range_begins_before_the_ledger", first_day=frozen.first_day))
    return EodSelection(
        days, frozen.newest, branch_of_day(tx, chosen, last_day), chosen.product_code
    )


def report_eod(
    database: Database,
    chosen: ReportFilter,
    *,
    by_day: bool,
    line_count: int | None,
    skipped: int = 0,
) -> EodReport:
    """Report totals by product and one page of lines.

    A line is a store and product over the range or, ``by_day`` and of a single day, on one day.

    Raises:
        VlmisError: see `select_eod`.
    """
    with database.transaction() as tx:
        selection = select_eod(tx, chosen)
        by_day = by_day or selection.days.is_one_day
        totals = tx.rows("reports/select_eod_totals", as_=EodTotal, **selection.params)
        lines = tx.rows(
            _statement(by_day=by_day),
            as_=line_class(by_day=by_day),
            **selection.params,
            line_count=line_count,
            skipped=skipped,
        )
        counted = (
            sum(total.line_count for total in totals)
            if by_day
            else tx.value("reports/count_eod_pairs", as_=int, **selection.params)
        )
    return EodReport(selection, totals, counted, lines)


def stream_eod(tx: Transaction, selection: EodSelection, *, by_day: bool) -> Iterator[EodStoreLine]:
    """Yield all lines of the report as the database gives them; ``tx`` must stay open."""
    return tx.stream(
        _statement(by_day=by_day),
        as_=line_class(by_day=by_day),
        **selection.params,
        line_count=None,
        skipped=0,
    )


def line_class(*, by_day: bool) -> type[EodStoreLine]:
    """Return the class of the lines."""
    return EodDayLine if by_day else EodPairLine


def _statement(*, by_day: bool) -> str:
    return "reports/select_eod_days" if by_day else "reports/select_eod_pairs"


@dataclass(frozen=True, slots=True)
class ChartDay:
    """The chosen stores together on one day, in the product's unit; flows net of reversals."""

    day: date
    closing: int
    received: int
    passed_on: int
    dispensing: int
    wastage: int


def chart_eod(database: Database, chosen: ReportFilter) -> list[ChartDay]:
    """Report one product day by day, oldest first; of a single day the thirty days up to it.

    Raises:
        PermanentError: no product is chosen (units differ).
        VlmisError: see `select_eod`.
    """
    if chosen.product_code is None:
        raise PermanentError(message("chart_needs_a_product"))
    with database.transaction() as tx:
        selection = select_eod(tx, chosen)
        params = selection.params
        if selection.days.is_one_day:
            earliest = selection.days.last_day - timedelta(days=USUAL_CHART_DAYS - 1)
            params["first_day"] = max(read_frozen_days(tx).day_zero, earliest)
        return tx.rows("reports/select_eod_chart", as_=ChartDay, **params)
