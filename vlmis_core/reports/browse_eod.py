"""The End-of-Day report in parts: totals by product, and the lines of one page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from vlmis_core.database import Database, Transaction
from vlmis_core.reports.eod_range import EodRange, FoundRange, find_range

FIGURES = (
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
"""The ten figures of a row, in the order of the report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Ten figures in the product's unit: opening of the first day, flows, closing of the last."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class EodTotal(Figures):
    """A product over all chosen stores and days; stores are those of the last day."""

    line_count: int
    stores: int
    stores_at_zero: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EodPairLine(Figures):
    """A store and product over the range, or the part of it in which the pair had a row."""

    store_code: str
    store_name: str
    level: int
    path: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EodDayLine(Figures):
    """A store and product on one day."""

    day: date
    store_code: str
    store_name: str
    level: int
    path: str


@dataclass(frozen=True, slots=True)
class EodPage:
    """A part of the report: ``line_count`` lines in all, of which ``lines`` are this page's."""

    found: FoundRange
    totals: list[EodTotal]
    line_count: int
    lines: Sequence[EodPairLine | EodDayLine]


def browse_eod(
    database: Database, asked: EodRange, *, by_day: bool, line_count: int, skipped: int
) -> EodPage:
    """Totals and one page of lines: a line a pair, or (always of one day) a line a pair and day.

    Raises what ``find_range`` raises.
    """
    with database.transaction() as tx:
        found = find_range(tx, asked)
        by_day = by_day or found.is_one_day
        totals = [EodTotal(**row._mapping) for row in tx.rows("reports/total_eod", **found.params)]
        lines = [
            line(row, by_day=by_day)
            for row in tx.rows(
                _query(by_day=by_day), **found.params, line_count=line_count, skipped=skipped
            )
        ]
        counted = (
            sum(total.line_count for total in totals)
            if by_day
            else int(tx.value("reports/count_eod_pairs", **found.params))
        )
    return EodPage(found, totals, counted, lines)


def stream_eod(tx: Transaction, found: FoundRange, *, by_day: bool) -> Iterator[Any]:
    """All lines of a range, as they come out of the database; needs its transaction open."""
    rows = tx.stream(_query(by_day=by_day), **found.params, line_count=None, skipped=0)
    return (line(row, by_day=by_day) for row in rows)


def line(row: Any, *, by_day: bool) -> EodPairLine | EodDayLine:
    """A row of the database as a line of the report."""
    return EodDayLine(**row._mapping) if by_day else EodPairLine(**row._mapping)


def _query(*, by_day: bool) -> str:
    return "reports/select_eod_days" if by_day else "reports/select_eod_pairs"
