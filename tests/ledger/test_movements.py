"""Who records, and on which day."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from vlmis_core.ledger.movements import Entry


def test_an_entry_is_made_on_the_day_of_the_country() -> None:
    now = datetime(2026, 3, 5, 2, tzinfo=UTC)
    entry = Entry.made("ama", now, ZoneInfo("America/Port-au-Prince"))
    assert entry == Entry(recorded_by="ama", recorded_at=now, today=date(2026, 3, 4))
