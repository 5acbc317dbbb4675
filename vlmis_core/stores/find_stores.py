"""Find stores: all, by letters, by code, or in pages, within what a person may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database, Transaction
from vlmis_core.errors import PermanentError
from vlmis_core.messages import Message, message

VisibleStoreIds = Collection[int] | None
"""Ids of the stores that a person may see; None: all."""


@dataclass(frozen=True, slots=True)
class FoundStore:
    """A store to choose, and where it is.

    ``former_code``: the one that was searched for, if only that was found.
    """

    store_id: int
    code: str
    name: str
    closed_on: date | None = None
    former_code: str | None = None
    area: str = ""


@dataclass(frozen=True, slots=True)
class Store:
    """One store. Without a supplier: the central store. Without an org unit: held at the push."""

    code: str
    name: str
    org_unit_uid: str | None
    supplier_code: str | None
    closed_on: date | None


def find_stores(
    database: Database, words: str, visible_store_ids: VisibleStoreIds, *, line_count: int
) -> list[FoundStore]:
    """Find at most ``line_count`` stores that have ``words`` in code, name, former code or area.

    Case and accents do not matter.
    """
    with database.transaction() as tx:
        return tx.rows(
            "stores/find_stores",
            as_=FoundStore,
            words=words,
            visible_store_ids=as_array(visible_store_ids),
            line_count=line_count,
        )


def find_store(database: Database, code: str) -> FoundStore | None:
    """Find the store of a code, whoever asks; None where there is none."""
    with database.transaction() as tx:
        return tx.row("stores/select_store", as_=FoundStore, code=code)


def require_store(tx: Transaction, code: str) -> FoundStore:
    """Return the store that has a code today.

    Raises:
        PermanentError: none has it; of a former code, the stores that had it are named.
    """
    found = tx.row("stores/select_store", as_=FoundStore, code=code)
    if found is None:
        raise PermanentError(explain_store_code(tx, code))
    return found


def explain_store_code(tx: Transaction, code: str) -> Message:
    """Tell why no store has a code today: it is a former one, or there never was such a store."""
    fault = tx.row("stores/select_store_code_fault", code=code)
    assert fault is not None, f"store {code} exists"
    return message(fault.code, **fault.details)


def find_store_ids(database: Database, codes: Collection[str]) -> dict[str, int]:
    """Find the id of each code that a store has; other codes are absent."""
    with database.transaction() as tx:
        rows = tx.rows("stores/select_store_ids", codes=list(codes))
    return {row.code: row.store_id for row in rows}


def list_stores(database: Database) -> list[Store]:
    """List all stores by code, also closed ones."""
    with database.transaction() as tx:
        return tx.rows("stores/select_stores", as_=Store)


def list_store_page(
    database: Database, visible_store_ids: VisibleStoreIds, *, after: str, line_count: int
) -> list[Store]:
    """List at most ``line_count`` stores whose code comes after ``after``, by code."""
    with database.transaction() as tx:
        return tx.rows(
            "stores/select_store_page",
            as_=Store,
            visible_store_ids=as_array(visible_store_ids),
            after=after,
            line_count=line_count,
        )


def branch_store_ids(
    tx: Transaction,
    store_code: str | None,
    visible_store_ids: VisibleStoreIds,
    *,
    with_stores_below: bool = True,
) -> list[int] | None:
    """Return the ids of a store and those below it as the tree is now; None means every store.

    Raises:
        PermanentError: no store has this code today.
    """
    if store_code is None and visible_store_ids is None:
        return None
    rows = tx.rows(
        "stores/select_branch_store_ids",
        store_id=None if store_code is None else require_store(tx, store_code).store_id,
        with_stores_below=with_stores_below,
        visible_store_ids=as_array(visible_store_ids),
    )
    return [row.store_id for row in rows]


def as_array(store_ids: VisibleStoreIds) -> list[int] | None:
    """Return the ids as a parameter of a statement."""
    return None if store_ids is None else sorted(store_ids)
