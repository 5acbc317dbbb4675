"""Audit frozen days: check every invariant again, the chain of digests included."""

from collections.abc import Iterator
from datetime import date

from vlmis_core.database import Database
from vlmis_core.errors import Violation
from vlmis_core.ledger.calendar import ONE_DAY
from vlmis_core.ledger.frozen_days import read_published_days


def audit_days(
    database: Database, *, first_day: date | None = None, last_day: date | None = None
) -> Iterator[tuple[date, list[Violation]]]:
    """Yield each frozen day of the range, oldest first, with its violations.

    Without bounds: all frozen days, day zero included. Reads only, in one transaction a day.

    Raises:
        NotLiveError: the ledger has no first day yet.
    """
    with database.transaction() as tx:
        frozen = read_published_days(tx)
    day = max(first_day or frozen.day_zero, frozen.day_zero)
    while day <= min(last_day or frozen.newest, frozen.newest):
        with database.transaction() as tx:
            violations = tx.rows("freeze/select_violations", as_=Violation, day=day)
        yield day, violations
        day += ONE_DAY
