"""Stock status by area and product: every number counted by hand in a country of two regions."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.support.codes import raises_code
from tests.support.country import Country
from tests.support.postgres import TestDatabase, TestServer
from tests.support.stock_country import make_stock_country
from vlmis_core.reports import stock_status
from vlmis_core.reports.report_filter import ReportFilter
from vlmis_core.reports.sorting import Order
from vlmis_core.reports.stock_status import (
    SORTED_BY,
    Places,
    StatusChoice,
    StatusReport,
    StockStatus,
    report_stock_status,
    stream_stock_status,
)

EVERYWHERE = StatusChoice(stores=ReportFilter())


@pytest.fixture(scope="module")
def country(postgres: TestServer) -> Iterator[Country]:
    """One country for all tests, which only read."""
    with postgres.fresh_database() as vlmis:
        yield make_stock_country(vlmis)


def report(
    country: Country,
    chosen: StatusChoice = EVERYWHERE,
    *,
    sort: str = "",
    line_count: int = 50,
    skipped: int = 0,
) -> StatusReport:
    found = report_stock_status(
        country.vlmis.recorder,
        chosen,
        order=Order.parse(sort, SORTED_BY),
        line_count=line_count,
        skipped=skipped,
    )
    assert found is not None
    return found


def narrowed(store: str | None = None, product: str | None = None) -> ReportFilter:
    return ReportFilter(store_code=store, product_code=product)


def matrix(found: StatusReport) -> dict[str, dict[str, str]]:
    """Area → product → its counts as text: ``stocked_out 1, low 1``."""
    return {
        area.code: {
            product: ", ".join(f"{s.value} {count.of(s)}" for s in StockStatus if count.of(s))
            for product, count in area.counts.items()
        }
        for area in found.areas
    }


def pairs(found: StatusReport) -> str:
    """The lines as text: ``S BCG low``."""
    return ", ".join(f"{x.store_code} {x.product_code} {x.status}" for x in found.lines)


def test_the_regions_are_counted_by_product_without_their_depots(country: Country) -> None:
    found = report(country)
    assert found.day == date(2026, 3, 2)
    assert matrix(found) == {
        "Q": {"BCG": "stocked_out 1, over 1"},
        "R": {"BCG": "stocked_out 1, low 1", "OPV": "stocked_out 1, not_assessed 1"},
    }
    assert {total.product_code: (total.stocked_out, total.stores) for total in found.totals} == {
        "BCG": (2, 4),
        "OPV": (1, 2),
    }
    assert [found.count(status) for status in StockStatus] == [3, 1, 0, 1, 1]


def test_a_past_day_has_the_status_that_it_had(country: Country) -> None:
    found = report(country, StatusChoice(stores=ReportFilter(last_day=date(2026, 3, 1))))
    assert pairs(found) == (
        "V BCG stocked_out, T BCG low, S BCG adequate, U BCG over, S OPV not_assessed"
    )


def test_a_region_is_shown_by_the_stores_below_it(country: Country) -> None:
    found = report(country, StatusChoice(stores=narrowed("R")))
    assert matrix(found) == {
        "S": {"BCG": "low 1", "OPV": "stocked_out 1"},
        "T": {"BCG": "stocked_out 1", "OPV": "not_assessed 1"},
    }
    assert [area.has_stores_below for area in found.areas] == [False, False]
    assert [area.has_stores_below for area in report(country).areas] == [True, True]


def test_the_clinics_of_a_region_that_are_out_of_a_product(country: Country) -> None:
    chosen = StatusChoice(stores=narrowed("R", "BCG"), status=StockStatus.STOCKED_OUT)
    found = report(country, chosen)
    assert (pairs(found), found.line_count) == ("T BCG stocked_out", 1)
    # The matrix still says how many of how many.
    assert (found.totals[0].stocked_out, found.totals[0].stores) == (1, 2)


def test_depots_are_shown_when_they_are_asked_for(country: Country) -> None:
    depots = replace(EVERYWHERE, places=Places.DEPOTS)
    assert pairs(report(country, depots)) == (
        "Q BCG stocked_out, C BCG not_assessed, C OPV not_assessed, "
        "R BCG not_assessed, R OPV not_assessed"
    )
    assert matrix(report(country, depots)).keys() == {"C", "Q", "R"}
    assert report(country, replace(EVERYWHERE, places=Places.ALL)).line_count == 5 + 6


def test_one_level_of_the_supply_tree(country: Country) -> None:
    second = StatusChoice(stores=ReportFilter(), places=Places.ALL, level=2)
    found = report(country, second)
    assert pairs(found) == ("Q BCG stocked_out, R BCG not_assessed, R OPV not_assessed")
    assert found.line_count == 3
    assert found.deepest_level == 3


def test_who_sees_some_stores_sees_them_and_counts_of_them_alone(country: Country) -> None:
    ids = {code: country.vlmis.store_id(code) for code in "RSTUV"}
    own = replace(EVERYWHERE, stores=ReportFilter(visible_store_ids={ids["T"], ids["V"]}))
    found = report(country, own)
    assert pairs(found) == "V BCG stocked_out, T BCG stocked_out, T OPV not_assessed"
    assert matrix(found) == {
        "V": {"BCG": "stocked_out 1"},
        "T": {"BCG": "stocked_out 1", "OPV": "not_assessed 1"},
    }
    region = ReportFilter(visible_store_ids={ids["R"], ids["S"], ids["T"]})
    assert matrix(report(country, replace(EVERYWHERE, stores=region))).keys() == {"S", "T"}


def test_consumption_and_months_of_stock_of_a_line(country: Country) -> None:
    line = report(country, StatusChoice(stores=narrowed("S", "BCG"))).lines[0]
    # 5 and 7 in the two days counted: 12 / 2 x 30; 8 are left.
    assert (line.closing, line.minimum, line.maximum) == (8, 10, 30)
    assert line.average_monthly_consumption == Decimal("180.00")
    assert line.months_of_stock == Decimal("0.04")
    unused = report(country, StatusChoice(stores=narrowed("U", "BCG"))).lines[0]
    assert unused.months_of_stock is None


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", "VSTSUT"),
        ("store", "UVSSTT"),
        ("-store", "TTSSVU"),
        ("product", "UVSTST"),
        ("closing", "VSTTSU"),
        ("-closing", "USTVST"),
        ("-consumption", "SSTVUT"),
        ("months_of_stock", "VSTSUT"),
    ],
)
def test_the_lines_are_sorted_by_a_column_and_ties_along_the_tree(
    country: Country, sort: str, expected: str
) -> None:
    assert "".join(line.store_code for line in report(country, sort=sort).lines) == expected


@pytest.mark.parametrize("sort", ["", "-closing", "months_of_stock", "store"])
@pytest.mark.parametrize("size", [1, 2, 4, 5, 7])
def test_pages_are_the_whole_list_from_whichever_end_they_are_read(
    country: Country, sort: str, size: int
) -> None:
    whole = report(country, sort=sort).lines
    pages = [
        report(country, sort=sort, line_count=size, skipped=n).lines for n in range(0, 7, size)
    ]
    assert [line for page in pages for line in page] == list(whole)
    assert report(country, line_count=size, skipped=100).lines == []


def test_of_many_areas_those_with_most_of_the_shown_status_are_kept(
    country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stock_status, "MOST_AREAS", 1)
    found = report(country)
    assert (list(matrix(found)), found.area_count) == (["R"], 2)  # Two of R are out, one of Q.
    over = report(country, replace(EVERYWHERE, status=StockStatus.OVER))
    assert list(matrix(over)) == ["Q"]
    assert over.totals[0].stores == 4


def test_the_stream_has_every_line_in_the_order_of_the_page(country: Country) -> None:
    order = Order.parse("-closing", SORTED_BY)
    with country.vlmis.recorder.transaction() as tx:
        streamed = list(stream_stock_status(tx, EVERYWHERE, order=order))
    assert streamed == list(report(country, sort="-closing").lines)


def test_a_day_that_is_not_computed_is_refused(country: Country) -> None:
    for day in (date(2026, 2, 28), date(2026, 3, 3)):  # Day zero has none.
        with raises_code("stock_status_is_not_computed"):
            report(country, StatusChoice(stores=ReportFilter(last_day=day)))


def test_before_a_day_is_computed_there_is_no_report(vlmis: TestDatabase) -> None:
    Country(vlmis)
    assert report_stock_status(vlmis.recorder, EVERYWHERE, line_count=50) is None
    with raises_code("no_stock_status_is_computed"), vlmis.recorder.transaction() as tx:
        list(stream_stock_status(tx, EVERYWHERE))
