"""Rules about a set-up that no server of the tests can be made to break."""

from dataclasses import replace
from datetime import date

import pytest

from vlmis_core.dhis2.analytics_settings import AnalyticsSettings
from vlmis_core.dhis2_setup.model.content import DEFAULT_COMBO_NAME
from vlmis_core.dhis2_setup.model.facts import (
    DataSetFacts,
    HiddenStock,
    OrgUnitFacts,
    SetupFacts,
    StoreFacts,
    UserFacts,
)
from vlmis_core.dhis2_setup.model.rules import find_problems

ROOT = "RootUnit001"
DATA_SET = DataSetFacts(
    name="Daily stock",
    period_type="Daily",
    expiry_days=10,
    open_future_periods=1,
    has_input_periods=False,
    attribute_combo=DEFAULT_COMBO_NAME,
    can_read=True,
    can_write=True,
    elements=frozenset(),
    org_units=frozenset({ROOT}),
)
SOUND = SetupFacts(
    version="2.43.1",
    has_new_importer=True,
    clock_ahead_seconds=0,
    calendar_ahead_minutes=0,
    today=date(2026, 3, 5),
    root_org_unit=ROOT,
    user=UserFacts(
        "vlmis", frozenset({"F_DATAVALUE_ADD", "F_USER_VIEW"}), frozenset({ROOT}),
        frozenset({ROOT}), None,
    ),
    data_set=DATA_SET,
    data_set_setting="VLMIS_DAILY",
    closed_options=(),
    analytics=AnalyticsSettings(shows_zeros=True),
    hidden_stock=(),
    dashboard=(),
    elements={},
    org_units={ROOT: OrgUnitFacts("Country", f"/{ROOT}", None, None)},
    set_aside={},
    products=(),
    stores=(StoreFacts("C", "Central store", ROOT),),
)  # fmt: skip


def codes(facts: SetupFacts) -> list[str]:
    return [problem.code for problem in find_problems(facts)]


def test_a_sound_set_up_has_no_problem() -> None:
    assert codes(SOUND) == []


def test_hidden_zeros_are_an_error_with_what_the_country_is_shown() -> None:
    hidden = (HiddenStock("BCG", date(2026, 3, 4), stock=17_184, shown=18_402, stock_outs=108),)
    found = find_problems(
        replace(SOUND, analytics=AnalyticsSettings(shows_zeros=False), hidden_stock=hidden)
    )
    assert [problem.code for problem in found] == ["zeros_are_hidden", "stock_is_shown_too_high"]
    values = found[1].examples[0].values
    assert (values["stock"], values["shown"], values["count"]) == (17_184, 18_402, 108)
    assert codes(replace(SOUND, hidden_stock=hidden)) == []


@pytest.mark.parametrize("version", ["", "2", "2.x", "2.45.0-SNAPSHOT"])
def test_a_version_that_cannot_be_read_or_is_newer_was_not_tried(version: str) -> None:
    assert codes(replace(SOUND, version=version)) == ["version_is_untried"]


def test_a_data_set_that_the_user_may_neither_read_nor_write_is_an_error_twice() -> None:
    closed = replace(SOUND, data_set=replace(DATA_SET, can_read=False, can_write=False))
    assert codes(closed) == ["user_may_not_write", "user_may_not_read_back"]
