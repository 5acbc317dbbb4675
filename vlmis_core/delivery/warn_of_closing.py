"""What DHIS2 closes soon and does not hold yet: the hours and evenings that are left."""

from dataclasses import dataclass
from datetime import date, datetime

from vlmis_core.database import Transaction

LOOK_AHEAD_HOURS = 72
EXPIRY_DAYS_FOR_FIVE_ATTEMPTS = 6
"""A day goes out first on the evening two days later; so many days after its end leave five."""


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
        """Pushes still to come before it closes, one a day at the same hour."""
        return self.hours_left // 24

    def __str__(self) -> str:
        more = {0: "no evening is left", 1: "one evening is left"}
        left = more.get(self.evenings_left, f"{self.evenings_left} evenings are left")
        return (
            f"DHIS2 closes {self.day} in {self.hours_left} hours "
            f"({self.closes_at:%Y-%m-%d %H:%M %Z}); {self.records} records are not there, {left}"
        )


def days_closing_soon(
    tx: Transaction, *, push_from: date, snapshot_id: int, now: datetime
) -> list[ClosingDay]:
    """Days that close within three days of ``now`` and have open records, the soonest first."""
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


def expiry_advice(expiry_days: int | None, *, days_expire: bool | None) -> str:
    """What to say of expiry days that leave fewer than five evenings; empty: they suffice."""
    if not days_expire or (expiry_days or 0) >= EXPIRY_DAYS_FOR_FIVE_ATTEMPTS:
        return ""
    return (
        f"DHIS2 closes a day {expiry_days} days after its end; five attempts fit only with "
        f"{EXPIRY_DAYS_FOR_FIVE_ATTEMPTS} expiry days or more, and one more for each day that the "
        "freeze is late"
    )
