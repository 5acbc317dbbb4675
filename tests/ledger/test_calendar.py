"""When a day may be frozen, to the second, in the country's time zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from vlmis_core.ledger.calendar import freezes_at, local_date, newest_day_to_freeze

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
