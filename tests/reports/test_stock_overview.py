"""What the homes add up, by a ledger whose figures can be worked out by hand.

C supplies the regions R and Q; R supplies the sites S and T, Q the site U. C, R and Q give out to
stores only: they are depots. Closings, with the limits of BCG in brackets:

========  ===========  ==========  ==========  ======  ==============================
day       S BCG 5-30   T BCG 5-30  U BCG 2-8   S OPV   what happened
========  ===========  ==========  ==========  ======  ==============================
27 Feb    0 out        4 low       10 over     5       S dispenses all of its 20; U and OPV arrive
28 Feb    20 adequate  4 low       10 over     5       R sends 20 to S
1 March   20           4 low       10 over     5
3 March   20           0 out       10 over     5       T dispenses all of its 4
6 March   20           0 out       9 over      5       U's late entry of 4 March counts
8 March   20 adequate  0 out       9 over      5       OPV has no limits: not assessed
========  ===========  ==========  ==========  ======  ==============================
"""

from datetime import date

import pytest

from tests.support.country import Country
from tests.support.overview import freeze_through, overview_country
from tests.support.postgres import TestDatabase
from vlmis_core.indicators.compute_indicators import compute_days
from vlmis_core.reports.late_stores import LateStore, report_late_stores
from vlmis_core.reports.stock_now import report_stock_now
from vlmis_core.reports.stock_overview import (
    AreaStatus,
    ProductStatus,
    StockOverview,
    TrendDay,
    report_stock_overview,
)

MARCH_1, MARCH_8 = date(2026, 3, 1), date(2026, 3, 8)


@pytest.fixture
def country(vlmis: TestDatabase) -> Country:
    return overview_country(vlmis)


def overview_of(country: Country, *stores: str) -> StockOverview:
    """What a person sees of some stores; without any, of the country."""
    visible = frozenset(map(country.vlmis.store_id, stores)) or None
    found = report_stock_overview(country.vlmis.recorder, visible)
    assert found is not None
    return found


def test_facilities_are_counted_by_product_with_full_stock_of_the_month(country: Country) -> None:
    overview = overview_of(country)
    # BCG: T out, S adequate, U over; in February S had a stock-out day, T and U had none.
    assert overview.products == [
        ProductStatus("BCG", "BCG", 1, 0, 1, 1, 0, 3, 2),
        ProductStatus("OPV", "OPV", 0, 0, 0, 0, 1, 1, 1),
    ]
    assert (overview.day, overview.month) == (MARCH_8, date(2026, 2, 1))
    assert (overview.facilities, overview.with_stock_out) == (3, 1)
    assert (overview.stocked_out, overview.low) == (1, 0)
    assert (overview.kept_in_month, overview.with_full_stock) == (4, 3)


def test_areas_of_the_country_are_what_the_central_store_supplies(country: Country) -> None:
    # R: S has BCG adequate and OPV not assessed, T is out. Q: U is over.
    assert overview_of(country).areas == [
        AreaStatus("Q", "Q", 1, 0, 0, 0, 0, 1, 0),
        AreaStatus("R", "R", 2, 1, 1, 0, 1, 0, 1),
    ]


def test_who_sees_one_branch_has_its_stores_as_areas_and_nothing_of_others(
    country: Country,
) -> None:
    overview = overview_of(country, "R", "S", "T")
    assert [(area.area_code, area.facilities, area.stocked_out) for area in overview.areas] == [
        ("S", 1, 0),
        ("T", 1, 1),
    ]
    # Without U: BCG of S and T, OPV of S.
    assert overview.products == [
        ProductStatus("BCG", "BCG", 1, 0, 1, 0, 0, 2, 1),
        ProductStatus("OPV", "OPV", 0, 0, 0, 0, 1, 1, 1),
    ]
    assert overview.weeks[-1] == TrendDay(MARCH_8, 2, 1, 1, 0, 3)


def test_who_sees_several_branches_has_each_as_an_area(country: Country) -> None:
    overview = overview_of(country, "R", "S", "T", "U")
    assert [(area.area_code, area.facilities) for area in overview.areas] == [("U", 1), ("R", 2)]


def test_trends_are_of_the_ends_of_weeks_and_months_that_are_computed(country: Country) -> None:
    overview = overview_of(country)
    assert overview.weeks == [TrendDay(MARCH_1, 3, 0, 0, 1, 4), TrendDay(MARCH_8, 3, 1, 1, 0, 4)]
    assert overview.months == [TrendDay(date(2026, 2, 28), 3, 0, 0, 1, 4)]


def test_a_day_that_is_computed_again_is_not_counted_twice(country: Country) -> None:
    before = overview_of(country)
    for number in (28, 1):
        day = date(2026, 2, 28) if number == 28 else MARCH_1
        country.vlmis.execute(
            "select vlmis.compute_stock_status(:day, false)", role="postgres", day=day
        )
    assert overview_of(country) == before


def test_late_stores_are_silent_or_have_late_entries(country: Country) -> None:
    late = report_late_stores(country.vlmis.recorder, None, line_count=10)
    assert late is not None
    assert (late.first_day, late.last_day, late.count) == (date(2026, 2, 23), MARCH_8, 5)
    # T moved on 3 March, within the last seven days; U's late entry moved it on 6 March.
    assert late.stores == [
        LateStore("C", "C", 0, date(2026, 2, 27), True),
        LateStore("Q", "Q", 0, date(2026, 2, 27), True),
        LateStore("R", "R", 0, date(2026, 2, 28), True),
        LateStore("S", "S", 0, date(2026, 2, 28), True),
        LateStore("U", "U", 1, date(2026, 3, 6), False),
    ]
    visible = frozenset({country.vlmis.store_id("U"), country.vlmis.store_id("T")})
    own = report_late_stores(country.vlmis.recorder, visible, line_count=10)
    assert own is not None
    assert (own.count, [store.store_code for store in own.stores]) == (1, ["U"])


@pytest.mark.parametrize(("last_day", "silent"), [("2026-03-07", []), ("2026-03-08", ["S"])])
def test_a_store_is_silent_only_once_its_days_fill_the_silent_period(
    vlmis: TestDatabase, last_day: str, silent: list[str]
) -> None:
    # S begins on 1 March with 5 doses, and none moves. On 7 March the newest seven days begin on
    # its first day; on 8 March they begin after it.
    made = Country(vlmis, stock={"S": 5})
    freeze_through(made, "2026-03-01", last_day)
    list(compute_days(vlmis.pipeline))
    late = report_late_stores(vlmis.recorder, None, line_count=10)
    assert late is not None
    assert [store.store_code for store in late.stores if store.is_silent] == silent
    assert late.count == len(silent)


def test_before_a_day_is_computed_there_is_no_overview(vlmis: TestDatabase) -> None:
    Country(vlmis, stock={"S": 1})
    assert report_stock_overview(vlmis.recorder, None) is None
    assert report_late_stores(vlmis.recorder, None, line_count=1) is None


def test_stock_now_is_assessed_by_the_limits_of_the_newest_computed_day(country: Country) -> None:
    stores = [country.vlmis.store_id("S"), country.vlmis.store_id("T")]
    # S had 20 and dispenses 17 on an open day: 3 is less than 5.
    country.record("2026-03-09 dispensing S 17")
    now = report_stock_now(country.vlmis.recorder, stores, today=country.today)
    assert now.limits_of == MARCH_8
    assert [
        (held.store_code, held.product_code, held.balance, held.minimum, held.maximum, held.status)
        for held in now.held
    ] == [
        ("S", "BCG", 3, 5, 30, "low"),
        ("S", "OPV", 5, None, None, "not_assessed"),
        ("T", "BCG", 0, 5, 30, "stocked_out"),
    ]
    assert [held.product_code for held in now.of_store("T")] == ["BCG"]


@pytest.mark.parametrize(
    ("dispensed", "status"), [(20, "stocked_out"), (16, "low"), (15, "adequate")]
)
def test_stock_now_has_the_bounds_of_the_status(
    country: Country, dispensed: int, status: str
) -> None:
    country.record(f"2026-03-09 dispensing S {dispensed}")
    (bcg, _opv) = report_stock_now(
        country.vlmis.recorder, [country.vlmis.store_id("S")], today=country.today
    ).held
    assert bcg.status == status


def test_stock_now_knows_only_stock_outs_before_a_day_is_computed(vlmis: TestDatabase) -> None:
    made = Country(vlmis, stock={"S": 5, "T": 3}, today="2026-03-02")
    made.record("2026-03-01 dispensing T 3")
    now = report_stock_now(
        vlmis.recorder, [vlmis.store_id("S"), vlmis.store_id("T")], today=made.today
    )
    assert now.limits_of is None
    assert [(held.balance, held.status) for held in now.held] == [
        (5, "not_assessed"),
        (0, "stocked_out"),
    ]
