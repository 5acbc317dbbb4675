"""At which store somebody records: one of their own, never another one."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from vlmis_airflow.web.access import NotAllowedError, needs
from vlmis_airflow.web.choices import Reporting, Words
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action
from vlmis_core.errors import PermanentError
from vlmis_core.ledger.recording_store import (
    RecordingStore,
    find_recording_store,
    list_recording_stores,
)
from vlmis_core.stores.find_stores import FoundStore

_MOST_OFFERED = 200

Recorder = Annotated[Person, Depends(needs(Action.RECORD))]


@dataclass(frozen=True, slots=True)
class OwnStore:
    """The chosen store (None: there is none to choose) and those that can be chosen."""

    chosen: RecordingStore | None
    offered: list[FoundStore]

    @property
    def must_be(self) -> RecordingStore:
        """The chosen store.

        Raises:
            PermanentError: the person has no store.
        """
        if self.chosen is None:
            raise PermanentError("Your account has no open store: ask your administrator.")
        return self.chosen


def own_store(database: Reporting, person: Recorder, store: Words = None) -> OwnStore:
    """Read the field ``store`` of the address; without it the first of the person's own.

    Raises:
        NotAllowedError: the store is not theirs.
        PermanentError: there is no such store.
    """
    found_stores = list_recording_stores(database, person.store_ids, line_count=_MOST_OFFERED)
    offered = [own for own in found_stores if person.may_record_at(own.store_id)]
    code = store.strip() if store else next((own.code for own in offered), None)
    if code is None:
        return OwnStore(None, offered)
    found = find_recording_store(database, code)
    if found is None:
        raise PermanentError(f"{code}: no store has this code.")
    require_own_store(person, found.store_id)
    return OwnStore(found, offered)


def require_own_store(person: Person, store_id: int) -> None:
    """Let pass who records at a store.

    Raises:
        NotAllowedError: the store is not theirs.
    """
    if not person.may_record_at(store_id):
        raise NotAllowedError("You record at your own stores only.")


AtStore = Annotated[OwnStore, Depends(own_store)]
