"""Months of figures and their indicators: hand-made ledgers, each value reckoned on paper."""

from datetime import date

import pytest

from tests.indicators.test_indicators_equal_model import attach_org_units, read
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from tools.indicator_catalogue import read_definitions
from vlmis_core.errors import DayNotReadyError, PermanentError
from vlmis_core.indicators.compute_indicators import ChosenDays, compute_days, roll_up_months

FEBRUARY = date(2026, 2, 1)
LAST_DAYS = ("2026-02-26", "2026-02-27", "2026-02-28")


@pytest.fixture
def country(vlmis: TestDatabase) -> Country:
    """Three days of February: S is empty on the second, T never; R only passes on."""
    country = Country(
        vlmis, first_day="2026-02-26", today="2026-03-10", stock={"C": 50, "S": 6, "T": 10}
    )
    attach_org_units(vlmis)
    vlmis.execute(
        "insert into vlmis.pair_stock_limit select store_id, product_id, 5, 8"
        " from vlmis.store, vlmis.product where store.code = 'T' and product.code = 'BCG'"
    )
    country.record(
        """2026-02-26 dispensing S 4
        2026-02-27 wastage S 2 reason=vvm
        2026-02-28 distribution_out C 5 > R
        2026-02-28 distribution_out R 5 > S
        2026-02-27 dispensing T 3"""
    )
    country.count("2026-02-28", "T", 6)
    country.freeze(*LAST_DAYS)
    return country


def compute(country: Country) -> list[date]:
    list(compute_days(country.vlmis.pipeline))
    return list(roll_up_months(country.vlmis.pipeline))


def values(country: Country, org_unit: str) -> dict[str, float | None]:
    """The indicators of an org unit."""
    rows = read(
        country.vlmis,
        "select indicator, value from analyst.indicator_month"
        f" where org_unit_uid = '{org_unit}' and product_code = 'BCG' and month = '2026-02-01'",
    )
    return {code: None if value is None else round(float(value), 4) for code, value in rows}


def test_the_indicators_of_a_facility(country: Country) -> None:
    assert compute(country) == [FEBRUARY]
    assert values(country, "Facility00S") == {
        "closing_balance": 5,
        "consumption": 4,
        "average_monthly_consumption": 40,
        "months_of_stock": 0.125,
        "stock_out_days": 1,
        "stock_out_rate": 0.3333,
        "full_stock_availability": 0,
        "stocked_according_to_plan": None,
        "closed_vial_wastage_of_available": 0.1818,  # 2 of 6 + 5.
        "closed_vial_wastage_of_used": 0.3333,  # 2 of 4 + 2.
        "discrepancy_count": 0,
        "discrepancy_absolute_sum": 0,
    }


def test_the_indicators_of_a_region_leave_its_depot_out_of_stock_outs(country: Country) -> None:
    compute(country)
    # R never closes with anything. T closes with 10, 7 and, counted, 6.
    assert values(country, "Region00001") == {
        "closing_balance": 11,
        "consumption": 7,
        "average_monthly_consumption": 70,
        "months_of_stock": 0.1571,
        "stock_out_days": 1,
        "stock_out_rate": 0.1667,
        "full_stock_availability": 0.5,
        "stocked_according_to_plan": 0.6667,  # 7 and 6 of the three days of T.
        "closed_vial_wastage_of_available": 0.0769,  # 2 of 6 + 10 + 5 + 5, which R passed on.
        "closed_vial_wastage_of_used": 0.2222,
        "discrepancy_count": 1,
        "discrepancy_absolute_sum": 1,
    }


def test_a_month_waits_for_its_last_day(vlmis: TestDatabase) -> None:
    country = Country(vlmis, first_day="2026-02-26", today="2026-03-10", stock={"S": 6})
    country.freeze(*LAST_DAYS[:2])
    assert compute(country) == []
    with pytest.raises(DayNotReadyError, match="2026-02-28"):
        vlmis_roll_up(country, FEBRUARY)
    running = read(vlmis, "select is_complete, days, closing from analyst.stock_month")
    assert running == [(False, 2, 6)]
    country.freeze(LAST_DAYS[2])
    assert compute(country) == [FEBRUARY]
    assert compute(country) == []
    assert read(vlmis, "select is_complete, days from analyst.stock_month") == [(True, 3)]


def test_a_day_computed_again_makes_its_month_wait_again(country: Country) -> None:
    compute(country)
    before = read(country.vlmis, "select * from analyst.stock_month order by store_code")
    day = date.fromisoformat(LAST_DAYS[1])
    country.vlmis.execute("update vlmis.pair_stock_limit set minimum = 8")
    assert list(compute_days(country.vlmis.pipeline, ChosenDays(day, day, True))) == [day]
    assert list(roll_up_months(country.vlmis.pipeline)) == [FEBRUARY]
    after = read(country.vlmis, "select * from analyst.stock_month order by store_code")
    assert len(after) == len(before)
    low = "select low_days, adequate_days from analyst.stock_month where store_code = 'T'"
    assert read(country.vlmis, low) == [(1, 1)]


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ("wastage = wastage + 1, closing = closing - 1", "month_flows_equal_sum_of_days"),
        ("closing = closing + 1", "month_flows_equal_sum_of_days"),
        ("stock_out_days = days + 1", "stock_out_days_are_at_most_days"),
        ("low_days = low_days + 1", "stock_out_days_are_at_most_days"),
    ],
)
def test_a_month_that_breaks_a_rule_is_not_stored(
    country: Country, changed: str, rule: str
) -> None:
    list(compute_days(country.vlmis.pipeline))
    source = country.vlmis.value("select pg_get_functiondef('vlmis.stage_stock_month'::regproc)")
    assert isinstance(source, str)
    spoilt = source.replace(
        "return row_count;", f"update vlmis_days.month_staging set {changed}; return row_count;"
    )
    country.vlmis.execute(spoilt.replace(":", "\\:"))
    with pytest.raises(PermanentError, match=rule):
        list(roll_up_months(country.vlmis.pipeline))
    assert country.vlmis.value("select count(*) from vlmis.stock_month") == 0


def test_the_version_of_a_definition_is_that_of_its_header(country: Country) -> None:
    compute(country)
    seen = dict(
        country.vlmis.rows("select distinct indicator, version from vlmis.measured_indicator")
    )
    headers = {each.code: each.version for each in read_definitions()}
    assert seen.items() <= headers.items()
    assert headers.keys() - seen.keys() == {"reporting_completeness"}


def vlmis_roll_up(country: Country, month: date) -> None:
    with country.vlmis.pipeline.transaction() as tx:
        tx.run("indicators/roll_up_month", month=month)
