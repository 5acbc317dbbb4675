"""Which reason is the most likely when DHIS2 shows something else than is posted."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from vlmis_core.dhis2.analytics_settings import CHARTED_PERIOD_TYPES, AnalyticsSettings
from vlmis_core.dhis2_setup.model.analytics_comparison import (
    AnalyticsState,
    Period,
    ShownIndicator,
    reason_of,
)
from vlmis_core.dhis2_setup.model.indicators import CLOSING, CONSUMPTION, PeriodType

DAY = Period("20260305", PeriodType.DAILY, date(2026, 3, 5), date(2026, 3, 5), date(2026, 3, 5))
SHOWN = ShownIndicator("uidOfIndic1", has_formula=True, aggregation_type="SUM")
EVENING, MORNING = datetime(2026, 3, 6, 20, tzinfo=UTC), datetime(2026, 3, 7, 3, tzinfo=UTC)
SOUND = AnalyticsState(
    AnalyticsSettings(shows_zeros=True, output_period_types=CHARTED_PERIOD_TYPES),
    MORNING,
    EVENING,
    False,
)
NO_ZEROS = AnalyticsSettings(shows_zeros=False, output_period_types=CHARTED_PERIOD_TYPES)


def test_where_everything_is_in_order_the_reason_is_not_known() -> None:
    assert reason_of(CLOSING, SHOWN, DAY, SOUND, is_shown=True) == "analytics_reason_is_unknown"


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (replace(SOUND, is_never_generated=True), "analytics_never_generated"),
        (replace(SOUND, settings=NO_ZEROS), "analytics_zeros_are_hidden"),
        (
            replace(SOUND, generated_at=EVENING, posted_at=MORNING),
            "analytics_are_older_than_posted",
        ),
        (replace(SOUND, generated_at=None), "analytics_reason_is_unknown"),
    ],
)
def test_the_state_of_the_server_is_a_reason(state: AnalyticsState, reason: str) -> None:
    assert reason_of(CLOSING, SHOWN, DAY, state, is_shown=True) == reason


def test_an_indicator_that_needs_no_zeros_does_not_blame_them() -> None:
    state = replace(SOUND, settings=NO_ZEROS)
    assert reason_of(CONSUMPTION, SHOWN, DAY, state, is_shown=True) == "analytics_reason_is_unknown"


def test_an_empty_flow_blames_the_output_period_types_and_a_wrong_one_does_not() -> None:
    none = AnalyticsSettings(shows_zeros=True, output_period_types=())
    state = replace(SOUND, settings=none)
    empty = reason_of(CONSUMPTION, SHOWN, DAY, state, is_shown=False)
    assert empty == "analytics_period_type_is_missing"
    wrong = reason_of(CONSUMPTION, SHOWN, DAY, state, is_shown=True)
    assert wrong == "analytics_reason_is_unknown"


def test_what_the_indicator_itself_is_comes_before_the_settings() -> None:
    state = replace(SOUND, settings=NO_ZEROS)
    other = replace(SHOWN, has_formula=False)
    assert reason_of(CLOSING, other, DAY, state, is_shown=True) == "analytics_formula_differs"
    averaged = replace(SHOWN, aggregation_type="AVERAGE_SUM_ORG_UNIT")
    reason = reason_of(CLOSING, averaged, DAY, state, is_shown=True)
    assert reason == "analytics_aggregation_type_is_wrong"
    unknown = replace(SHOWN, aggregation_type=None)
    assert reason_of(CLOSING, unknown, DAY, SOUND, is_shown=True) == "analytics_reason_is_unknown"
