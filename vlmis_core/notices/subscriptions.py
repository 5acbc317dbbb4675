"""Which notices a person asked for, at which address, and in which language."""

from dataclasses import dataclass

from vlmis_core.accounts.find_person import find_person
from vlmis_core.accounts.person import Person
from vlmis_core.database import Database
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
