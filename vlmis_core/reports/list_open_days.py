"""The days that are not frozen: which they are, and what they hold so far."""

from dataclasses import dataclass
from datetime import date, timedelta

from vlmis_core.database import Database
from vlmis_core.ledger.frozen_days import read_frozen_days


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A day that is open, or being frozen (``closing``); movements of all stores so far."""

    day: date
    state: str
    movement_count: int


def list_open_days(database: Database, *, today: date) -> list[OpenDay]:
    """Every day after the newest frozen one through ``today``, newest first.

    Raises:
        NotLiveError: the ledger has no first day yet.
    """
    with database.transaction() as tx:
        newest = read_frozen_days(tx).newest
        rows = tx.rows("reports/select_open_days", newest_frozen=newest)
    known = {row.day: OpenDay(row.day, row.state, row.movement_count) for row in rows}
    between = (newest + timedelta(days=n) for n in range(1, (today - newest).days + 1))
    for day in between:
        known.setdefault(day, OpenDay(day, "open", 0))
    return sorted(known.values(), key=lambda open_day: open_day.day, reverse=True)
