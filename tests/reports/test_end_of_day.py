"""The End-of-Day report: which days and stores it shows, and with which quantities."""

from datetime import date
from typing import Any

import pytest

from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.errors import DayNotReadyError, NotLiveError
from vlmis_core.messages import message
from vlmis_core.reports.end_of_day import EodStoreLine, report_eod
from vlmis_core.reports.report_filter import ReportFilter

DAY = date(2026, 3, 1)


@pytest.fixture
def country(vlmis: TestDatabase) -> Country:
    made = Country(vlmis, stock={"C": 100, "R": 30, "S": 5})
    made.record(
        """
        2026-03-01 distribution_out C 40 > R
        2026-03-01 distribution_out R 20 > S
        2026-03-01 dispensing       S  7
        2026-03-02 dispensing       S  1
        """
    )
    made.freeze("2026-03-01")
    return made


def report(country: Country, **chosen: Any) -> list[EodStoreLine]:
    found = report_eod(country.vlmis.recorder, ReportFilter(**chosen), by_day=True, line_count=None)
    return list(found.lines)


def test_the_newest_frozen_day_is_reported_along_the_supply_tree(country: Country) -> None:
    lines = report(country)
    assert {getattr(line, "day", None) for line in lines} == {DAY}
    assert [(line.path, line.level, line.supplier_store_code) for line in lines] == [
        ("C", 1, None),
        ("C/R", 2, "C"),
        ("C/R/S", 3, "R"),
    ]


def test_a_line_holds_the_ten_quantities(country: Country) -> None:
    (line,) = report(country, store_code="R", with_stores_below=False)
    assert (line.opening, line.requisitions_received, line.distributions_out, line.closing) == (
        30,
        40,
        20,
        50,
    )
    assert (line.arrivals, line.returns_in, line.returns_out, line.wastage) == (0, 0, 0, 0)
    assert (line.count_adjustment, line.dispensing, line.has_late_entries) == (0, 0, False)


def test_day_zero_shows_the_initial_stock_and_no_flow(country: Country) -> None:
    lines = report(country, first_day=date(2026, 2, 28))
    assert [(line.opening, line.arrivals, line.closing) for line in lines] == [
        (100, 0, 100),
        (30, 0, 30),
        (5, 0, 5),
    ]


def test_a_store_is_reported_with_the_stores_below_it_unless_told_otherwise(
    country: Country,
) -> None:
    assert [line.store_code for line in report(country, store_code="R")] == ["R", "S"]
    alone = report(country, store_code="R", with_stores_below=False)
    assert [line.store_code for line in alone] == ["R"]


def test_a_day_that_is_not_frozen_is_refused_and_named(country: Country) -> None:
    with pytest.raises(DayNotReadyError) as refused:
        report(country, first_day=DAY, last_day=date(2026, 3, 2))
    assert refused.value.message == message(
        "reported_day_is_not_frozen", day=date(2026, 3, 2), newest=DAY
    )


def test_a_frozen_day_keeps_its_tree_and_takes_the_names_of_today(country: Country) -> None:
    country.vlmis.execute(
        "update vlmis.store set name = 'New name', supplier_store_id ="
        " (select store_id from vlmis.store where code = 'C') where code = 'S'"
    )
    (line,) = report(country, store_code="S")
    assert (line.store_name, line.path, line.supplier_store_code) == ("New name", "C/R/S", "R")


def test_before_the_ledger_is_live_the_report_says_what_to_do(vlmis: TestDatabase) -> None:
    with pytest.raises(NotLiveError, match="vlmis eod go-live"):
        report_eod(vlmis.recorder, ReportFilter(), by_day=True, line_count=None)
