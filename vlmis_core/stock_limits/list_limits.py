"""List minimum and maximum stock: of levels, and of single stores."""

from dataclasses import dataclass

from vlmis_core.database import Database
from vlmis_core.stores.find_stores import VisibleStoreIds, as_array


@dataclass(frozen=True, slots=True)
class LevelLimit:
    """The limits of a product at the stores of a level, in months of consumption."""

    level: int
    product_code: str
    product_name: str
    minimum_months: float
    maximum_months: float


@dataclass(frozen=True, slots=True)
class PairLimit:
    """The limits of a product at one store, in units of the product."""

    store_code: str
    store_name: str
    product_code: str
    product_name: str
    unit: str
    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class LimitChoice:
    """Which limits to list; None: all."""

    level: int | None = None
    store_code: str | None = None
    product_code: str | None = None
    visible_store_ids: VisibleStoreIds = None


def list_level_limits(database: Database, chosen: LimitChoice) -> list[LevelLimit]:
    """List the limits of levels, the central store's level first."""
    with database.transaction() as tx:
        return tx.rows(
            "stock_limits/select_level_limits",
            as_=LevelLimit,
            level=chosen.level,
            product_code=chosen.product_code,
        )


def list_pair_limits(
    database: Database, chosen: LimitChoice, *, line_count: int | None = None, skipped: int = 0
) -> list[PairLimit]:
    """List the limits of stores by code, at most ``line_count`` of them; None: all."""
    with database.transaction() as tx:
        return tx.rows(
            "stock_limits/select_pair_limits",
            as_=PairLimit,
            store_code=chosen.store_code,
            product_code=chosen.product_code,
            visible_store_ids=as_array(chosen.visible_store_ids),
            line_count=line_count,
            skipped=skipped,
        )


def count_pair_limits(database: Database, chosen: LimitChoice) -> int:
    """Count the limits of stores."""
    with database.transaction() as tx:
        return tx.value(
            "stock_limits/count_pair_limits",
            as_=int,
            store_code=chosen.store_code,
            product_code=chosen.product_code,
            visible_store_ids=as_array(chosen.visible_store_ids),
        )


def count_levels(database: Database) -> int:
    """Count the levels of the supply tree."""
    with database.transaction() as tx:
        return len(tx.rows("stores/count_stores_by_level"))
