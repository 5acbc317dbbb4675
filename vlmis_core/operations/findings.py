"""What an examination finds: how it stands, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How one examined thing stands."""

    WELL = "well"
    WATCH = "watch"  # Works today; somebody should look.
    WRONG = "wrong"  # A night fails, or a figure is in danger.


@dataclass(frozen=True, slots=True)
class Finding:
    """One examined thing; ``mend`` is the next step, empty when all is well."""

    examined: str
    health: Health
    found: str
    mend: str = ""


def well(examined: str, found: str) -> Finding:
    """Nothing to do."""
    return Finding(examined, Health.WELL, found)
