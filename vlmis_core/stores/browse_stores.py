"""Browse the tree of stores, one store at a time: 10,000 stores do not fit a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database
from vlmis_core.errors import PermanentError
from vlmis_core.stores.find_stores import explain_store_code


@dataclass(frozen=True, slots=True)
class Level:
    """How many stores one level of the supply tree has; the central store is level 1."""

    level: int
    store_count: int
    unattached_count: int
    closed_count: int


@dataclass(frozen=True, slots=True)
class SuppliedStore:
    """A store below another, and how many it supplies itself."""

    code: str
    name: str
    org_unit_uid: str | None
    closed_on: date | None
    supplied_count: int


@dataclass(frozen=True, slots=True)
class TreeStore:
    """A store with its org unit, on the path from the central store down."""

    code: str
    name: str
    org_unit_uid: str | None
    org_unit_name: str | None
    org_unit_is_gone: bool
    closed_on: date | None
    supplied_count: int


@dataclass(frozen=True, slots=True)
class Branch:
    """A store: the path from the central store down to it, and a page of what it supplies."""

    path: Sequence[TreeStore]
    supplied: Sequence[SuppliedStore]
    levels: Sequence[Level]

    @property
    def store(self) -> TreeStore:
        """The store itself."""
        return self.path[-1]


def browse_stores(
    database: Database, code: str | None, *, line_count: int, skipped: int
) -> Branch | None:
    """Return a store and a page of those it supplies; without a code, the central store.

    None while there is no store at all.

    Raises:
        PermanentError: no store has this code.
    """
    with database.transaction() as tx:
        if code is None:
            central = tx.row(
                "stores/select_supplied_stores", supplier_code=None, line_count=1, skipped=0
            )
            if central is None:
                return None
            code = central.code
        path = tx.rows("stores/select_suppliers_above", as_=TreeStore, code=code)
        if not path:
            raise PermanentError(explain_store_code(tx, code))
        supplied = tx.rows(
            "stores/select_supplied_stores",
            as_=SuppliedStore,
            supplier_code=code,
            line_count=line_count,
            skipped=skipped,
        )
        levels = tx.rows("stores/count_stores_by_level", as_=Level)
    return Branch(path, supplied, levels)
