"""Analytics: tables that are generated from the data values, and the values that they answer.

As measured on 2.42.5.2 and 2.43.1: without the zero setting the tables have no 0, so that LAST
finds an older balance; subExpression adds up the values of an org unit before it compares them; on
2.43 what is added up is empty in periods whose type is no output period type.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from sandbox.stand_in import org_units
from sandbox.stand_in.analytics_expressions import ZEROS, Item, evaluate
from sandbox.stand_in.analytics_periods import moved
from sandbox.stand_in.periods import Period, parse_period
from sandbox.stand_in.schema import MetaObject

if TYPE_CHECKING:
    from sandbox.stand_in.dhis2 import Dhis2

SHOWS_ZEROS = "keyIncludeZeroValuesInAnalytics"
_RATES = ("REPORTING_RATE", "ACTUAL_REPORTS", "EXPECTED_REPORTS")
_BY_TYPE = ("SUM", ZEROS)
"""Aggregations that group by the column of the period type."""

Place = tuple[str, str]
"""Data element, org unit."""
DayValues = dict[date, dict[str, float]]
"""Day → category option combo → value."""


@dataclass
class AnalyticsTables:
    """What a generation found: later changes are not in it."""

    values: dict[Place, DayValues] = field(default_factory=dict)
    period_types: frozenset[str] | None = None
    """On 2.43, those that had a column; None: all."""
    complete: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    """Data set → period and org unit of what is registered as complete."""
    generated_at: str | None = None
    """By the server's clock."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One value, and what it was divided out of."""

    value: float
    numerator: float
    denominator: float
    is_indicator: bool
    factor: float = 1.0


def generate(dhis2: "Dhis2") -> AnalyticsTables:
    """Generate the tables from the data values that the server holds now."""
    with_zeros = dhis2.settings[SHOWS_ZEROS] is True
    elements = dhis2.metadata.of("dataElements")
    tables: dict[Place, DayValues] = {}
    for key, row in dhis2.store.rows():
        element, option_combo, _ = key.cell
        period = parse_period(key.period)
        if row.is_deleted or row.value is None or period is None or element not in elements:
            continue
        value = float(row.value)
        if value == 0 and not (with_zeros and elements[element].get("zeroIsSignificant")):
            continue
        days = tables.setdefault((element, key.org_unit), {})
        days.setdefault(period.start, {})[option_combo] = value
    is_old = dhis2.is_old_importer
    return AnalyticsTables(
        tables,
        None if is_old else frozenset(dhis2.output_period_types),
        _complete(dhis2),
        dhis2.clock.local_text(),
    )


def _complete(dhis2: "Dhis2") -> dict[str, frozenset[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for (data_set, period, org_unit), registration in dhis2.registrations:
        if registration.is_completed:
            found[data_set].add((period, org_unit))
    return {data_set: frozenset(places) for data_set, places in found.items()}


@dataclass(frozen=True, slots=True)
class Analytics:
    """Answers from one generation of tables and the metadata as they are now."""

    dhis2: "Dhis2"
    tables: AnalyticsTables
    _below: dict[str, set[str]] = field(default_factory=dict)

    def knows(self, item: str) -> bool:
        """Tell whether an item of the dimension ``dx`` exists."""
        first, _, second = item.partition(".")
        metadata = self.dhis2.metadata
        if second in _RATES:
            return metadata.find("dataSets", first) is not None
        if second:
            return metadata.find("dataElements", first) is not None
        return any(metadata.find(kind, first) for kind in ("indicators", "dataElements"))

    def answer(self, item: str, org_unit: str, period: Period) -> Answer | None:
        """Return the value of an item at an org unit and everything below it; None: no row."""
        if org_unit not in self._below:
            self._below[org_unit] = org_units.subtree(self.dhis2.metadata, org_unit)
        below = self._below[org_unit]
        first, _, second = item.partition(".")
        if second in _RATES:
            return self._reporting(first, second, below, period)
        indicator = self.dhis2.metadata.find("indicators", first)
        if indicator is not None:
            return self._indicator(indicator, below, period)
        value = self._value(below, period, Item(first, second))
        return None if value is None else Answer(value, value, 1, is_indicator=False)

    def _indicator(self, indicator: MetaObject, below: set[str], period: Period) -> Answer | None:
        numerator, denominator = (
            evaluate(indicator[part], partial(self._value, below, period))
            for part in ("numerator", "denominator")
        )
        if numerator is None or not denominator:
            return None
        kind = self.dhis2.metadata.of("indicatorTypes")[indicator["indicatorType"]["id"]]
        factor = float(kind["factor"])
        value = numerator / denominator * factor
        return Answer(value, numerator, denominator, is_indicator=True, factor=factor)

    def _value(self, below: set[str], period: Period, item: Item) -> float | None:
        during = moved(period, item.offset) if item.offset else period
        types = self.tables.period_types
        if item.aggregation in _BY_TYPE and types is not None and during.period_type not in types:
            return None
        found = [
            value
            for org_unit in below
            if (days := self.tables.values.get((item.element, org_unit)))
            and (value := _aggregated(days, during, item)) is not None
        ]
        return sum(found) if found else None

    def _reporting(
        self, data_set: str, which: str, below: set[str], period: Period
    ) -> Answer | None:
        assigned = self.dhis2.metadata.of("dataSets")[data_set].get("organisationUnits", [])
        count = len({each["id"] for each in assigned} & below)
        expected = count * ((period.end - period.start).days + 1)
        actual = sum(
            org_unit in below and period.start <= day.start and day.end <= period.end
            for iso, org_unit in self.tables.complete.get(data_set, ())
            if (day := parse_period(iso))
        )
        if which == "EXPECTED_REPORTS":
            return Answer(expected, expected, 1, is_indicator=False) if expected else None
        if not actual:
            return None
        if which == "ACTUAL_REPORTS":
            return Answer(actual, actual, 1, is_indicator=False)
        rate = 100 * actual / expected if expected else 0.0
        return Answer(rate, actual, expected, is_indicator=False)


def _aggregated(days: DayValues, period: Period, item: Item) -> float | None:
    """Return the value of one org unit; None: it has no row."""
    combo, aggregation = item.option_combo, item.aggregation
    if aggregation in ("LAST", "LAST_IN_PERIOD"):
        since = period.start if aggregation == "LAST_IN_PERIOD" else date.min
        at = [d for d, values in days.items() if since <= d <= period.end and combo in values]
        return days[max(at)][combo] if at else None
    within = [values for day, values in days.items() if period.start <= day <= period.end]
    found = [value for values in within for value in _of(values, combo)]
    if aggregation == ZEROS:
        return float(sum(found) == 0) if within else None
    return sum(found) if found else None


def _of(values: Mapping[str, float], combo: str) -> Iterator[float]:
    if not combo:
        yield from values.values()
    elif combo in values:
        yield values[combo]


def written(answer: Answer, *, is_rounded: bool = True) -> str:
    """Write a value as the web API does: an indicator always with a decimal point."""
    value = round(answer.value, 2) if is_rounded else answer.value
    is_whole = value == int(value)
    return str(int(value)) if is_whole and not answer.is_indicator else str(float(value))


def below_at_level(dhis2: "Dhis2", roots: Iterable[str], level: int) -> list[str]:
    """Return the org units of a level that are one of some org units or lie below one."""
    paths = org_units.paths(dhis2.metadata)
    within = set(roots)
    return [
        uid
        for uid, path in paths.items()
        if path.count("/") == level and not within.isdisjoint(path.split("/"))
    ]
