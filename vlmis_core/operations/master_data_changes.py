"""Who changed products, stores, stock limits, accounts and the replica of org units."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from vlmis_core.database import Database


class Entity(StrEnum):
    """What the log of changes covers."""

    PRODUCT = "product"
    STORE = "store"
    LEVEL_STOCK_LIMIT = "level_stock_limit"
    PAIR_STOCK_LIMIT = "pair_stock_limit"
    ACCOUNT = "account"
    ACCOUNT_ROLE = "account_role"
    ACCOUNT_STORE = "account_store"
    ORG_UNIT_TREE = "org_unit_tree"


@dataclass(frozen=True, slots=True)
class MasterDataChange:
    """One change of one row; ``before`` is None where it is new, ``after`` where it is gone."""

    changed_at: datetime
    changed_by: str
    entity: str
    entity_key: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def fields(self) -> list[tuple[str, str, str]]:
        """The fields that differ: name, before, after; a dash for no value."""
        before, after = self.before or {}, self.after or {}
        return [
            (field, _shown(before.get(field)), _shown(after.get(field)))
            for field in sorted(before.keys() | after.keys())
            if before.get(field) != after.get(field)
        ]

    @property
    def what(self) -> str:
        """The fields in one line: ``name: old → new``."""
        return ", ".join(f"{field}: {before} → {after}" for field, before, after in self.fields)


def list_changes(
    database: Database,
    *,
    entity: Entity | None = None,
    entity_key: str | None = None,
    line_count: int,
    skipped: int = 0,
) -> list[MasterDataChange]:
    """List changes, newest first: all, of one kind, or of one product, store or account."""
    with database.transaction() as tx:
        return tx.rows(
            "operations/select_changes",
            as_=MasterDataChange,
            entity=entity and entity.value,
            entity_key=entity_key,
            line_count=line_count,
            skipped=skipped,
        )


def count_changes(
    database: Database, *, entity: Entity | None = None, entity_key: str | None = None
) -> int:
    """Count the same changes."""
    with database.transaction() as tx:
        return tx.value(
            "operations/count_changes",
            as_=int,
            entity=entity and entity.value,
            entity_key=entity_key,
        )


def _shown(value: object) -> str:
    return "–" if value is None else str(value)
