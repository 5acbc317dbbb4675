"""What analytics should show of posted records, and why they may show something else."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import isclose
from typing import NamedTuple

from vlmis_core.dhis2.analytics_settings import AnalyticsSettings
from vlmis_core.dhis2.identifiers import period_of
from vlmis_core.dhis2_setup.model import indicators
from vlmis_core.dhis2_setup.model.indicators import PeriodType, StockIndicator


class Period(NamedTuple):
    """A day, week or month of DHIS2."""

    code: str
    period_type: PeriodType
    first_day: date
    last_day: date
    since: date
    """From where consumption counts towards months of stock: two months earlier."""


class PostedSums(NamedTuple):
    """Posted records of a product, an org unit with all below it, and a period, added up."""

    org_unit_uid: str
    level: int
    period: str
    returns_in: int | None
    returns_out: int | None
    distributed: int | None
    dispensing: int | None
    wastage: int | None
    discrepancy: int | None
    last_closing: int | None
    closing_of_last_day: int | None
    stock_outs: int | None
    dispensing_before: int
    """In the two months before."""


@dataclass(frozen=True, slots=True)
class AnalyticsState:
    """What decides how DHIS2 shows a product."""

    settings: AnalyticsSettings
    generated_at: datetime | None
    posted_at: datetime | None
    """When the newest values were accepted."""
    is_never_generated: bool


def periods_between(first_day: date, last_day: date) -> Iterator[Period]:
    """Yield each day, ISO week and month that has a day of the range."""
    days = [first_day + timedelta(days=n) for n in range((last_day - first_day).days + 1)]
    for day in days:
        yield Period(period_of(day), PeriodType.DAILY, day, day, day)
    for monday in sorted({day - timedelta(days=day.weekday()) for day in days}):
        year, week, _ = monday.isocalendar()
        sunday = monday + timedelta(days=6)
        yield Period(f"{year}W{week}", PeriodType.WEEKLY, monday, sunday, monday)
    for first in sorted({day.replace(day=1) for day in days}):
        last = _months_later(first, 1) - timedelta(days=1)
        since = _months_later(first, -2)
        yield Period(f"{first:%Y%m}", PeriodType.MONTHLY, first, last, since)


def _months_later(first: date, by: int) -> date:
    months = first.year * 12 + first.month - 1 + by
    return date(months // 12, months % 12 + 1, 1)


def value_of(indicator: StockIndicator, sums: PostedSums) -> float | None:
    """What an indicator must show of posted records; None: nothing."""
    return _VALUES[indicator.code](sums)


def _quotient(numerator: int | None, denominator: float, factor: int = 1) -> float | None:
    if numerator is None or not denominator:
        return None
    return numerator / denominator * factor


def _months_of_stock(sums: PostedSums) -> float | None:
    consumed = (sums.dispensing or 0) + sums.dispensing_before
    return _quotient(sums.last_closing, consumed / 3)


def _wastage_of_available(sums: PostedSums) -> float | None:
    received_and_opening = (
        (sums.last_closing or 0)
        - (sums.returns_in or 0)
        + (sums.returns_out or 0)
        + (sums.distributed or 0)
        + (sums.dispensing or 0)
        + (sums.wastage or 0)
        - (sums.discrepancy or 0)
    )
    return _quotient(sums.wastage, received_and_opening, 100)


def _wastage_of_used(sums: PostedSums) -> float | None:
    return _quotient(sums.wastage, (sums.dispensing or 0) + (sums.wastage or 0), 100)


_VALUES: Mapping[str, Callable[[PostedSums], float | None]] = {
    indicators.CLOSING.code: lambda sums: sums.last_closing,
    indicators.CLOSING_OF_DAY.code: lambda sums: sums.closing_of_last_day,
    indicators.CONSUMPTION.code: lambda sums: sums.dispensing,
    indicators.MONTHS_OF_STOCK.code: _months_of_stock,
    indicators.WASTAGE_OF_AVAILABLE.code: _wastage_of_available,
    indicators.WASTAGE_OF_USED.code: _wastage_of_used,
    indicators.STOCK_OUTS.code: lambda sums: sums.stock_outs,
}


def is_equal(indicator: StockIndicator, value: float | None, shown: float | None) -> bool:
    """Whether DHIS2 shows a value; without zeros, an empty cell says 0 where that is harmless."""
    if not indicator.needs_zeros:
        value, shown = value or 0, shown or 0
    if value is None or shown is None:
        return value is shown
    return isclose(value, shown, rel_tol=1e-6, abs_tol=1e-6)


@dataclass(frozen=True, slots=True)
class ShownIndicator:
    """An indicator of a product as DHIS2 has it."""

    uid: str
    has_formula: bool
    """Whether its expressions are those of the set-up."""
    aggregation_type: str | None
    """Of the product's data element."""


def reason_of(
    indicator: StockIndicator,
    found: ShownIndicator,
    period: Period,
    state: AnalyticsState,
    *,
    is_shown: bool,
) -> str:
    """The code of the most likely reason why DHIS2 shows something else."""
    if state.is_never_generated:
        return "analytics_never_generated"
    if not found.has_formula:
        return "analytics_formula_differs"
    if found.aggregation_type not in (None, "SUM"):
        return "analytics_aggregation_type_is_wrong"
    if not is_shown and str(period.period_type) in state.settings.missing_period_types:
        return "analytics_period_type_is_missing"
    if indicator.needs_zeros and state.settings.shows_zeros is False:
        return "analytics_zeros_are_hidden"
    if state.generated_at and state.posted_at and state.generated_at < state.posted_at:
        return "analytics_are_older_than_posted"
    return "analytics_reason_is_unknown"
