"""The stores as they are now."""

from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database, Transaction
from vlmis_core.errors import PermanentError


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
        for row in tx.rows("places/select_stores")
    ]
