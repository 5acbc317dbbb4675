"""Find stores: by some letters, by code, and those of a branch, within what a person may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database, Transaction

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
            "reports/find_stores",
            words=words,
            visible_store_ids=as_array(visible),
            line_count=line_count,
        )
    return [FoundStore(**row._mapping) for row in rows]


def store_of_code(database: Database, store_code: str) -> FoundStore | None:
    """The store of this code, whoever asks; None where there is none."""
    with database.transaction() as tx:
        row = tx.row("reports/select_store_of_code", store_code=store_code)
    return None if row is None else FoundStore(**row._mapping)


def branch_now(tx: Transaction, store_code: str | None, visible: Visible) -> list[int] | None:
    """A store and those below it as the tree is now; None means every store."""
    if store_code is None and visible is None:
        return None
    rows = tx.rows(
        "reports/select_branch_now",
        store_code=store_code,
        with_stores_below=True,
        visible_store_ids=as_array(visible),
    )
    return [row.store_id for row in rows]


def as_array(visible: Visible) -> list[int] | None:
    """The ids as a query takes them."""
    return None if visible is None else sorted(visible)
