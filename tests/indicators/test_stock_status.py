"""The stock status of frozen days: computed once, in order, by the limits of its time."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.database.roles import ANALYST
from vlmis_core.errors import DayNotReadyError, PermanentError
from vlmis_core.indicators.compute_indicators import (
    ChosenDays,
    compute_days,
    read_computed_days,
)

MARCH = [date(2026, 3, day) for day in range(1, 11)]


@pytest.fixture
def country(vlmis: TestDatabase) -> Country:
    return Country(vlmis, stock={"C": 100, "R": 50, "S": 20})


def compute(country: Country, through: date | None = None) -> list[date]:
    return list(compute_days(country.vlmis.pipeline, ChosenDays(last_day=through)))


def compute_again(
    country: Country, first: int, last: int, *, with_present_limits: bool = False
) -> list[date]:
    """Compute days of March again."""
    chosen = ChosenDays(MARCH[first - 1], MARCH[last - 1], with_present_limits)
    return list(compute_days(country.vlmis.pipeline, chosen))


def limit_level(country: Country, level: int, minimum: str, maximum: str) -> None:
    country.vlmis.execute(
        "insert into vlmis.level_stock_limit (level, product_id, minimum_months, maximum_months)"
        " select :level, product_id, cast(:minimum as numeric), cast(:maximum as numeric)"
        " from vlmis.product where code = 'BCG'",
        level=level,
        minimum=minimum,
        maximum=maximum,
    )


def limit_pair(country: Country, store: str, minimum: int, maximum: int) -> None:
    country.vlmis.execute(
        "insert into vlmis.pair_stock_limit (store_id, product_id, minimum, maximum)"
        " select store_id, product_id, :minimum, :maximum from vlmis.store, vlmis.product"
        " where store.code = :store and product.code = 'BCG'"
        " on conflict (store_id, product_id) do update"
        " set minimum = excluded.minimum, maximum = excluded.maximum",
        store=store,
        minimum=minimum,
        maximum=maximum,
    )


def seen(country: Country, columns: str, store: str = "S") -> list[tuple]:
    """The columns of a store's BCG, by day, as an analyst reads them."""
    with country.vlmis.as_role(ANALYST).engine.connect() as connection:
        found = connection.execute(
            text(
                f"select {columns} from analyst.stock_status where store_code = :store"
                " and product_code = 'BCG' order by day"
            ),
            {"store": store},
        )
        return [tuple(row) for row in found]


def test_consumption_is_what_left_by_demand(country: Country) -> None:
    country.record(
        """2026-03-01 distribution_out R 6 > S
        2026-03-01 dispensing R 2
        2026-03-01 wastage R 3 reason=vvm
        2026-03-01 return_out S 1 > R"""
    )
    country.freeze("2026-03-01")
    compute(country)
    assert seen(country, "closing, consumption_90_days, days_counted", "R") == [(40, 7, 1)]
    assert seen(country, "closing, consumption_90_days, days_counted", "S") == [(25, 0, 1)]


def test_average_and_months_of_stock_are_of_thirty_days(country: Country) -> None:
    country.record("2026-03-01 dispensing S 5\n2026-03-02 dispensing S 2")
    country.freeze("2026-03-01", "2026-03-02")
    compute(country)
    average, months = seen(country, "average_monthly_consumption, months_of_stock")[-1]
    assert (float(average), float(months)) == (105, 0.12)


def test_without_consumption_there_are_no_months_of_stock(country: Country) -> None:
    country.freeze("2026-03-01")
    compute(country)
    assert seen(country, "average_monthly_consumption, months_of_stock") == [(0, None)]


def test_the_day_that_leaves_the_ninety_no_longer_counts(vlmis: TestDatabase) -> None:
    country = Country(vlmis, today="2026-06-30", stock={"S": 100})
    country.record("2026-03-01 dispensing S 7\n2026-03-02 dispensing S 5")
    days = [date(2026, 3, 1) + timedelta(days=after) for after in range(92)]
    country.freeze(*(day.isoformat() for day in days))
    compute(country)
    assert seen(country, "consumption_90_days, days_counted")[88:] == [
        (12, 89),
        (12, 90),
        (5, 90),
        (0, 90),
    ]


def test_a_store_that_only_passes_on_is_a_depot(country: Country) -> None:
    country.freeze("2026-03-01")
    country.record("2026-03-02 dispensing R 1 product=BCG")
    country.freeze("2026-03-02")
    compute(country)
    assert seen(country, "is_depot", "C") == [(True,), (True,)]
    assert seen(country, "is_depot", "R") == [(True,), (False,)]
    assert seen(country, "is_depot", "S") == [(False,), (False,)]


@pytest.mark.parametrize(
    ("dispensed", "status"),
    [
        (20, "stocked_out"),
        (16, "low"),  # Closes with 4; the minimum is 5.
        (15, "adequate"),
        (8, "adequate"),  # Closes with 12, the maximum.
        (7, "over"),
    ],
)
def test_the_status_follows_from_the_closing_and_the_limits_of_the_pair(
    country: Country, dispensed: int, status: str
) -> None:
    limit_pair(country, "S", 5, 12)
    country.record(f"2026-03-01 dispensing S {dispensed}")
    country.freeze("2026-03-01")
    compute(country)
    assert seen(country, "status, minimum, maximum") == [(status, 5, 12)]


def test_months_of_a_level_become_units_by_the_consumption_of_the_pair(country: Country) -> None:
    limit_level(country, 3, "0.12", "0.25")
    country.record("2026-03-01 dispensing S 3")
    country.freeze("2026-03-01", "2026-03-02")
    compute(country)
    # 90 a month: 10.8 and 22.5; then 45 a month: 5.4 and 11.25.
    assert seen(country, "status, minimum, maximum") == [("adequate", 11, 22), ("over", 6, 11)]


def test_limits_of_a_pair_apply_instead_of_those_of_its_level(country: Country) -> None:
    limit_level(country, 3, "0.12", "0.25")
    limit_pair(country, "S", 100, 200)
    country.record("2026-03-01 dispensing S 3")
    country.freeze("2026-03-01")
    compute(country)
    assert seen(country, "status, minimum, maximum") == [("low", 100, 200)]


def test_without_limits_or_without_consumption_stock_is_not_assessed(country: Country) -> None:
    limit_level(country, 2, "1", "3")
    country.freeze("2026-03-01")
    compute(country)
    assert seen(country, "status, minimum", "R") == [("not_assessed", None)]
    assert seen(country, "status, minimum", "S") == [("not_assessed", None)]


def test_later_limits_change_no_computed_day(country: Country) -> None:
    limit_pair(country, "S", 5, 12)
    country.freeze("2026-03-01")
    compute(country)
    limit_pair(country, "S", 30, 40)
    country.freeze("2026-03-02")
    compute(country)
    compute_again(country, 1, 2)
    assert seen(country, "status, minimum") == [("over", 5), ("low", 30)]


def test_a_person_can_assess_past_days_by_the_limits_of_now(country: Country) -> None:
    country.freeze("2026-03-01")
    compute(country)
    limit_pair(country, "S", 30, 40)
    compute_again(country, 1, 1, with_present_limits=True)
    assert seen(country, "status, minimum") == [("low", 30)]


def test_every_waiting_day_is_computed_once_in_order(country: Country) -> None:
    country.freeze(*(day.isoformat() for day in MARCH[:4]))
    assert compute(country, through=MARCH[1]) == MARCH[:2]
    assert compute(country) == MARCH[2:4]
    assert compute(country) == []
    found = read_computed_days(country.vlmis.pipeline)
    assert (found.newest, found.waiting, found.of_older_version) == (MARCH[3], 0, 0)


def test_a_day_computed_again_is_as_before(country: Country) -> None:
    country.record("2026-03-01 dispensing S 3\n2026-03-03 dispensing S 1")
    country.freeze(*(day.isoformat() for day in MARCH[:3]))
    compute(country)
    before = seen(country, "*")
    assert compute_again(country, 1, 3) == MARCH[:3]
    assert seen(country, "*") == before


def test_days_are_computed_in_order_and_only_frozen_ones(country: Country) -> None:
    country.freeze("2026-03-01", "2026-03-02")
    pipeline = country.vlmis.pipeline
    for first, last in ((2, 2), (1, 3)):
        with pytest.raises(DayNotReadyError):
            compute_again(country, first, last)
    with pytest.raises(PermanentError, match="before the first"):
        compute_again(country, 2, 1)
    assert read_computed_days(pipeline).newest is None


def test_day_zero_has_no_status(country: Country) -> None:
    country.freeze("2026-03-01")
    compute(country)
    assert country.vlmis.value("select min(day) from vlmis.stock_status") == MARCH[0]


def test_a_day_whose_status_breaks_the_rule_is_not_stored(country: Country) -> None:
    country.freeze("2026-03-01")
    country.vlmis.execute(
        "create or replace function vlmis.stage_stock_status("
        "p_day date, p_uses_present_limits boolean) returns bigint"
        " language sql as 'select cast(0 as bigint)'"
    )
    with pytest.raises(PermanentError, match="status_partition_is_complete"):
        compute(country)
    assert country.vlmis.value("select count(*) from vlmis.stock_status") == 0
    assert read_computed_days(country.vlmis.pipeline).newest is None


def test_the_command_computes_what_waits_and_a_range_again(country: Country, command) -> None:
    country.freeze("2026-03-01", "2026-03-02")
    assert "2 frozen days have no indicators" in command("indicators", "status").output
    assert "2 days computed" in command("indicators", "compute").output
    assert "up to 2026-03-02" in command("indicators", "status").output
    again = command("indicators", "compute", "--from", "2026-03-01", "--to", "2026-03-02")
    assert "2 days computed" in again.output
