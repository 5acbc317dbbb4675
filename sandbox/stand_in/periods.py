"""DHIS2 periods as far as the project meets them: days and months."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_DAY = re.compile(r"^(\d{4})(\d{2})(\d{2})$|^(\d{4})-(\d{2})-(\d{2})$")
_MONTH = re.compile(r"^(\d{4})(\d{2})$")


@dataclass(frozen=True, slots=True)
class Period:
    """A day or a month; ``iso`` is the form in which DHIS2 stores and prints it."""

    iso: str
    period_type: str
    start: date
    end: date


@lru_cache(maxsize=10_000)
def parse_period(text: str) -> Period | None:
    """Read a period; None if it is none. Real servers take a day with dashes, too."""
    if day := _DAY.match(text):
        numbers = [int(part) for part in day.groups() if part is not None]
        return _daily(numbers)
    if month := _MONTH.match(text):
        return _monthly(int(month[1]), int(month[2]))
    return None


def latest_open_period(period_type: str, today: date, open_future_periods: int) -> Period:
    """Return the last period that may be entered: the current one − 1 + ``open_future_periods``."""
    if period_type == "Daily":
        day = today + timedelta(days=open_future_periods - 1)
        return Period(day.strftime("%Y%m%d"), "Daily", day, day)
    months = today.year * 12 + today.month - 1 + open_future_periods - 1
    period = _monthly(months // 12, months % 12 + 1)
    assert period is not None
    return period


def _daily(numbers: list[int]) -> Period | None:
    try:
        day = date(*numbers)
    except ValueError:
        return None
    return Period(day.strftime("%Y%m%d"), "Daily", day, day)


def _monthly(year: int, month: int) -> Period | None:
    if not 1 <= month <= 12 or year < 1:
        return None
    last = calendar.monthrange(year, month)[1]
    return Period(f"{year:04}{month:02}", "Monthly", date(year, month, 1), date(year, month, last))
