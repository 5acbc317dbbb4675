"""When a lot has expired, and when it is said that it soon will."""

from datetime import date, timedelta
from enum import StrEnum


class LotExpiry(StrEnum):
    """What is marked of a lot; any other lot has no mark."""

    EXPIRED = "expired"
    EXPIRES_SOON = "expires_soon"


def expiry_of(expires_on: date | None, today: date, horizon_days: int) -> LotExpiry | None:
    """Tell whether a lot has expired by ``today``, or does within so many days.

    A lot may be given out on its last day, ``expires_on``.
    """
    if expires_on is None or expires_on > today + timedelta(days=horizon_days):
        return None
    return LotExpiry.EXPIRED if expires_on < today else LotExpiry.EXPIRES_SOON
