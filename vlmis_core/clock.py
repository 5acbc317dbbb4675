"""The clock of this machine, read at the edges only: services take the time from their caller."""

from datetime import UTC, datetime


def now() -> datetime:
    """Read the clock."""
    return datetime.now(UTC)
