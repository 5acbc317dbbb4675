"""Send a notice to every channel and person that is to be told, each once."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from vlmis_core.database import Database
from vlmis_core.messages import Translator, translator
from vlmis_core.notices.channels import send_mail, send_to_channel
from vlmis_core.notices.notice import Letter, Notice
from vlmis_core.notices.sent_marks import SentMarks
from vlmis_core.notices.subscriptions import Subscriber, list_subscribers
from vlmis_core.settings import Settings

_LOG = logging.getLogger(__name__)

ATTEMPTS_MAX = 4
"""Of one notice; fewer than a task of Airflow has, so that the DAG ends well."""

OpenDatabase = Callable[[], AbstractContextManager[Database]]
"""Opens the database as the pipeline."""

Compose = Callable[[Translator], Letter]
"""Writes a text in the language of a reader."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How many recipients were told, and how many channels did not take it."""

    sent: int = 0
    failed: int = 0

    def __add__(self, other: "Sent") -> "Sent":
        """Add up two of them."""
        return Sent(self.sent + other.sent, self.failed + other.failed)


def send_notice(
    open_database: OpenDatabase, settings: Settings, notice: Notice, *, now: datetime
) -> Sent:
    """Tell a notice to the channels of the settings, and to the persons who asked for its kind.

    Whoever was told is not told again, whichever process asks. Nothing is raised: a notice never
    fails what it is about. Without the database the channels are told, and persons are not.
    """
    if not settings.notice_channels and settings.notice_mail is None:
        return Sent()
    try:
        with open_database() as database:
            return Delivery(database, settings, now).to_all(notice)
    except Exception as error:  # Whatever is wrong with the database, somebody must hear of it.
        _LOG.warning("Notices are sent without the database: %s.", type(error).__name__)
    return _send_unrecorded(settings, notice)


def _send_unrecorded(settings: Settings, notice: Notice) -> Sent:
    outcome = Sent()
    for channel in settings.notice_channels:
        took = tell_channel(settings, notice, channel)
        outcome += Sent() if took is None else _counted(took)
    return outcome


def tell_channel(settings: Settings, notice: Notice, channel: str) -> bool | None:
    """Send a notice to a channel; None: it was told by another process, nothing is sent."""
    marks, key = SentMarks(settings.home), (notice.kind, notice.about, channel)
    if not marks.take(*key):
        return None
    tr = translator(settings.message_language, settings.zone)
    took = send_to_channel(settings.notice_channels[channel], notice.letter(tr, settings))
    if not took:
        marks.give_back(*key)
        _LOG.warning("The channel %s did not take a notice.", channel)
    return took


def _counted(took: bool) -> Sent:
    return Sent(sent=1) if took else Sent(failed=1)


class Delivery:
    """Sends notices and records each before it leaves and after."""

    def __init__(self, database: Database, settings: Settings, now: datetime) -> None:
        """Work on the database as the pipeline."""
        self._database, self._settings, self._now = database, settings, now

    def to_all(self, notice: Notice) -> Sent:
        """Tell a notice to every channel, and to the persons who asked for its kind."""
        outcome = Sent()
        for channel in self._settings.notice_channels:
            outcome += self.to_channel(notice, channel)
        for subscriber in list_subscribers(self._database, notice.kind):
            outcome += self.to_person(
                notice, subscriber, lambda tr: notice.letter(tr, self._settings)
            )
        return outcome

    def to_channel(self, notice: Notice, channel: str) -> Sent:
        """Tell a notice to a channel, unless it was told."""
        notice_id = self._insert(notice, channel=channel)
        return Sent() if notice_id is None else self.finish_channel(notice_id, notice, channel)

    def to_person(self, notice: Notice, subscriber: Subscriber, compose: Compose) -> Sent:
        """Tell a notice to a person, unless it was told."""
        if self._settings.notice_mail is None:
            return Sent()
        notice_id = self._insert(notice, account_id=subscriber.person.account_id)
        return Sent() if notice_id is None else self.finish_person(notice_id, subscriber, compose)

    def finish_channel(self, notice_id: int, notice: Notice, channel: str) -> Sent:
        """Send what was recorded for a channel, and record the outcome."""
        if channel not in self._settings.notice_channels:
            return self.give_up(notice_id)
        took = tell_channel(self._settings, notice, channel)
        return self._settle(notice_id, took is not False)

    def finish_person(self, notice_id: int, subscriber: Subscriber, compose: Compose) -> Sent:
        """Send what was recorded for a person, and record the outcome."""
        server = self._settings.notice_mail
        if server is None:
            return self.give_up(notice_id)
        letter = compose(translator(subscriber.language, self._settings.zone))
        took = send_mail(server, subscriber.address, letter)
        if not took:
            name = subscriber.person.username
            _LOG.warning("The mail server did not take a notice for %s.", name)
        return self._settle(notice_id, took)

    def give_up(self, notice_id: int) -> Sent:
        """Record that a notice has no recipient or no content any more: it is not tried again."""
        with self._database.transaction() as tx:
            tx.run("notices/give_up_notice", notice_id=notice_id, attempts_max=ATTEMPTS_MAX)
        return Sent()

    def _insert(
        self, notice: Notice, *, channel: str | None = None, account_id: int | None = None
    ) -> int | None:
        with self._database.transaction() as tx:
            row = tx.row(
                "notices/insert_notice",
                kind=notice.kind,
                about=notice.about,
                channel=channel,
                account_id=account_id,
                content=notice.as_json(),
                now=self._now,
            )
        return None if row is None else int(row.notice_id)

    def _settle(self, notice_id: int, took: bool) -> Sent:
        with self._database.transaction() as tx:
            state = "sent" if took else "failed"
            tx.run("notices/settle_notice", notice_id=notice_id, state=state)
        return _counted(took)
