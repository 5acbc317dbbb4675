"""At which store somebody records: one of their own, never another one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from vlmis_airflow.web.access import AllowedStores, RouteAction, SignedIn, require_at
from vlmis_airflow.web.choices import Reporting, Words, store_of_words
from vlmis_airflow.web.refused_forms import UnclearChoiceError
from vlmis_core.errors import BadInputError, PermanentError
from vlmis_core.ledger.recording_store import (
    RecordingStore,
    find_recording_store,
    list_recording_stores,
)
from vlmis_core.messages import message
from vlmis_core.stores.find_stores import FoundStore, explain_store_code

_MOST_OFFERED = 200


@dataclass(frozen=True, slots=True)
class OwnStore:
    """The chosen store (None: there is none to choose) and those that can be chosen.

    ``may_be_any``: the person may choose every store of the country, also one that is not offered.
    """

    chosen: RecordingStore | None
    offered: list[FoundStore]
    may_be_any: bool

    @property
    def must_be(self) -> RecordingStore:
        """The chosen store.

        Raises:
            PermanentError: the person has no store.
        """
        if self.chosen is None:
            raise PermanentError(message("account_has_no_open_store"))
        return self.chosen


def own_store(
    database: Reporting,
    person: SignedIn,
    action: RouteAction,
    allowed: AllowedStores,
    store: Words = None,
) -> OwnStore:
    """Read the field ``store`` of the address; without it the first of the person's own.

    Raises:
        NotAllowedError: the store is not theirs.
        PermanentError: there is no such store.
    """
    offered = list_recording_stores(database, allowed, line_count=_MOST_OFFERED)
    code = store.strip() if store else next((own.code for own in offered), None)
    if code is None:
        return OwnStore(None, offered, may_be_any=allowed is None)
    found = find_recording_store(database, code)
    if found is None:
        with database.transaction() as tx:
            unknown = explain_store_code(tx, code)
        if unknown.code != "store_not_found":  # A former code: it may mean another store today.
            raise UnclearChoiceError("store", unknown)
        meant = store_of_words(database, allowed, code)
        found = find_recording_store(database, meant.code)
        assert found is not None
    require_at(person, action, found.store_id)
    return OwnStore(found, offered, may_be_any=allowed is None)


@contextmanager
def refused_without_fields() -> Iterator[None]:
    """Turn a refusal of fields that nobody typed (a button was pressed) into its reasons.

    Raises:
        PermanentError: why the ledger refused.
    """
    try:
        yield
    except BadInputError as refused:
        reasons = [fault.message for fault in refused.faults]
        raise PermanentError(message("entry_cannot_be_changed", reasons=reasons)) from refused


AtStore = Annotated[OwnStore, Depends(own_store)]
