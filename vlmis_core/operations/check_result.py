"""The result of one check of a deployment: its status, what was found and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class CheckStatus(StrEnum):
    """The status of one check."""

    OK = "ok"
    WARNING = "warning"  # Everything works today; somebody should look.
    ERROR = "error"  # A night fails, or data is in danger.


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check: what it looked at, what it found, and the next step (empty when it passed)."""

    check: str
    status: CheckStatus
    detail: str
    action: str = ""


def passed(check: str, detail: str) -> CheckResult:
    """Return the result of a check that found nothing to do."""
    return CheckResult(check, CheckStatus.OK, detail)
