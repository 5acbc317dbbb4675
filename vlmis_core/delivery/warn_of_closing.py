"""Warn of days that DHIS2 closes before all of their records are there."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from vlmis_core.database import Transaction
from vlmis_core.dhis2.expiry_days import day_count
from vlmis_core.messages import Message, message

LOOK_AHEAD_HOURS = 72
EXPIRY_DAYS_FOR_FIVE_ATTEMPTS = 6
"""A day is first sent two evenings later; this many days after its end leave five evenings."""


@dataclass(frozen=True, slots=True)
class ClosingDay:
    """A day with records that are not in DHIS2, which closes it soon."""

    day: date
    closes_at: datetime
    records: int
    hours_left: int
    """Whole hours; 0 is less than one."""

    @property
    def evenings_left(self) -> int:
        """Return the number of pushes before it closes, one a day at the same hour."""
        return self.hours_left // 24

    @property
    def message(self) -> Message:
        """Return the warning."""
        return message(
            "day_closes_soon",
            day=self.day,
            count=self.hours_left,
            closes_at=self.closes_at,
            records=self.records,
            pushes=self.evenings_left,
        )


@dataclass(frozen=True, slots=True)
class LatestRun:
    """The run of the push that was planned last, and the limits that DHIS2 had then."""

    push_from: date
    snapshot_id: int
    expiry_days: Decimal | None
    days_expire: bool | None


def find_latest_run(tx: Transaction) -> LatestRun | None:
    """Find the run that was planned last; None: nothing was pushed yet."""
    return tx.row("delivery/select_latest_run", as_=LatestRun)


def days_closing_soon(
    tx: Transaction, *, push_from: date, snapshot_id: int, now: datetime
) -> list[ClosingDay]:
    """Return days that close within three days of ``now`` with open records, the soonest first."""
    rows = tx.rows(
        "delivery/select_closing_days",
        push_from=push_from,
        snapshot_id=snapshot_id,
        as_of=now,
        hours=LOOK_AHEAD_HOURS,
    )
    return [
        ClosingDay(
            row.day,
            row.closes_at,
            row.records,
            int((row.closes_at - now).total_seconds() // 3600),
        )
        for row in rows
    ]


def expiry_advice(expiry_days: Decimal | None, *, days_expire: bool | None) -> Message | None:
    """Return a warning about expiry days that leave fewer than five evenings; else None."""
    if not days_expire or (expiry_days or 0) >= EXPIRY_DAYS_FOR_FIVE_ATTEMPTS:
        return None
    return message(
        "expiry_days_are_too_few",
        count=day_count(expiry_days or 0),
        needed=EXPIRY_DAYS_FOR_FIVE_ATTEMPTS,
    )
