"""Expiry days as DHIS2 gives them: a decimal number."""

from decimal import Decimal


def day_count(days: float | Decimal) -> float:
    """Return a number of days as people write it: 10.0 as 10, 0.5 as it is."""
    return int(days) if days == int(days) else float(days)
