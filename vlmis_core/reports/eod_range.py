"""Which part of the End-of-Day report: the question that page, chart and file share."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from vlmis_core.database import Transaction
from vlmis_core.errors import DayNotReadyError, PermanentError
from vlmis_core.ledger.frozen_days import read_frozen_days

LONGEST_RANGE_DAYS = 92
"""A quarter: a longer range would read more of the country than a page may wait for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EodRange:
    """What a person asked for; None leaves a choice open.

    Without a first day it is the newest frozen one; without a last day it is one day. A branch is
    that of the last day. ``visible_store_ids`` are the stores that the person may see (None: all).
    """

    first_day: date | None = None
    last_day: date | None = None
    store_code: str | None = None
    with_stores_below: bool = True
    product_code: str | None = None
    visible_store_ids: Collection[int] | None = None


@dataclass(frozen=True, slots=True)
class FoundRange:
    """The same, as it is in the ledger; ``store_ids`` None means every store."""

    first_day: date
    last_day: date
    newest_frozen: date
    store_ids: Sequence[int] | None
    product_code: str | None

    @property
    def is_one_day(self) -> bool:
        """Whether it has one day: a line a pair is then a line a pair and day."""
        return self.first_day == self.last_day

    @property
    def params(self) -> dict[str, Any]:
        """What the queries of the report take."""
        return {
            "first_day": self.first_day,
            "last_day": self.last_day,
            "store_ids": self.store_ids,
            "product_code": self.product_code,
        }


def find_range(tx: Transaction, asked: EodRange) -> FoundRange:
    """Look the range up in the ledger.

    Raises:
        NotLiveError: the ledger has no first day yet.
        DayNotReadyError: a day of the range is not frozen.
        PermanentError: the days are in the wrong order, before the ledger, or too many.
    """
    frozen = read_frozen_days(tx)
    last_day = asked.last_day or asked.first_day or frozen.newest
    first_day = asked.first_day or last_day
    if last_day > frozen.newest:
        raise DayNotReadyError(
            f"{last_day} is not frozen yet, the newest frozen day is {frozen.newest}. "
            "What was recorded since stands in daily operations."
        )
    if first_day > last_day:
        raise PermanentError(f"the range ends ({last_day}) before it begins ({first_day}).")
    if first_day < frozen.day_zero:
        raise PermanentError(f"the ledger begins on {frozen.first_day}: choose a later day.")
    if (last_day - first_day).days >= LONGEST_RANGE_DAYS:
        raise PermanentError(f"a range may have at most {LONGEST_RANGE_DAYS} days: shorten it.")
    return FoundRange(
        first_day, last_day, frozen.newest, _stores(tx, asked, last_day), asked.product_code
    )


def _stores(tx: Transaction, asked: EodRange, day: date) -> list[int] | None:
    if asked.store_code is None and asked.visible_store_ids is None:
        return None
    visible = asked.visible_store_ids
    rows = tx.rows(
        "reports/select_branch_of_day",
        day=day,
        store_code=asked.store_code,
        with_stores_below=asked.with_stores_below,
        visible_store_ids=None if visible is None else sorted(visible),
    )
    return [row.store_id for row in rows]
