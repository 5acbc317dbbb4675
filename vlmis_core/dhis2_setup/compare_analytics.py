"""Compare what the analytics of DHIS2 show with what the posted records say, per indicator.

Dashboards may lie although every data value is right: tables that were not generated, zeros that
are left out, period types without flows. docs/runbooks/dhis2_analytics_check.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from vlmis_core.database import Database
from vlmis_core.dhis2.analytics import read_analytics, read_generated_at
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.read_analytics_settings import read_analytics_settings
from vlmis_core.dhis2_setup.metadata import read_aggregation_type, read_indicators
from vlmis_core.dhis2_setup.model.analytics_comparison import (
    AnalyticsState,
    Period,
    PostedSums,
    ShownIndicator,
    is_equal,
    periods_between,
    reason_of,
    value_of,
)
from vlmis_core.dhis2_setup.model.indicators import (
    STOCK_INDICATORS,
    StockIndicator,
    formula_of,
    indicator_code,
    indicator_uid,
)
from vlmis_core.errors import Dhis2AnswerError, PermanentError
from vlmis_core.messages import Message, message

DIFFERENCES_KEPT = 1_000
_NEVER_GENERATED = "analytics job"
"""What DHIS2 says of tables that do not exist."""

Place = tuple[str, str]
"""Org unit, period."""


@dataclass(frozen=True, slots=True)
class ComparisonChoice:
    """What is compared: stock days, and levels of org units (none: all)."""

    first_day: date
    last_day: date
    levels: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AnalyticsDifference:
    """One value that DHIS2 shows otherwise; None: it shows none, or there is none."""

    product: str
    indicator: str
    org_unit_uid: str
    level: int
    period: str
    value: float | None
    shown: float | None
    reason: str
    """The code of the most likely reason."""


@dataclass(slots=True)
class Comparison:
    """What a comparison found."""

    compared: int = 0
    differing: int = 0
    differences: list[AnalyticsDifference] = field(default_factory=list)
    """The first thousand."""
    by_reason: dict[str, int] = field(default_factory=dict)

    def note(self, difference: AnalyticsDifference) -> None:
        """Count a difference, and keep it unless there are too many."""
        self.differing += 1
        self.by_reason[difference.reason] = self.by_reason.get(difference.reason, 0) + 1
        if len(self.differences) < DIFFERENCES_KEPT:
            self.differences.append(difference)

    def add(
        self,
        one: "_Compared",
        level: "_Level",
        cells: Mapping[Place, float],
        state: AnalyticsState,
        sums: Mapping[int, Mapping[Place, PostedSums]],
    ) -> None:
        """Compare an indicator at a level: where something is posted, and where DHIS2 shows any."""
        posted = {place: row for place, row in sums[level.level].items() if place[1] in one.periods}
        for place in sorted(posted.keys() | cells.keys()):
            row, shown = posted.get(place), cells.get(place)
            value = None if row is None else value_of(one.indicator, row)
            self.compared += 1
            if not is_equal(one.indicator, value, shown):
                self.note(
                    AnalyticsDifference(
                        one.product.product_code, one.indicator.code, place[0], level.level,
                        place[1], value, shown, _reason(one, place[1], shown, state),
                    )
                )  # fmt: skip

    @property
    def message(self) -> Message:
        """Describe it for people."""
        if not self.differing:
            return message("analytics_are_equal", compared=self.compared)
        return message("analytics_differ", count=self.differing, compared=self.compared)


class _Product(NamedTuple):
    product_id: int
    product_code: str
    data_element_uid: str
    option_combo_uids: list[str]


class _Level(NamedTuple):
    level: int
    units: int


@dataclass(frozen=True, slots=True)
class _Compared:
    """An indicator of a product, with the periods at which it is compared."""

    product: _Product
    indicator: StockIndicator
    shown: ShownIndicator | None
    """As DHIS2 has it; None: it has none."""
    periods: Mapping[str, Period]


def compare_analytics(
    database: Database, dhis2: Dhis2Client, choice: ComparisonChoice
) -> Comparison:
    """Compare every indicator of every product, by day, week and month; changes nothing.

    Args:
        database: The VLMIS database, as the pipeline.
        dhis2: The server, as the service user.
        choice: Days and levels. Weeks and months are compared whole.

    Raises:
        PermanentError: the range ends before it begins, or no org unit is at a level.
        Dhis2UnavailableError, Dhis2AccessError, Dhis2AnswerError: DHIS2 does not tell.
    """
    if choice.last_day < choice.first_day:
        raise PermanentError(
            message(
                "range_ends_before_it_begins",
                first_day=choice.first_day,
                last_day=choice.last_day,
            )
        )
    periods = list(periods_between(choice.first_day, choice.last_day))
    with database.transaction() as tx:
        products = tx.rows("dhis2_setup/select_compared_products", as_=_Product)
        known = tx.rows("dhis2_setup/select_compared_levels", as_=_Level)
        posted_at = tx.value("dhis2_setup/select_last_posting")
    levels = [each for each in known if not choice.levels or each.level in choice.levels]
    if missing := set(choice.levels) - {each.level for each in levels}:
        raise PermanentError(message("level_has_no_org_units", level=min(missing)))
    state = AnalyticsState(
        read_analytics_settings(dhis2), read_generated_at(dhis2), posted_at, False
    )
    found = Comparison()
    for product in products:
        shown = _read_shown(dhis2, product)
        sums = _select_sums(database, product, periods, levels)
        for indicator in STOCK_INDICATORS:
            during = {p.code: p for p in periods if p.period_type in indicator.period_types}
            one = _Compared(product, indicator, shown.get(indicator.code), during)
            for level in levels:
                found.add(one, level, *_read_cells(dhis2, one, level, state), sums)
    return found


def _reason(one: _Compared, period: str, shown: float | None, state: AnalyticsState) -> str:
    if one.shown is None:
        return "analytics_indicator_is_missing"
    return reason_of(
        one.indicator, one.shown, one.periods[period], state, is_shown=shown is not None
    )


def _read_shown(dhis2: Dhis2Client, product: _Product) -> dict[str, ShownIndicator]:
    """Read the indicators that DHIS2 has of a product, by the last part of their codes."""
    code, element, combos = (
        product.product_code,
        product.data_element_uid,
        product.option_combo_uids,
    )
    named = {each.code: indicator_code(code, each) for each in STOCK_INDICATORS}
    uids = {each.code: indicator_uid(code, each) for each in STOCK_INDICATORS}
    listed = read_indicators(dhis2, list(named.values()), list(uids.values()))
    aggregation = read_aggregation_type(dhis2, element)
    found = {}
    for each in STOCK_INDICATORS:
        formula = formula_of(each, element, combos)
        for held in listed:
            if held.get("code") == named[each.code] or held["id"] == uids[each.code]:
                has = (held.get("numerator"), held.get("denominator"))
                is_ours = has == (formula.numerator, formula.denominator)
                found[each.code] = ShownIndicator(held["id"], is_ours, aggregation)
    return found


def _select_sums(
    database: Database, product: _Product, periods: Sequence[Period], levels: Sequence[_Level]
) -> dict[int, dict[Place, PostedSums]]:
    """Add up what is posted of a product: by level, then by org unit and period."""
    found: dict[int, dict[Place, PostedSums]] = {each.level: {} for each in levels}
    with database.transaction() as tx:
        rows = tx.rows(
            "dhis2_setup/select_posted_sums",
            as_=PostedSums,
            product_id=product.product_id,
            data_element_uid=product.data_element_uid,
            levels=[each.level for each in levels],
            codes=[period.code for period in periods],
            first_days=[period.first_day for period in periods],
            last_days=[period.last_day for period in periods],
            sinces=[period.since for period in periods],
            first_day=min(period.since for period in periods),
            last_day=max(period.last_day for period in periods),
        )
    for row in rows:
        found[row.level][row.org_unit_uid, row.period] = row
    return found


def _read_cells(
    dhis2: Dhis2Client, one: _Compared, level: _Level, state: AnalyticsState
) -> tuple[dict[Place, float], AnalyticsState]:
    """Read what DHIS2 shows of an indicator at a level, and whether it can show anything."""
    if one.shown is None or not one.periods:
        return {}, state
    try:
        cells = read_analytics(
            dhis2, [one.shown.uid], level.level, list(one.periods), units=level.units
        )
    except Dhis2AnswerError as error:
        if _NEVER_GENERATED not in str(error.message.values.get("answer")):
            raise
        return {}, replace(state, is_never_generated=True)
    return {(org_unit, period): value for (_, org_unit, period), value in cells.items()}, state
