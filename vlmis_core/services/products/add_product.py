"""Add one product."""

from vlmis_core.database import Database
from vlmis_core.errors import BadField, BadInputError
from vlmis_core.services.products.put_products import ProductLine, put_products


def add_product(database: Database, code: str, name: str, unit: str) -> None:
    """Create a product without an HMIS Code: it can be stocked, and is not reported yet.

    Raises:
        BadInputError: no code or name, or a product has this code; nothing was stored.
    """
    what = f"product {code}" if code else "product"
    with database.transaction() as tx:
        tx.run("places/lock_horizon")
        if code in {row.code for row in tx.rows("products/select_products")}:
            raise BadInputError(what, [BadField(1, "code", code, "a product has this code")])
        put_products(tx, [ProductLine(1, code, name, unit, None)], what=what)
