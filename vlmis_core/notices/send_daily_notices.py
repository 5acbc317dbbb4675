"""Send in the morning: days that DHIS2 closes soon, the digests, and what channels did not take."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from vlmis_core.accounts.person import StoreIds
from vlmis_core.accounts.roles import Action
from vlmis_core.database import Database
from vlmis_core.delivery.warn_of_closing import days_closing_soon, find_latest_run
from vlmis_core.errors import TransientError
from vlmis_core.messages import message
from vlmis_core.notices.digest import Digest, read_digest
from vlmis_core.notices.notice import Notice, NoticeKind
from vlmis_core.notices.send_notice import ATTEMPTS_MAX, Compose, Delivery, Sent
from vlmis_core.notices.sent_marks import SentMarks
from vlmis_core.notices.subscriptions import Subscriber, list_subscribers
from vlmis_core.settings import Settings

TRIED_FOR = timedelta(days=2)
"""Older news helps nobody."""
_MARKS_KEPT = timedelta(days=90)

_Read = Callable[[Subscriber, date], Digest]
"""Reads the digest of a person on a day."""


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
    read = _reader(database, settings)
    outcome = _retry(database, settings, delivery, read, now)
    outcome += _tell_closing_days(database, settings, delivery, now)
    outcome += _send_digests(database, settings, delivery, read, today)
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


def _reader(database: Database, settings: Settings) -> _Read:
    """Return what reads a digest; persons with the same stores share one reading."""

    @cache
    def read(stores: StoreIds, today: date) -> Digest:
        return read_digest(database, settings, stores, today)

    return lambda subscriber, today: read(subscriber.person.stores_for(Action.READ_REPORTS), today)


def _send_digests(
    database: Database, settings: Settings, delivery: Delivery, read: _Read, today: date
) -> Sent:
    outcome = Sent()
    notice = Notice(
        NoticeKind.DIGEST, today.isoformat(), message("digest_of_day", day=today), page="/"
    )
    for subscriber in list_subscribers(database, NoticeKind.DIGEST):
        digest = read(subscriber, today)
        if not digest.is_empty:
            outcome += delivery.to_person(notice, subscriber, digest.composer(settings))
    return outcome


def _retry(
    database: Database, settings: Settings, delivery: Delivery, read: _Read, now: datetime
) -> Sent:
    outcome = Sent()
    while failed := _claim(database, now):
        notice = Notice.from_json(failed.kind, failed.about, failed.content)
        if failed.channel is not None:
            outcome += delivery.finish_channel(failed.notice_id, notice, failed.channel)
            continue
        subscriber = _subscriber(database, notice.kind, failed.account_id)
        compose = None if subscriber is None else _composer(settings, read, notice, subscriber)
        if subscriber is None or compose is None:
            outcome += delivery.give_up(failed.notice_id)
        else:
            outcome += delivery.finish_person(failed.notice_id, subscriber, compose)
    return outcome


def _composer(
    settings: Settings, read: _Read, notice: Notice, subscriber: Subscriber
) -> Compose | None:
    """Write a notice again; a digest as things are now, None when it has become empty."""
    if notice.kind is not NoticeKind.DIGEST:
        return lambda tr: notice.letter(tr, settings)
    digest = read(subscriber, date.fromisoformat(notice.about))
    return None if digest.is_empty else digest.composer(settings)


def _claim(database: Database, now: datetime) -> _FailedNotice | None:
    with database.transaction() as tx:
        return tx.row("notices/claim_failed_notice", as_=_FailedNotice, now=now, **_retried(now))


def _subscriber(database: Database, kind: NoticeKind, account_id: int | None) -> Subscriber | None:
    """Find a person who still asks for a kind of notice."""
    found = list_subscribers(database, kind)
    return next((each for each in found if each.person.account_id == account_id), None)
