"""Check once a week what DHIS2 analytics show; keep what was found, for the page."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vlmis_core.database import Database
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2_setup.compare_analytics import (
    AnalyticsDifference,
    Comparison,
    ComparisonChoice,
    compare_analytics,
)
from vlmis_core.errors import PermanentError
from vlmis_core.messages import message, translator

_LOG = logging.getLogger(__name__)

DAYS_CHECKED = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class AnalyticsCheck:
    """One comparison; ``listed`` of its differences are kept, at most a thousand."""

    check_id: int
    checked_at: datetime
    first_day: date
    last_day: date
    compared: int
    differing: int
    listed: int


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many of the listed differences have a likely reason, by its code."""

    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One difference with its names; a product or org unit that is gone has none."""

    product_code: str
    product_name: str | None
    indicator: str
    org_unit_uid: str
    org_unit_name: str | None
    level: int
    period: str
    value: float | None
    shown: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class NewestCheck:
    """The newest comparison, the reasons of all its listed differences, and some of these."""

    check: AnalyticsCheck
    reasons: list[ReasonCount]
    lines: list[DifferenceLine]


def check_analytics(database: Database, dhis2: Dhis2Client, *, before: date) -> int:
    """Compare the seven days before a day, with their weeks and months; return how many values.

    Keeps what it found, also when it fails; each call keeps another comparison.

    Args:
        database: The VLMIS database, as the pipeline.
        dhis2: The server, as the service user.
        before: The day after the last one.

    Raises:
        PermanentError: DHIS2 shows a value otherwise than posted; the log names the reasons.
        Dhis2UnavailableError, Dhis2AccessError, Dhis2AnswerError: DHIS2 does not tell.
    """
    choice = ComparisonChoice(before - DAYS_CHECKED, before - timedelta(days=1))
    found = compare_analytics(database, dhis2, choice)
    _save(database, choice, found)
    english = translator("en")
    for reason, count in sorted(found.by_reason.items()):
        _LOG.error("%d values: %s", count, english.text(message(reason)))
    if found.differing:
        raise PermanentError(found.message)
    _LOG.info("%s", english.text(found.message))
    return found.compared


def _save(database: Database, choice: ComparisonChoice, found: Comparison) -> None:
    with database.transaction() as tx:
        check_id = tx.value(
            "dhis2_setup/insert_analytics_check",
            first_day=choice.first_day,
            last_day=choice.last_day,
            compared=found.compared,
            differing=found.differing,
        )
        rows = ((check_id, line, *_columns(each)) for line, each in enumerate(found.differences, 1))
        tx.copy_rows("dhis2_setup/copy_analytics_differences", rows)


def _columns(difference: AnalyticsDifference) -> Sequence[object]:
    return (
        difference.product,
        difference.indicator,
        difference.org_unit_uid,
        difference.level,
        difference.period,
        difference.value,
        difference.shown,
        difference.reason,
    )


def read_newest_check(database: Database, *, line_count: int, skipped: int) -> NewestCheck | None:
    """Read the newest comparison with some of its differences; None before the first."""
    with database.transaction() as tx:
        check = tx.row("dhis2_setup/select_newest_analytics_check", as_=AnalyticsCheck)
        if check is None:
            return None
        return NewestCheck(
            check,
            tx.rows(
                "dhis2_setup/select_analytics_reasons", as_=ReasonCount, check_id=check.check_id
            ),
            tx.rows(
                "dhis2_setup/select_analytics_differences",
                as_=DifferenceLine,
                check_id=check.check_id,
                line_count=line_count,
                skipped=skipped,
            ),
        )
