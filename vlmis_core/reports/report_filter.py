"""Which part of a report: the same choice for every report, page, file, request and command."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from vlmis_core.database import Transaction
from vlmis_core.errors import PermanentError
from vlmis_core.messages import Message, message
from vlmis_core.stores.find_stores import as_array, branch_store_ids, require_store

LONGEST_RANGE_DAYS = 92
"""A quarter: a page must not wait for more of the country than this."""

_MONTH = timedelta(days=30)
"""From the first to the last of the 31 days of a range that names only one end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFilter:
    """What a report shows; None leaves a choice open.

    Attributes:
        first_day: Oldest stock day.
        last_day: Newest stock day; part of the range.
        store_code: One store.
        with_stores_below: Whether the stores below ``store_code`` are part of the report.
        product_code: One product.
        visible_store_ids: The stores that the reader may see; None: all.
        longest_days: The most days that the reader may ask for at once; None: any number.
    """

    first_day: date | None = None
    last_day: date | None = None
    store_code: str | None = None
    with_stores_below: bool = True
    product_code: str | None = None
    visible_store_ids: Collection[int] | None = None
    longest_days: int | None = LONGEST_RANGE_DAYS

    def with_usual_days(self, today: date) -> "ReportFilter":
        """Return the filter with both days: a missing one makes a month, ending ``today``."""
        last_day = self.last_day or today
        if self.last_day is None and self.first_day is not None:
            last_day = self.first_day + min(_MONTH, date.max - self.first_day)
        first_day = self.first_day or last_day - min(_MONTH, last_day - date.min)
        return replace(self, first_day=first_day, last_day=last_day)


@dataclass(frozen=True, slots=True)
class DayRange:
    """A range of stock days; both are part of it."""

    first_day: date
    last_day: date

    @property
    def is_one_day(self) -> bool:
        """Whether the range has one day."""
        return self.first_day == self.last_day


def range_fault(chosen: ReportFilter) -> Message | None:
    """Return what is wrong with the days of a filter that has both; None: nothing."""
    assert chosen.first_day is not None
    assert chosen.last_day is not None
    days = (chosen.last_day - chosen.first_day).days + 1
    if days < 1:
        return message(
            "range_ends_before_it_begins", first_day=chosen.first_day, last_day=chosen.last_day
        )
    if chosen.longest_days is not None and days > chosen.longest_days:
        return message("range_is_too_long", count=days, most=chosen.longest_days)
    return None


def day_range(chosen: ReportFilter) -> DayRange:
    """Return the days of a filter that has both.

    Raises:
        PermanentError: the range ends before it begins, or is longer than the reader may ask for.
    """
    fault = range_fault(chosen)
    if fault is not None:
        raise PermanentError(fault)
    assert chosen.first_day is not None
    assert chosen.last_day is not None
    return DayRange(chosen.first_day, chosen.last_day)


def ledger_params(tx: Transaction, chosen: ReportFilter) -> dict[str, Any]:
    """Return what the statements about the ledger take: days, stores as the tree is now, product.

    Raises:
        PermanentError: see `day_range`.
    """
    days = day_range(chosen)
    return {
        "first_day": days.first_day,
        "last_day": days.last_day,
        "store_ids": branch_store_ids(
            tx,
            chosen.store_code,
            chosen.visible_store_ids,
            with_stores_below=chosen.with_stores_below,
        ),
        "product_code": chosen.product_code,
    }


def branch_of_day(tx: Transaction, chosen: ReportFilter, day: date) -> list[int] | None:
    """Return the ids of the chosen stores as the tree was frozen on a day; None: every store.

    Raises:
        PermanentError: no store has the chosen code today.
    """
    if chosen.store_code is None and chosen.visible_store_ids is None:
        return None
    rows = tx.rows(
        "reports/select_branch_of_day",
        day=day,
        store_id=chosen.store_code and require_store(tx, chosen.store_code).store_id,
        with_stores_below=chosen.with_stores_below,
        visible_store_ids=as_array(chosen.visible_store_ids),
    )
    return [row.store_id for row in rows]
