"""The tree of stores, a node at a time: 10,000 stores do not fit a page."""

from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database
from vlmis_core.errors import PermanentError


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the supply tree in figures; the central store is level 1."""

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
class Node:
    """A store with its org unit, as a step of the way down from the central store."""

    code: str
    name: str
    org_unit_uid: str | None
    org_unit_name: str | None
    org_unit_is_gone: bool
    closed_on: date | None
    supplied_count: int


@dataclass(frozen=True, slots=True)
class Branch:
    """Where somebody stands in the tree: the way down to the store, and what it supplies."""

    way: tuple[Node, ...]
    supplied: tuple[SuppliedStore, ...]
    levels: tuple[Level, ...]

    @property
    def store(self) -> Node:
        """The store itself."""
        return self.way[-1]


def browse_stores(
    database: Database, code: str | None, *, line_count: int, skipped: int
) -> Branch | None:
    """A store and a page of those it supplies; without a code, the central store.

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
        way = tx.rows("stores/select_suppliers_above", code=code)
        if not way:
            raise PermanentError(f"{code}: no such store.")
        supplied = tx.rows(
            "stores/select_supplied_stores",
            supplier_code=code,
            line_count=line_count,
            skipped=skipped,
        )
        levels = tx.rows("stores/count_stores_by_level")
    return Branch(
        tuple(Node(**row._mapping) for row in way),
        tuple(SuppliedStore(**row._mapping) for row in supplied),
        tuple(Level(**row._mapping) for row in levels),
    )
