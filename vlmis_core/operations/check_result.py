"""What the doctor checks, and the result of one check."""

from dataclasses import dataclass
from enum import StrEnum

from vlmis_core.messages import Message


class Check(StrEnum):
    """What is checked."""

    SETTINGS = "settings"
    DISK = "disk"
    DATABASE = "database"
    SCHEMA = "schema"
    RIGHTS = "rights"
    OBJECTS = "objects"
    CLOCK = "clock"
    TIME_ZONE = "time_zone"
    FREEZE = "freeze"
    STORES = "stores"
    PRODUCTS = "products"
    ORG_UNITS = "org_units"
    ROLES = "roles"
    NIGHTS = "nights"
    RECEIPTS = "receipts"
    CLOSING_DAYS = "closing_days"
    PRODUCTION = "production"
    POSTED_VALUES = "posted_values"
    COMPLETENESS = "completeness"
    DHIS2 = "dhis2"


class CheckStatus(StrEnum):
    """The status of one check."""

    OK = "ok"
    WARNING = "warning"  # Everything works today; somebody should look.
    ERROR = "error"  # A night fails, or data is in danger.


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check: its status, and a message with what was found and what to do."""

    check: Check
    status: CheckStatus
    message: Message


def passed(check: Check, found: Message) -> CheckResult:
    """Return the result of a check that found nothing to do."""
    return CheckResult(check, CheckStatus.OK, found)


def warning(check: Check, found: Message) -> CheckResult:
    """Return the result of a check that somebody should look at."""
    return CheckResult(check, CheckStatus.WARNING, found)


def failed(check: Check, found: Message) -> CheckResult:
    """Return the result of a check that found an error."""
    return CheckResult(check, CheckStatus.ERROR, found)
