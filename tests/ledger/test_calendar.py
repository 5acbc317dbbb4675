"""When a day may be frozen, to the second, in the country's time zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vlmis_core.ledger.calendar import (
    day_to_freeze,
    freezes_at,
    local_date,
    newest_day_to_freeze,
)

WEST, EAST = ZoneInfo("America/Port-au-Prince"), ZoneInfo("Asia/Kathmandu")


@pytest.mark.parametrize("zone", [ZoneInfo("UTC"), WEST, EAST])
def test_a_day_may_be_frozen_from_2359_of_the_next_day(zone: ZoneInfo) -> None:
    opens = freezes_at(date(2026, 3, 5), zone)
    assert opens == datetime(2026, 3, 6, 23, 59, tzinfo=zone)

    assert newest_day_to_freeze(opens, zone) == date(2026, 3, 5)
    assert newest_day_to_freeze(opens.replace(minute=58, second=59), zone) == date(2026, 3, 4)


def test_the_day_is_that_of_the_country() -> None:
    midnight = datetime(2026, 3, 5, tzinfo=UTC)
    assert local_date(midnight, WEST) == date(2026, 3, 4)
    assert local_date(midnight, EAST) == date(2026, 3, 5)


@given(
    zone=st.sampled_from(sorted(available_timezones())).map(ZoneInfo),
    day=st.dates(date(2020, 1, 1), date(2035, 12, 30)),
)
@example(zone=ZoneInfo("America/Nuuk"), day=date(2026, 3, 27))
@example(zone=ZoneInfo("Africa/Cairo"), day=date(2026, 10, 28))
def test_in_every_zone_each_day_is_due_once_and_after_the_day_before(
    zone: ZoneInfo, day: date
) -> None:
    due, second = freezes_at(day, zone).astimezone(UTC), timedelta(seconds=1)
    assert day_to_freeze(due, zone) == day
    assert newest_day_to_freeze(due, zone) == day
    assert newest_day_to_freeze(due - second, zone) == day - timedelta(days=1)


def test_a_skipped_2359_is_due_when_it_would_have_been() -> None:
    nuuk = ZoneInfo("America/Nuuk")
    assert freezes_at(date(2026, 3, 27), nuuk).isoformat() == "2026-03-29T00:59:00-01:00"
