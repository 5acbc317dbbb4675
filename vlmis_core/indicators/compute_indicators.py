"""Compute the indicators of frozen days, in order. See docs/runbooks/stock_indicators.md."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database, Transaction
from vlmis_core.errors import DayNotReadyError, PermanentError
from vlmis_core.ledger.calendar import ONE_DAY
from vlmis_core.ledger.frozen_days import read_frozen_days
from vlmis_core.messages import message

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ComputedDays:
    """Which frozen days have their indicators.

    Attributes:
        first_day: The first day of the ledger; day zero has no indicators.
        newest_frozen: The newest frozen day.
        newest: The newest computed day, before which every day is computed; None: none is.
        waiting: Frozen days that are not computed yet.
        of_older_version: Days that older definitions computed.
        newest_month: First day of the newest month that is rolled up; None: none is.
    """

    first_day: date
    newest_frozen: date
    newest: date | None
    waiting: int
    of_older_version: int
    newest_month: date | None


def read_computed_days(database: Database) -> ComputedDays:
    """Read which frozen days have their indicators.

    Raises:
        NotLiveError: no day is frozen yet, not even day zero.
    """
    with database.transaction() as tx:
        read_frozen_days(tx)
        found = tx.row("indicators/select_computed_days", as_=ComputedDays)
    assert found is not None
    return found


@dataclass(frozen=True, slots=True)
class ChosenDays:
    """Which frozen days to compute.

    Attributes:
        first_day: Compute again from this day on; None: compute what is not computed yet.
        last_day: Last day; None: the newest frozen day, or ``first_day`` where that is given.
        with_present_limits: Assess days that were computed before by the minimum and maximum of
            now; else they keep theirs.
    """

    first_day: date | None = None
    last_day: date | None = None
    with_present_limits: bool = False


def compute_days(database: Database, chosen: ChosenDays = ChosenDays()) -> Iterator[date]:
    """Compute the stock status of frozen days, in order; yields each day once it is stored.

    Days that wait before ``last_day`` are computed too: a day whose event was lost is not lost.

    Raises:
        NotLiveError: no day is frozen yet, not even day zero.
        PermanentError: the days are in the wrong order, or a day broke a rule; the days before
            that one are stored, later ones wait.
        DayNotReadyError: a day is not frozen, or the day before the first is not computed.
    """
    with database.transaction() as tx:
        first, last = _range_of(tx, chosen)
    for number in range((last - first).days + 1):
        day = first + number * ONE_DAY
        with database.transaction() as tx:
            rows = _compute_day(tx, day, with_present_limits=chosen.with_present_limits)
        _LOG.info("stock status of %s: %d rows", day, rows)
        yield day


def _range_of(tx: Transaction, chosen: ChosenDays) -> tuple[date, date]:
    """Give the first and the last day to compute; the last is earlier where none is."""
    frozen = read_frozen_days(tx)
    if chosen.first_day is None:
        newest: date | None = tx.value("indicators/select_newest_computed_day")
        first = frozen.first_day if newest is None else newest + ONE_DAY
        return first, min(chosen.last_day or frozen.newest, frozen.newest)
    first, last = chosen.first_day, chosen.last_day or chosen.first_day
    if last < first:
        raise PermanentError(message("first_day_is_later", first=first, last=last))
    for day in (first, last):
        if not frozen.first_day <= day <= frozen.newest:
            raise DayNotReadyError(message("indicators_need_frozen_day", day=day))
    return first, last


def _compute_day(tx: Transaction, day: date, *, with_present_limits: bool) -> int:
    rows: int = tx.value(
        "indicators/compute_stock_status", day=day, with_present_limits=with_present_limits
    )
    return rows


def roll_up_months(database: Database) -> Iterator[date]:
    """Roll up every month whose days are all computed, and every one of which a day was since.

    Yields the first day of each month once it is stored, oldest first.

    Raises:
        PermanentError: a month broke a rule; nothing of it is stored, the months before it are.
    """
    with database.transaction() as tx:
        months: list[date] = [row.month for row in tx.rows("indicators/select_waiting_months")]
    for month in months:
        with database.transaction() as tx:
            rows = tx.value("indicators/roll_up_month", month=month)
        _LOG.info("figures of the month from %s: %d rows", month, rows)
        yield month
