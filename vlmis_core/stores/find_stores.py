"""Find stores: all, by letters, by code, or in pages, within what a person may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database, Transaction
from vlmis_core.errors import PermanentError

Visible = Collection[int] | None
"""Ids of the stores that a person may see; None: all."""


@dataclass(frozen=True, slots=True)
class FoundStore:
    """A store to choose."""

    store_id: int
    code: str
    name: str
    closed_on: date | None = None


def find_stores(
    database: Database, words: str, visible: Visible, *, line_count: int
) -> list[FoundStore]:
    """Stores whose code or name contains ``words``, by code, at most ``line_count``."""
    with database.transaction() as tx:
        rows = tx.rows(
            "stores/find_stores",
            words=words,
            visible_store_ids=as_array(visible),
            line_count=line_count,
        )
    return [FoundStore(**row._mapping) for row in rows]


def store_of_code(database: Database, store_code: str) -> FoundStore | None:
    """The store of this code, whoever asks; None where there is none."""
    with database.transaction() as tx:
        row = tx.row("stores/select_store_of_code", store_code=store_code)
    return None if row is None else FoundStore(**row._mapping)


def branch_now(tx: Transaction, store_code: str | None, visible: Visible) -> list[int] | None:
    """A store and those below it as the tree is now; None means every store."""
    if store_code is None and visible is None:
        return None
    rows = tx.rows(
        "stores/select_branch_now",
        store_code=store_code,
        with_stores_below=True,
        visible_store_ids=as_array(visible),
    )
    return [row.store_id for row in rows]


def as_array(visible: Visible) -> list[int] | None:
    """The ids as a query takes them."""
    return None if visible is None else sorted(visible)


@dataclass(frozen=True, slots=True)
class Store:
    """One store. Without a supplier: the central store. Without an org unit: held at the push."""

    code: str
    name: str
    org_unit_uid: str | None
    supplier_code: str | None
    closed_on: date | None


def select_stores(database: Database) -> list[Store]:
    """All stores, ordered by code; also closed ones."""
    with database.transaction() as tx:
        return _stores(tx)


def find_store(tx: Transaction, code: str) -> Store:
    """The store of this code.

    Raises:
        PermanentError: there is none.
    """
    for store in _stores(tx):
        if store.code == code:
            return store
    raise PermanentError(f"{code}: no such store; vlmis stores tree shows them.")


def _stores(tx: Transaction) -> list[Store]:
    return [
        Store(row.code, row.name, row.org_unit_uid, row.supplier_code, row.closed_on)
        for row in tx.rows("stores/select_stores")
    ]


def list_stores(
    database: Database, visible: Visible, *, after: str, line_count: int
) -> list[Store]:
    """At most ``line_count`` stores whose code comes after ``after``, by code."""
    with database.transaction() as tx:
        rows = tx.rows(
            "stores/select_store_page",
            visible_store_ids=as_array(visible),
            after=after,
            line_count=line_count,
        )
    return [Store(**row._mapping) for row in rows]


def ids_of_stores(database: Database, codes: Collection[str]) -> dict[str, int]:
    """The id of each code that a store has; other codes are absent."""
    with database.transaction() as tx:
        rows = tx.rows("stores/select_store_ids", codes=list(codes))
    return {row.code: row.store_id for row in rows}
