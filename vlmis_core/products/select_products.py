"""The products as they are now."""

from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database


@dataclass(frozen=True, slots=True)
class Product:
    """One product; without an HMIS Code it is never reported."""

    code: str
    name: str
    unit: str
    hmis_code: str | None
    retired_on: date | None


def select_products(database: Database) -> list[Product]:
    """All products, ordered by code; also retired ones."""
    with database.transaction() as tx:
        return [
            Product(row.code, row.name, row.unit, row.hmis_code, row.retired_on)
            for row in tx.rows("products/select_products")
        ]
