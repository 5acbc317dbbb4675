"""Stock status: which stores were out of stock, low, adequately stocked or over, on one day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from vlmis_core.database import Database, Transaction
from vlmis_core.errors import DayNotReadyError
from vlmis_core.messages import message
from vlmis_core.reports.report_filter import ReportFilter, branch_of_day
from vlmis_core.reports.sorting import NO_ORDER, Order, Part, parts_of

MOST_AREAS = 40
"""Rows of the matrix: of more areas, those with the most stores in the status that is shown."""


class StockStatus(StrEnum):
    """The status of a store and product at the end of a day; the worst first."""

    STOCKED_OUT = "stocked_out"
    LOW = "low"
    ADEQUATE = "adequate"
    OVER = "over"
    NOT_ASSESSED = "not_assessed"


class Places(StrEnum):
    """Which stores are counted: a depot only passes stock on (docs/indicators.md)."""

    FACILITIES = "facilities"
    DEPOTS = "depots"
    ALL = "all"


_STATUS = "status"
_COLUMNS = ("store", "product", "closing", "consumption", "months_of_stock")
SORTED_BY = (_STATUS, *_COLUMNS)
"""The columns by which the lines can be sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChoice:
    """Which part of the stock status is shown.

    Attributes:
        stores: Store with those below it, product, and the stores that the reader may see; its
            last day is the day, None the newest computed one.
        status: One status of the lines; the matrix counts stores of that status, or without one
            those that are stocked out.
        places: Facilities, depots or both.
        level: One level of the supply tree; the central store is 1.
    """

    stores: ReportFilter
    status: StockStatus | None = None
    places: Places = Places.FACILITIES
    level: int | None = None


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many stores of an area, or in all (``area_code`` None), have each status of a product.

    ``area_count`` is the number of areas, more than are listed where they are many.
    """

    product_code: str
    product_name: str
    area_code: str | None
    area_name: str | None
    has_stores_below: bool
    stocked_out: int
    low: int
    adequate: int
    over: int
    not_assessed: int
    area_count: int

    @property
    def stores(self) -> int:
        """Stores that keep the product."""
        return self.stocked_out + self.low + self.adequate + self.over + self.not_assessed

    def of(self, status: StockStatus) -> int:
        """Stores of a status."""
        return int(getattr(self, status.value))


@dataclass(frozen=True, slots=True)
class StatusArea:
    """A row of the matrix: a store with those below it, and its counts by product code."""

    code: str
    name: str
    has_stores_below: bool
    counts: dict[str, StatusCount]


@dataclass(frozen=True, slots=True)
class StatusLine:
    """A store and product at the end of the day; quantities in ``unit``."""

    day: date
    status: str
    store_code: str
    store_name: str
    supplier_store_code: str | None
    level: int
    is_depot: bool
    product_code: str
    product_name: str
    unit: str
    closing: int
    minimum: int | None
    maximum: int | None
    average_monthly_consumption: Decimal
    months_of_stock: Decimal | None


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The matrix with its totals by product, and a page of the lines.

    Attributes:
        day: The day that is shown.
        deepest_level: The deepest level of the supply tree on the day.
        totals: All chosen stores, by product.
        areas: The areas by product; not all where there are more than `MOST_AREAS`.
        area_count: Areas in all.
        lines: One page of the stores and products.
        line_count: Lines in all.
    """

    day: date
    deepest_level: int
    totals: list[StatusCount]
    areas: list[StatusArea]
    area_count: int
    lines: Sequence[StatusLine]
    line_count: int

    def count(self, status: StockStatus) -> int:
        """Stores and products of a status, whichever status the lines are narrowed to."""
        return sum(total.of(status) for total in self.totals)


def report_stock_status(
    database: Database,
    chosen: StatusChoice,
    *,
    order: Order = NO_ORDER,
    line_count: int,
    skipped: int = 0,
) -> StatusReport | None:
    """Report the stock status of a day: a matrix of areas and products, and a page of the lines.

    None: no day is computed yet.

    An area is a store below the chosen one with everything below it, or below the only store at
    the top of those that the reader may see; that store itself is a row, too.

    Raises:
        DayNotReadyError: the chosen day is not computed.
        PermanentError: no store has the chosen code.
    """
    with database.transaction() as tx:
        if tx.value("indicators/select_newest_computed_day") is None:
            return None
        params = _params(tx, chosen)
        found = tx.rows(
            "reports/select_status_matrix",
            as_=StatusCount,
            **params,
            area_by_store=tx.value(
                "reports/select_area_by_store", day=params["day"], store_ids=params["store_ids"]
            ),
            shown=chosen.status or StockStatus.STOCKED_OUT,
            area_limit=MOST_AREAS,
        )
        totals = [count for count in found if count.area_code is None]
        counts = _count_statuses(chosen, totals, order)
        lines = [
            line
            for status, part in parts_of(counts, line_count=line_count, skipped=skipped)
            for line in _read_lines(tx, params, status, order, part)
        ]
        deepest_level = tx.value("reports/select_deepest_level", as_=int, day=params["day"])
    return StatusReport(
        day=params["day"],
        deepest_level=deepest_level,
        totals=totals,
        areas=_areas_of(found),
        area_count=max((count.area_count for count in found), default=0),
        lines=lines,
        line_count=sum(counts.values()),
    )


def _count_statuses(
    chosen: StatusChoice, totals: Sequence[StatusCount], order: Order
) -> dict[StockStatus | None, int]:
    """Count the lines of each status in the order of the list; None: of every status at once.

    A list that is sorted by status is read status by status: only the lines of those that are on
    the page need to be sorted.
    """
    statuses = [chosen.status] if chosen.status else list(StockStatus)
    counts = {status: sum(total.of(status) for total in totals) for status in statuses}
    if order.column in (None, _STATUS):
        return dict(reversed(counts.items()) if order.is_descending else counts.items())
    return {chosen.status: sum(counts.values())}


def _read_lines(
    tx: Transaction, params: dict[str, Any], status: StockStatus | None, order: Order, part: Part
) -> list[StatusLine]:
    return part.in_order(
        tx.rows(
            "reports/select_status_lines",
            as_=StatusLine,
            **params,
            **_sorted(order, from_end=part.from_end),
            status=status,
            line_count=part.line_count,
            skipped=part.skipped,
        )
    )


def _sorted(order: Order, *, from_end: bool = False) -> dict[str, Any]:
    """Sort by a column; lines of one status, which are sorted by it already, along the tree."""
    column = order if order.column not in (None, _STATUS) else NO_ORDER
    return column.params(_COLUMNS, from_end=from_end)


def stream_stock_status(
    tx: Transaction, chosen: StatusChoice, *, order: Order = NO_ORDER
) -> Iterator[StatusLine]:
    """Yield all lines as the database gives them; ``tx`` must stay open.

    Raises:
        VlmisError: see `report_stock_status`.
        DayNotReadyError: no day is computed yet.
    """
    params = _params(tx, chosen)
    statuses: list[StockStatus | None] = [chosen.status]
    if chosen.status is None and order.column in (None, _STATUS):
        statuses = [*reversed(StockStatus)] if order.is_descending else [*StockStatus]
    for status in statuses:
        yield from tx.stream(
            "reports/select_status_lines",
            as_=StatusLine,
            **params,
            **_sorted(order),
            status=status,
            line_count=None,
            skipped=0,
        )


def _areas_of(counts: Sequence[StatusCount]) -> list[StatusArea]:
    areas: dict[str, StatusArea] = {}
    for count in counts:
        if count.area_code is None or count.area_name is None:
            continue
        area = StatusArea(count.area_code, count.area_name, count.has_stores_below, {})
        areas.setdefault(area.code, area).counts[count.product_code] = count
    return list(areas.values())


def _params(tx: Transaction, chosen: StatusChoice) -> dict[str, Any]:
    newest: date | None = tx.value("indicators/select_newest_computed_day")
    if newest is None:
        raise DayNotReadyError(message("no_stock_status_is_computed"))
    day = chosen.stores.last_day or newest
    if tx.value("reports/select_deepest_level", day=day) is None:
        raise DayNotReadyError(message("stock_status_is_not_computed", day=day, newest=newest))
    return {
        "day": day,
        "store_ids": branch_of_day(tx, chosen.stores, day),
        "product_code": chosen.stores.product_code,
        "places": chosen.places,
        "level": chosen.level,
    }
