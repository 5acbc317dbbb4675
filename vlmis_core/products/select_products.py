"""The products as they are now."""

from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database


@dataclass(frozen=True, slots=True)
class Product:
    """One product; without an HMIS Code it is never reported, without ``tracked_from`` no lots."""

    code: str
    name: str
    unit: str
    hmis_code: str | None
    retired_on: date | None
    tracked_from: date | None
    doses_per_vial: int | None = None


def select_products(database: Database) -> list[Product]:
    """Return all products by code, also retired ones."""
    with database.transaction() as tx:
        return tx.rows("products/select_products", as_=Product)
