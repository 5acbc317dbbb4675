"""Org units that no store has yet."""

from dataclasses import dataclass

from vlmis_core.database import Database


@dataclass(frozen=True, slots=True)
class FreeOrgUnit:
    """An org unit to attach; ``parent_store_code`` is the store of its DHIS2 parent, if any."""

    org_unit_uid: str
    code: str | None
    name: str
    level: int
    parent_name: str | None
    parent_store_code: str | None


def find_free_org_units(database: Database, words: str, *, line_count: int) -> list[FreeOrgUnit]:
    """Those with ``words`` in name or code, or of this uid; higher levels first."""
    with database.transaction() as tx:
        rows = tx.rows("places/find_free_org_units", words=words, line_count=line_count)
    return [FreeOrgUnit(**row._mapping) for row in rows]
