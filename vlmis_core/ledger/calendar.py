"""When a stock day may be frozen: the 23:59 of the day after it, in the country's time zone."""

from datetime import date, datetime, time, timedelta, tzinfo

FREEZE_TIME = time(23, 59)
ONE_DAY = timedelta(days=1)


def day_to_freeze(due_at: datetime, zone: tzinfo) -> date:
    """Return the stock day that the run due at ``due_at`` freezes: that local date minus one day.

    The rule is also correct when clocks change, and west of UTC, where the local 23:59 is the next
    day in UTC.
    """
    return due_at.astimezone(zone).date() - ONE_DAY


def freezes_at(day: date, zone: tzinfo) -> datetime:
    """Return when ``day`` may be frozen: at 23:59 of the next day, after a day of grace."""
    return datetime.combine(day + ONE_DAY, FREEZE_TIME, tzinfo=zone)


def newest_day_to_freeze(now: datetime, zone: tzinfo) -> date:
    """Return the newest stock day that may be frozen at ``now``."""
    local_today = now.astimezone(zone).date()
    reached = now >= freezes_at(local_today - ONE_DAY, zone)
    return local_today - (ONE_DAY if reached else 2 * ONE_DAY)


def local_date(now: datetime, zone: tzinfo) -> date:
    """Return the local calendar day at ``now``."""
    return now.astimezone(zone).date()
