"""Audit frozen days: ask every invariant again, the chain of digests included."""

from collections.abc import Iterator
from datetime import date

from vlmis_core.database import Database
from vlmis_core.errors import Violation
from vlmis_core.ledger.calendar import ONE_DAY
from vlmis_core.ledger.frozen_days import frozen_days


def audit_days(
    database: Database, *, first_day: date | None = None, last_day: date | None = None
) -> Iterator[tuple[date, list[Violation]]]:
    """Yield each frozen day of the range, oldest first, with what it breaks (nothing, as a rule).

    Without bounds: all of them, day zero included. Reads only; a transaction a day.

    Raises:
        NotLiveError: the ledger has no first day yet.
    """
    with database.transaction() as tx:
        frozen = frozen_days(tx)
    day = max(first_day or frozen.day_zero, frozen.day_zero)
    while day <= min(last_day or frozen.newest, frozen.newest):
        with database.transaction() as tx:
            found = tx.rows("freeze/select_violations", day=day)
        yield day, [Violation(**row._mapping) for row in found]
        day += ONE_DAY
