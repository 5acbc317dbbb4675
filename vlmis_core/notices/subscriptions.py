"""Which notices a person asked for, at which address, and in which language."""

import re
from dataclasses import dataclass
from datetime import datetime

from vlmis_core.accounts.find_person import find_person
from vlmis_core.accounts.person import Person
from vlmis_core.database import Database
from vlmis_core.errors import BadInputError, Fault, PermanentError
from vlmis_core.messages import LANGUAGES, message
from vlmis_core.notices.notice import NEEDED, NoticeKind


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A person who asked for a notice and may have it."""

    person: Person
    address: str
    language: str


@dataclass(frozen=True, slots=True)
class _SubscriberRow:
    username: str
    address: str
    language: str


def list_subscribers(database: Database, kind: NoticeKind) -> list[Subscriber]:
    """List the persons who asked for a kind of notice, and who may have it at this moment."""
    with database.transaction() as tx:
        rows = tx.rows("notices/select_subscribers", as_=_SubscriberRow, kind=kind)
    found = []
    for row in rows:
        known = find_person(database, row.username)
        if known is not None and known.person.may(NEEDED[kind]):
            found.append(Subscriber(known.person, row.address, row.language))
    return found


_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,180}\.[A-Za-z]{2,63}")


@dataclass(frozen=True, slots=True)
class NoticeChoice:
    """What a person asked for; one who never chose: nothing, at the e-mail address in DHIS2."""

    kinds: frozenset[NoticeKind]
    address: str
    language: str | None


def kinds_for(person: Person) -> list[NoticeKind]:
    """List the kinds of notices that a person may have."""
    return [kind for kind in NoticeKind if person.may(NEEDED[kind])]


def read_choice(database: Database, person: Person) -> NoticeChoice:
    """Read what a person asked for."""
    with database.transaction() as tx:
        row = tx.row("notices/select_choice", account_id=person.account_id)
    if row is None:
        return NoticeChoice(frozenset(), "", None)
    return NoticeChoice(frozenset(map(NoticeKind, row.kinds)), row.address, row.language)


def save_choice(database: Database, person: Person, choice: NoticeChoice, *, now: datetime) -> None:
    """Keep what a person asks for from now on.

    Raises:
        PermanentError: the person has no account, as the break-glass administrator.
        BadInputError: a kind that the person may not have, or no e-mail address; nothing is saved.
    """
    if not person.account_id:
        raise PermanentError(message("notices_need_an_account"))
    faults = _faults(person, choice)
    if faults:
        raise BadInputError(message("choice_of_notices"), faults)
    with database.transaction() as tx:
        tx.run(
            "notices/upsert_choice",
            account_id=person.account_id,
            kinds=sorted(choice.kinds),
            address=choice.address,
            language=choice.language,
            now=now,
        )


def _faults(person: Person, choice: NoticeChoice) -> list[Fault]:
    faults = [
        Fault(0, "kinds", kind, message("notice_is_not_for_role", kind=kind))
        for kind in sorted(choice.kinds - set(kinds_for(person)))
    ]
    if not _ADDRESS.fullmatch(choice.address):
        faults.append(Fault(0, "address", choice.address, message("not_an_email_address")))
    if choice.language not in LANGUAGES:
        faults.append(Fault(0, "language", str(choice.language), message("field_is_missing")))
    return faults
