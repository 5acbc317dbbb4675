"""When a stock day may be frozen: the 23:59 of the day after it, in the country's time zone."""

from datetime import date, datetime, time, timedelta, tzinfo

FREEZE_TIME = time(23, 59)
ONE_DAY = timedelta(days=1)


def day_to_freeze(due_at: datetime, zone: tzinfo) -> date:
    """The stock day that the run due at ``due_at`` freezes: the local date of that instant − 1.

    Holds on days when clocks change and in zones west of UTC, where the local 23:59 is already
    the next day in UTC.
    """
    return due_at.astimezone(zone).date() - ONE_DAY


def freezes_at(day: date, zone: tzinfo) -> datetime:
    """The instant from which ``day`` may be frozen: 23:59 of the next day, after a day of grace."""
    return datetime.combine(day + ONE_DAY, FREEZE_TIME, tzinfo=zone)


def newest_day_to_freeze(now: datetime, zone: tzinfo) -> date:
    """The newest stock day whose 23:59 has come at ``now``."""
    local_today = now.astimezone(zone).date()
    reached = now >= freezes_at(local_today - ONE_DAY, zone)
    return local_today - (ONE_DAY if reached else 2 * ONE_DAY)


def local_date(now: datetime, zone: tzinfo) -> date:
    """The calendar day of the country at ``now``."""
    return now.astimezone(zone).date()
