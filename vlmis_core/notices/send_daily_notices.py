"""Send in the morning: days that DHIS2 closes soon, the digests, and what channels did not take."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from vlmis_core.database import Database
from vlmis_core.delivery.warn_of_closing import days_closing_soon, find_latest_run
from vlmis_core.errors import TransientError
from vlmis_core.messages import message
from vlmis_core.notices.digest import read_digest
from vlmis_core.notices.notice import Notice, NoticeKind
from vlmis_core.notices.send_notice import Compose, Delivery, Sent
from vlmis_core.notices.sent_marks import SentMarks
from vlmis_core.notices.subscriptions import Subscriber, list_subscribers
from vlmis_core.settings import Settings

ATTEMPTS_MAX = 4
"""Of one notice; fewer than a task of Airflow has, so that the DAG ends well."""
TRIED_FOR = timedelta(days=2)
"""Older news helps nobody."""
_MARKS_KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class _FailedNotice:
    notice_id: int
    kind: str
    about: str
    channel: str | None
    account_id: int | None
    content: Any


def send_daily_notices(
    database: Database, settings: Settings, *, today: date, now: datetime
) -> Sent:
    """Send what is due this morning, and try again what failed in the last two days.

    Raises:
        TransientError: a channel did not take something that may be tried again.
    """
    if not settings.notice_channels and settings.notice_mail is None:
        return Sent()
    SentMarks(settings.home).forget(now - _MARKS_KEPT)
    delivery = Delivery(database, settings, now)
    outcome = _retry(database, settings, delivery, now)
    outcome += _tell_closing_days(database, settings, delivery, now)
    outcome += _send_digests(database, settings, delivery, today)
    with database.transaction() as tx:
        waiting: int = tx.value("notices/count_failed_notices", **_retried(now))
    if waiting:
        raise TransientError(message("notices_were_not_taken", count=waiting))
    return outcome


def _retried(now: datetime) -> dict[str, Any]:
    return {"attempts_max": ATTEMPTS_MAX, "since": now - TRIED_FOR}


def _tell_closing_days(
    database: Database, settings: Settings, delivery: Delivery, now: datetime
) -> Sent:
    with database.transaction() as tx:
        run = find_latest_run(tx)
        if run is None:
            return Sent()
        closing = days_closing_soon(
            tx, push_from=run.push_from, snapshot_id=run.snapshot_id, now=now
        )
    outcome = Sent()
    for day in closing:
        notice = Notice(
            NoticeKind.DAY_CLOSES_SOON,
            day.day.isoformat(),
            day.message,
            page="/dhis2/why-not",
            runbook="dhis2_push",
        )
        outcome += delivery.to_all(notice)
    return outcome


def _send_digests(database: Database, settings: Settings, delivery: Delivery, today: date) -> Sent:
    outcome = Sent()
    notice = Notice(
        NoticeKind.DIGEST, today.isoformat(), message("digest_of_day", day=today), page="/"
    )
    for subscriber in list_subscribers(database, NoticeKind.DIGEST):
        digest = read_digest(database, settings, subscriber.person, today)
        if not digest.is_empty:
            outcome += delivery.to_person(notice, subscriber, digest.composer(settings))
    return outcome


def _retry(database: Database, settings: Settings, delivery: Delivery, now: datetime) -> Sent:
    outcome = Sent()
    while failed := _claim(database, now):
        notice = Notice.from_json(failed.kind, failed.about, failed.content)
        if failed.channel is not None:
            outcome += delivery.finish_channel(failed.notice_id, notice, failed.channel)
        else:
            subscriber = _subscriber(database, notice.kind, failed.account_id)
            compose = _composer(database, settings, notice, subscriber)
            outcome += delivery.finish_person(failed.notice_id, subscriber, compose)
    return outcome


def _composer(
    database: Database, settings: Settings, notice: Notice, subscriber: Subscriber | None
) -> Compose:
    """Write a notice again; a digest as things are now."""
    if notice.kind is not NoticeKind.DIGEST or subscriber is None:
        return lambda tr: notice.letter(tr, settings)
    day = date.fromisoformat(notice.about)
    return read_digest(database, settings, subscriber.person, day).composer(settings)


def _claim(database: Database, now: datetime) -> _FailedNotice | None:
    with database.transaction() as tx:
        return tx.row("notices/claim_failed_notice", as_=_FailedNotice, now=now, **_retried(now))


def _subscriber(database: Database, kind: NoticeKind, account_id: int | None) -> Subscriber | None:
    """Find a person who still asks for a kind of notice."""
    found = list_subscribers(database, kind)
    return next((each for each in found if each.person.account_id == account_id), None)
