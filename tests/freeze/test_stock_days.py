"""The list of stock days, and the audit of the frozen ones."""

from datetime import UTC, date, datetime

import pytest

from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.database.roles import ANALYST
from vlmis_core.freeze.audit_days import audit_days
from vlmis_core.freeze.stock_days import StockDays, report_stock_days


@pytest.fixture
def country(vlmis: TestDatabase) -> Country:
    made = Country(vlmis, stock={"C": 100})
    made.record(
        """
        2026-03-01 wastage C 1 reason=broken
        2026-03-04 wastage C 2 reason=broken
        """
    )
    made.freeze("2026-03-01")
    return made


def stock_days(country: Country, now: str) -> StockDays:
    return report_stock_days(
        country.vlmis.as_role(ANALYST),
        now=datetime.fromisoformat(now).replace(tzinfo=UTC),
        zone=UTC,
        day_count=10,
    )


def test_days_are_listed_newest_first_up_to_the_newest_movement(country: Country) -> None:
    found = stock_days(country, "2026-03-03 12:00").days
    assert [(day.day.isoformat()[5:], day.state, day.movement_count) for day in found] == [
        ("03-04", "open", 1),
        ("03-03", "open", 0),
        ("03-02", "open", 0),
        ("03-01", "frozen", 1),
        ("02-28", "frozen", 0),
    ]


def test_a_day_is_missed_once_its_2359_has_come(country: Country) -> None:
    assert stock_days(country, "2026-03-03 23:58").missed == []
    assert stock_days(country, "2026-03-03 23:59").missed == [date(2026, 3, 2)]
    assert stock_days(country, "2026-03-06 00:00").missed == [
        date(2026, 3, 2),
        date(2026, 3, 3),
        date(2026, 3, 4),
    ]


def test_the_next_freeze_is_that_of_the_next_open_day(country: Country) -> None:
    found = stock_days(country, "2026-03-03 12:00")
    assert found.next_freeze_at == datetime(2026, 3, 3, 23, 59, tzinfo=UTC)


def test_an_audit_of_sound_days_finds_nothing(country: Country) -> None:
    audited = list(audit_days(country.vlmis.pipeline))
    assert audited == [(date(2026, 2, 28), []), (date(2026, 3, 1), [])]


def test_an_audit_finds_a_quantity_that_a_superuser_changed(country: Country) -> None:
    country.vlmis.execute(
        """
        set session_replication_role = replica;
        update vlmis.eod_row set closing = closing + 1 where day = '2026-03-01';
        """,
        role="postgres",
    )
    found = dict(audit_days(country.vlmis.pipeline))[date(2026, 3, 1)]
    assert {violation.rule for violation in found} >= {
        "closing_equals_opening_plus_moved",
        "days_change_equals_days_ledger",
        "digest_matches_rows",
    }
