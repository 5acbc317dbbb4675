"""Daily operations and late entries: what is still open, and what came too late."""

from datetime import date

import pytest
from sqlalchemy import text

from tests.support.codes import raises_code
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.database.roles import ANALYST
from vlmis_core.reports.daily_operations import LiveMovement, report_operations
from vlmis_core.reports.report_filter import ReportFilter


@pytest.fixture
def country(vlmis: TestDatabase) -> Country:
    made = Country(vlmis, stock={"C": 100, "R": 30, "S": 5})
    made.record("2026-03-01 dispensing S 1")
    made.freeze("2026-03-01")
    made.record("2026-03-01 wastage R 3 reason=broken")
    made.record(
        """
        2026-03-02 distribution_out R 10 > S
        2026-03-10 dispensing       S  4
        """
    )
    return made


def operations(
    country: Country, day: date | None = None, store_code: str | None = None
) -> list[LiveMovement]:
    chosen = ReportFilter(first_day=day, last_day=day, store_code=store_code)
    return report_operations(country.vlmis.recorder, chosen, line_count=100, skipped=0).lines


def test_open_days_show_their_movements_newest_first(country: Country) -> None:
    shown = [
        (line.stock_day.day, line.store_code, line.kind, line.stock_effect)
        for line in operations(country)
    ]
    assert shown == [
        (10, "S", "dispensing", -4),
        (2, "S", "requisition_received", 10),
        (2, "R", "distribution_out", -10),
        (2, "R", "wastage", -3),
    ]


def test_a_store_comes_with_the_stores_below_it(country: Country) -> None:
    assert {line.store_code for line in operations(country, store_code="R")} == {"R", "S"}


def test_a_movement_leaves_daily_operations_when_its_day_is_frozen(country: Country) -> None:
    country.freeze("2026-03-02")
    assert {line.stock_day for line in operations(country)} == {date(2026, 3, 10)}
    with raises_code("reported_day_is_frozen"):
        operations(country, date(2026, 3, 2))


def test_while_a_day_is_being_frozen_its_movements_are_shown_as_closing(country: Country) -> None:
    country.vlmis.execute("select vlmis.begin_day('2026-03-02', 'run', 500)", role="vlmis_pipeline")
    assert {line.day_state for line in operations(country, date(2026, 3, 2))} == {"closing"}


def test_late_entries_say_when_they_happened_and_where_they_count(country: Country) -> None:
    with country.vlmis.as_role(ANALYST).engine.connect() as connection:
        rows = connection.execute(
            text(
                "select occurred_on, stock_day, days_late, day_state, store_code, quantity"
                " from analyst.late_entries"
            )
        ).all()
    assert [tuple(row) for row in rows] == [(date(2026, 3, 1), date(2026, 3, 2), 1, "open", "R", 3)]
