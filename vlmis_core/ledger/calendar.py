"""When a stock day may be frozen: the 23:59 of the day after it, in the country's time zone.

Clocks change near midnight in some countries. A 23:59 that comes twice counts when it comes the
second time. One that is skipped (America/Nuuk, 2026-03-28) counts when the clock, had it not been
put forward, would have shown it: 00:59 of the next day. Airflow's timetable does the same.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

FREEZE_TIME = time(23, 59)
ONE_DAY = timedelta(days=1)
_LONGEST_CHANGE = timedelta(hours=3)
"""Clocks are changed by less than this; a skipped 23:59 is late by as much."""


def day_to_freeze(due_at: datetime, zone: tzinfo) -> date:
    """Return the stock day that the run due at ``due_at`` freezes: the day before its 23:59.

    The rule is also correct when clocks change, and west of UTC, where the local 23:59 is the next
    day in UTC.
    """
    return local_date(due_at.astimezone(UTC) - _LONGEST_CHANGE, zone) - ONE_DAY


def freezes_at(day: date, zone: tzinfo) -> datetime:
    """Return when ``day`` may be frozen: at 23:59 of the next day, after a day of grace."""
    due = datetime.combine(day + ONE_DAY, FREEZE_TIME, tzinfo=zone)
    return max(due.replace(fold=fold).astimezone(UTC) for fold in (0, 1)).astimezone(zone)


def newest_day_to_freeze(now: datetime, zone: tzinfo) -> date:
    """Return the newest stock day that may be frozen at ``now``."""
    day = local_date(now, zone) - ONE_DAY
    while now.astimezone(UTC) < freezes_at(day, zone).astimezone(UTC):
        day -= ONE_DAY
    return day


def local_date(now: datetime, zone: tzinfo) -> date:
    """Return the local calendar day at ``now``."""
    return now.astimezone(zone).date()


def days_between(first: date, last: date) -> list[date]:
    """Return the days from the first to the last one, both included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
