"""Periods of analytics: days, weeks and months, fixed or relative to today."""

import re
from datetime import date, timedelta

from sandbox.stand_in.periods import Period, parse_period

_WEEK = re.compile(r"^(\d{4})W(\d{1,2})$")
_RELATIVE = re.compile(r"^(THIS|LAST)(?:_(\d+))?_(DAY|WEEK|MONTH)S?$")


def periods_of(text: str, today: date) -> list[Period]:
    """Return the periods that one item of the dimension ``pe`` names; none if it is not known."""
    if text in ("TODAY", "YESTERDAY"):
        return [_around("DAY", today, 0 if text == "TODAY" else -1)]
    if relative := _RELATIVE.match(text):
        which, count, unit = relative[1], int(relative[2] or 1), relative[3]
        if which == "THIS":
            return [_around(unit, today, 0)]
        return [_around(unit, today, -back) for back in range(count, 0, -1)]
    fixed = _week_of(text) or parse_period(text)
    return [fixed] if fixed else []


def moved(period: Period, by: int) -> Period:
    """Return the period that lies ``by`` periods of the same type later."""
    unit = {"Daily": "DAY", "Weekly": "WEEK", "Monthly": "MONTH"}[period.period_type]
    return _around(unit, period.start, by)


def _around(unit: str, day: date, by: int) -> Period:
    if unit == "DAY":
        return _fixed(f"{day + timedelta(days=by):%Y%m%d}")
    if unit == "WEEK":
        year, week, _ = (day + timedelta(weeks=by)).isocalendar()
        found = _week_of(f"{year}W{week}")
        assert found is not None
        return found
    months = day.year * 12 + day.month - 1 + by
    return _fixed(f"{months // 12:04}{months % 12 + 1:02}")


def _fixed(text: str) -> Period:
    found = parse_period(text)
    assert found is not None
    return found


def _week_of(text: str) -> Period | None:
    match = _WEEK.match(text)
    if match is None:
        return None
    try:
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        return None
    return Period(text, "Weekly", monday, monday + timedelta(days=6))
