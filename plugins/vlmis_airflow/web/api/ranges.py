"""A range of days in an address: bounded, and without it the last month."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import Depends, Query

from vlmis_airflow.web.api.fields import AskedDay, Day
from vlmis_airflow.web.choices import Today
from vlmis_core.errors import BadField, BadInputError

USUAL_DAYS, MOST_DAYS = 31, 92


@dataclass(frozen=True, slots=True)
class DayRange:
    """Both days are part of it."""

    first_day: date
    last_day: date


def range_of(first_day: date | None, last_day: date | None, today: date) -> DayRange:
    """The range that was asked for; what is missing makes it a month.

    Raises:
        BadInputError: it ends before it begins, or is too long.
    """
    if last_day is None:
        last_day = today if first_day is None else first_day + timedelta(days=USUAL_DAYS - 1)
    if first_day is None:
        first_day = last_day - timedelta(days=USUAL_DAYS - 1)
    length = (last_day - first_day).days + 1
    if 1 <= length <= MOST_DAYS:
        return DayRange(first_day, last_day)
    reason = (
        f"lies before first_day ({first_day})"
        if length < 1
        else f"a range may have at most {MOST_DAYS} days, this one has {length}"
    )
    raise BadInputError("request", [BadField(1, "last_day", str(last_day), reason)])


def asked_range(
    today: Today,
    first_day: Annotated[Day | None, Query(description="Oldest stock day.")] = None,
    last_day: AskedDay = None,
) -> DayRange:
    """The range of stock days that the address names."""
    return range_of(first_day, last_day, today)


AskedRange = Annotated[DayRange, Depends(asked_range)]
