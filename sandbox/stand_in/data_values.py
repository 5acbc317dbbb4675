"""What the server stores: one row per data element, period, org unit and option combos.

Kept small, because a benchmark stores millions: values lie under period and org unit, the rest
of the key is one shared tuple, and rows that are equal within a request are one object.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple, TypeAlias

Cell: TypeAlias = tuple[str, str, str]
"""Data element, category option combo, attribute option combo."""


class Row(NamedTuple):
    """What is stored under a key."""

    value: str | None
    stored_by: str
    created_at: datetime
    updated_at: datetime
    is_deleted: bool = False
    comment: str | None = None
    is_followed_up: bool = False


class Audit(NamedTuple):
    """One entry of a value's history."""

    audit_type: str
    value: str | None
    modified_by: str
    created_at: datetime


class Key(NamedTuple):
    """The whole key of a row."""

    period: str
    org_unit: str
    cell: Cell


class DataValues:
    """All data values of the server, and their history."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, dict[Cell, Row]]] = {}
        self._cells: dict[Cell, Cell] = {}
        self.audits: dict[Key, list[Audit]] = {}
        self.periods: set[str] = set()

    def get(self, period: str, org_unit: str, cell: Cell) -> Row | None:
        """Return a row, also a deleted one; None if the key was never stored."""
        by_org_unit = self._rows.get(period)
        rows = by_org_unit.get(org_unit) if by_org_unit else None
        return rows.get(cell) if rows else None

    def put(self, period: str, org_unit: str, cell: Cell, row: Row) -> None:
        """Store a row in place of what was there; the period becomes known."""
        self.periods.add(period)
        rows = self._rows.setdefault(period, {}).setdefault(org_unit, {})
        rows[self._cells.setdefault(cell, cell)] = row

    def block(self, period: str, org_unit: str) -> dict[Cell, Row]:
        """Return the rows of one period and org unit, in the order they were first stored."""
        return self._rows.get(period, {}).get(org_unit, {})

    def take_out(self, period: str, org_unit: str) -> dict[Cell, Row]:
        """Take the rows of one period and org unit out, as if they had never been there."""
        return self._rows.get(period, {}).pop(org_unit, {})

    def org_units(self, period: str) -> Iterable[str]:
        """Return the org units that have rows in a period."""
        return self._rows.get(period, {}).keys()

    def stored_periods(self) -> Iterable[str]:
        """Return the periods that have rows."""
        return self._rows.keys()

    def remove(self, periods: Iterable[str] | None = None) -> None:
        """Take rows out as if they had never been (no tombstones); all periods by default."""
        for period in list(self._rows if periods is None else periods):
            self._rows.pop(period, None)

    def remember_creations(self, period: str) -> None:
        """Write the creation of a period's rows into their history, as the new version does."""
        for key, row in self.rows([period]):
            audit = Audit("CREATE", row.value, row.stored_by, row.created_at)
            self.audits.setdefault(key, []).append(audit)

    def rows(self, periods: Iterable[str] | None = None) -> Iterator[tuple[Key, Row]]:
        """Yield every row of the periods (all by default), ordered by its key."""
        for period in sorted(self._rows if periods is None else periods):
            for org_unit in sorted(self._rows.get(period, ())):
                block = self._rows[period][org_unit]
                for cell in sorted(block):
                    yield Key(period, org_unit, cell), block[cell]

    def count(self) -> int:
        """Return the number of rows that are not deleted."""
        return sum(
            not row.is_deleted
            for by_org_unit in self._rows.values()
            for block in by_org_unit.values()
            for row in block.values()
        )

    def digest(self) -> str:
        """Return a SHA-256 over every live key and value: equal content, equal digest."""
        digest = sha256()
        for key, row in self.rows():
            if not row.is_deleted:
                line = "|".join((key.period, key.org_unit, *key.cell, row.value or ""))
                digest.update(line.encode() + b"\n")
        return digest.hexdigest()
