"""What the analytics of DHIS2 show is compared with what is posted, indicator by indicator."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.analytics import SHOWS_ZEROS, generate
from sandbox.stand_in.country import (
    SERVICE_USER,
    data_element_uid,
    option_combo_uid,
    org_unit_uid,
)
from sandbox.stand_in.data_values import Row
from sandbox.stand_in.schema import DEFAULT_OPTION_COMBO
from tests.support.command import run_command, use_database
from tests.support.country import parse_line
from tests.support.delivery import (
    FIRST_DAY,
    NEW,
    PRODUCTS,
    Delivery,
    both_importers,
    delivering,
)
from tests.support.postgres import TestDatabase
from vlmis_core.dhis2.categories import CATEGORIES
from vlmis_core.dhis2_setup.check_analytics import check_analytics, read_newest_check
from vlmis_core.dhis2_setup.compare_analytics import (
    Comparison,
    ComparisonChoice,
    compare_analytics,
)
from vlmis_core.dhis2_setup.model.indicators import (
    CLOSING,
    CONSUMPTION,
    STOCK_INDICATORS,
    formula_of,
    indicator_code,
    indicator_uid,
)
from vlmis_core.errors import PermanentError
from vlmis_core.ledger.movements import Entry, Likely
from vlmis_core.ledger.record_movements import record_movements

LAST_DAY = FIRST_DAY + timedelta(days=2)


def add_indicators(delivery: Delivery) -> None:
    """The indicators of every product, as a set-up makes them."""
    combos = [option_combo_uid(str(category)) for category in CATEGORIES]
    made = []
    for product in PRODUCTS:
        for indicator in STOCK_INDICATORS:
            formula = formula_of(indicator, data_element_uid(product), combos)
            kind = "Percentage1" if indicator.is_percentage else "Number00001"
            made.append(
                {
                    "id": indicator_uid(product, indicator),
                    "code": indicator_code(product, indicator),
                    "name": f"{product} {indicator.name}",
                    "numerator": formula.numerator,
                    "denominator": formula.denominator,
                    "indicatorType": {"id": kind},
                }
            )
    types = [
        {"id": "Number00001", "name": "Number", "factor": 1, "number": True},
        {"id": "Percentage1", "name": "Percentage", "factor": 100, "number": False},
    ]
    delivery.dhis2.metadata.load({"indicatorTypes": types, "indicators": made})


@pytest.fixture
def version() -> str:
    """The version of DHIS2, where a test does not name another."""
    return NEW


@pytest.fixture
def delivery(vlmis: TestDatabase, version: str) -> Iterator[Delivery]:
    """Three sites beside a stand-in."""
    with delivering(vlmis, version, sites=3) as made:
        yield made


@pytest.fixture
def posted(delivery: Delivery) -> Delivery:
    """Three days with movements are posted, zeros are shown, the tables are generated."""
    dhis2 = delivery.dhis2
    dhis2.change_setting(SHOWS_ZEROS, True)
    dhis2.output_period_types = ["Daily", "Weekly", "Monthly"]
    add_indicators(delivery)
    site, other, _ = delivery.sites
    lines = [
        f"2026-03-02 dispensing {site} 40",
        f"2026-03-02 wastage {site} 10 reason=broken",
        f"2026-03-03 dispensing {site} 50",
        f"2026-03-02 dispensing {other} 3",
    ]
    today = date(2026, 3, 4)
    entry = Entry("tester", datetime(2026, 3, 4, 12, tzinfo=UTC), today, likely=Likely())
    record_movements(
        delivery.vlmis.recorder,
        [parse_line(f"{line} product={PRODUCTS[0]}") for line in lines],
        entry,
    )
    for number in (1, 2):
        delivery.freeze(FIRST_DAY + timedelta(days=number))
    delivery.next_night()
    delivery.next_night()
    delivery.push()
    dhis2.analytics_tables = generate(dhis2)
    return delivery


def compare(delivery: Delivery, *levels: int) -> Comparison:
    choice = ComparisonChoice(FIRST_DAY, LAST_DAY, levels)
    return compare_analytics(delivery.vlmis.pipeline, delivery.client, choice)


@both_importers
def test_what_dhis2_shows_of_posted_records_is_what_is_posted(posted: Delivery) -> None:
    found = compare(posted)
    assert found.differences == []
    assert found.compared > 0 == found.differing
    assert sum(posted.states().values()) == 3 * posted.records


@both_importers
def test_zeros_that_are_left_out_are_named(posted: Delivery) -> None:
    posted.dhis2.change_setting(SHOWS_ZEROS, False)
    posted.dhis2.analytics_tables = generate(posted.dhis2)
    found = compare(posted)
    assert found.by_reason == {"analytics_zeros_are_hidden": found.differing}
    closing = [
        (each.value, each.shown)
        for each in found.differences
        if (each.product, each.indicator, each.period) == (PRODUCTS[0], "CLOSING", "20260303")
        and each.org_unit_uid == org_unit_uid(posted.sites[0])
    ]
    assert closing == [(0, 50)]


def test_tables_that_were_never_generated_are_named(posted: Delivery) -> None:
    posted.dhis2.analytics_tables = None
    found = compare(posted, 1)
    assert found.by_reason == {"analytics_never_generated": found.differing}
    assert found.differing


def test_tables_that_are_older_than_what_is_posted_are_named(posted: Delivery) -> None:
    tables = posted.dhis2.analytics_tables
    assert tables is not None
    tables.values.clear()
    tables.generated_at = "2026-03-01T00:00:00.000"
    found = compare(posted, 1)
    assert found.by_reason == {"analytics_are_older_than_posted": found.differing}


def test_a_length_of_period_without_flows_is_named(posted: Delivery) -> None:
    posted.dhis2.output_period_types = ["Daily"]
    posted.dhis2.analytics_tables = generate(posted.dhis2)
    found = compare(posted)
    assert found.by_reason == {"analytics_period_type_is_missing": found.differing}
    assert {each.period for each in found.differences} == {"2026W9", "2026W10", "202603"}


def test_an_indicator_that_is_missing_or_differs_is_named(posted: Delivery) -> None:
    indicators = posted.dhis2.metadata.of("indicators")
    del indicators[indicator_uid(PRODUCTS[0], CONSUMPTION)]
    closing = indicators[indicator_uid(PRODUCTS[0], CLOSING)]
    edits.change(
        posted.dhis2,
        "indicators",
        closing["id"],
        {"numerator": closing["numerator"].replace(".aggregationType(LAST)", "")},
    )
    found = compare(posted, 1)
    assert set(found.by_reason) == {"analytics_indicator_is_missing", "analytics_formula_differs"}


def test_a_value_that_nobody_posted_is_a_difference(posted: Delivery) -> None:
    cell = (data_element_uid(PRODUCTS[0]), option_combo_uid("DISPENSING"), DEFAULT_OPTION_COMBO)
    now = posted.dhis2.clock.now()
    place = ("20260302", org_unit_uid(posted.sites[2]))
    posted.dhis2.store.put(*place, cell, Row("7", "somebody", now, now))
    posted.dhis2.analytics_tables = generate(posted.dhis2)
    found = compare(posted)
    (difference,) = [
        each
        for each in found.differences
        if (each.indicator, each.org_unit_uid, each.period) == ("CONSUMPTION", place[1], "20260302")
    ]
    assert (difference.value, difference.shown) == (0, 7)


def test_what_is_not_posted_is_not_expected(posted: Delivery) -> None:
    posted.freeze(LAST_DAY + timedelta(days=1))
    assert compare(posted).differing == 0


def test_a_level_or_range_without_anything_is_refused(posted: Delivery) -> None:
    with pytest.raises(PermanentError, match="level 9"):
        compare(posted, 9)
    choice = ComparisonChoice(LAST_DAY, FIRST_DAY)
    with pytest.raises(PermanentError, match="before it begins"):
        compare_analytics(posted.vlmis.pipeline, posted.client, choice)


def test_the_weekly_check_fails_on_a_difference_and_names_the_reason(
    posted: Delivery, caplog: pytest.LogCaptureFixture
) -> None:
    before = LAST_DAY + timedelta(days=1)
    assert check_analytics(posted.vlmis.pipeline, posted.client, before=before) > 0
    posted.dhis2.change_setting(SHOWS_ZEROS, False)
    posted.dhis2.analytics_tables = generate(posted.dhis2)
    with pytest.raises(PermanentError, match="otherwise than posted"):
        check_analytics(posted.vlmis.pipeline, posted.client, before=before)
    assert "Analytics leave zeros out" in caplog.text


def test_what_the_weekly_check_found_is_kept_also_when_it_fails(posted: Delivery) -> None:
    before = LAST_DAY + timedelta(days=1)
    assert read_newest_check(posted.vlmis.recorder, line_count=5, skipped=0) is None
    check_analytics(posted.vlmis.pipeline, posted.client, before=before)
    sound = read_newest_check(posted.vlmis.recorder, line_count=5, skipped=0)
    assert sound is not None
    assert (sound.check.differing, sound.reasons, sound.lines) == (0, [], [])
    posted.dhis2.change_setting(SHOWS_ZEROS, False)
    posted.dhis2.analytics_tables = generate(posted.dhis2)
    with pytest.raises(PermanentError):
        check_analytics(posted.vlmis.pipeline, posted.client, before=before)
    wrong = read_newest_check(posted.vlmis.recorder, line_count=5, skipped=1)
    choice = ComparisonChoice(before - timedelta(days=7), LAST_DAY)
    found = compare_analytics(posted.vlmis.pipeline, posted.client, choice)
    assert wrong is not None
    assert (wrong.check.compared, wrong.check.differing) == (found.compared, found.differing)
    assert {each.reason: each.count for each in wrong.reasons} == found.by_reason
    expected = [
        (each.product, each.indicator, each.org_unit_uid, each.period, each.value, each.shown)
        for each in found.differences[1:6]
    ]
    assert [
        (line.product_code, line.indicator, line.org_unit_uid, line.period, line.value, line.shown)
        for line in wrong.lines
    ] == expected
    assert all(line.product_name and line.org_unit_name for line in wrong.lines)


def test_the_command_shows_both_numbers_and_ends_with_one_for_a_difference(
    posted: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_database(posted.vlmis, monkeypatch)
    monkeypatch.setenv("VLMIS_DHIS2_URL", posted.base_url)
    monkeypatch.setenv("VLMIS_DHIS2_USERNAME", SERVICE_USER.username)
    monkeypatch.setenv("VLMIS_DHIS2_PASSWORD", SERVICE_USER.password)
    words = ("dhis2", "compare", "--from", FIRST_DAY, "--to", LAST_DAY, "--level", 1)
    assert "all as posted" in run_command(*words).output
    posted.dhis2.change_setting(SHOWS_ZEROS, False)
    posted.dhis2.analytics_tables = generate(posted.dhis2)
    shown = run_command(*words, code=1).output
    assert "Analytics leave zeros out" in shown
    (first, *_) = json.loads(run_command(*words, "--json", code=1).output)["differences"]
    assert {"value", "shown", "reason", "period", "org_unit_uid"} <= first.keys()
