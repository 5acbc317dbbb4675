"""How long a session lasts, and what ends it."""

import logging
import threading
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta

from jwt import ExpiredSignatureError

from vlmis_airflow.auth.user import Session, VlmisUser
from vlmis_core.accounts.break_glass import break_glass_person, is_break_glass
from vlmis_core.accounts.find_person import KnownPerson, find_person
from vlmis_core.accounts.refresh_accounts import check_account
from vlmis_core.database import Database
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.errors import VlmisError

LONGEST_SESSION = timedelta(hours=12)
"""After a working day everybody logs in again."""

CHECK_AGAIN_AFTER = timedelta(minutes=10)
"""DHIS2 is asked about a user again at the first request after this."""

ANSWER_HOLDS_FOR = timedelta(minutes=15)
"""A session is renewed while DHIS2's last answer is younger; else it ends with its token."""

PAUSE_AFTER_FAILURE = timedelta(minutes=1)

log = logging.getLogger(__name__)


class SessionEndedError(ExpiredSignatureError):
    """The token is good, and its session is not. As an expired token it leads to the login page."""


class Sessions:
    """Reads the account behind each request, and asks DHIS2 about it now and then."""

    def __init__(self, database: Database, dhis2: Callable[[], Dhis2Client]) -> None:
        """Take the database as the login role, and DHIS2 as the service user."""
        self._database = database
        self._dhis2 = dhis2
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._failed_at: datetime | None = None

    def admit(self, session: Session, now: datetime) -> VlmisUser:
        """The person of a session.

        Raises:
            SessionEndedError: too long ago, deactivated here or disabled in DHIS2 (also if that
                was undone since), or the account of the name belongs to another user of DHIS2.
        """
        if now - session.began_at >= LONGEST_SESSION:
            raise SessionEndedError("the session is too old: log in again")
        if is_break_glass(session.username):
            return VlmisUser(session, break_glass_person(session.username))
        known = self._confirmed(session.username, now)
        if known is None or known.dhis2_state != "enabled":
            raise SessionEndedError("the account is deactivated")
        if (known.dhis2_uid, known.session_generation) != (session.dhis2_uid, session.generation):
            raise SessionEndedError("the session was ended, or the account has another user")
        return VlmisUser(session, known.person, known.dhis2_checked_at)

    def _confirmed(self, username: str, now: datetime) -> KnownPerson | None:
        known = find_person(self._database, username)
        if known is None or not self._is_due(known, now):
            return known
        with self._locks[username]:  # The requests of a page that arrive together ask once.
            known = find_person(self._database, username)
            if known is None or not self._is_due(known, now):
                return known
            try:
                check_account(self._database, self._dhis2(), known.dhis2_uid, now=now)
            except VlmisError as error:
                self._failed_at = now
                log.warning("DHIS2 could not be asked about users: %s", error)
                return known
            return find_person(self._database, username)

    def _is_due(self, known: KnownPerson, now: datetime) -> bool:
        if now - known.dhis2_checked_at < CHECK_AGAIN_AFTER:
            return False
        return self._failed_at is None or now - self._failed_at >= PAUSE_AFTER_FAILURE


def is_to_be_renewed(user: VlmisUser, life_seconds: int, now: datetime) -> bool:
    """Whether the token is past half its life, and DHIS2 confirmed the person a short time ago."""
    if user.confirmed_at is None or now - user.confirmed_at >= ANSWER_HOLDS_FOR:
        return False
    return (now - user.session.issued_at).total_seconds() >= life_seconds / 2
