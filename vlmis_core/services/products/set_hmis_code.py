"""Set the HMIS Code of a product."""

from vlmis_core.database import Database
from vlmis_core.errors import PermanentError
from vlmis_core.services.places.master_data import Put
from vlmis_core.services.products.put_products import ProductLine, put_products


def set_hmis_code(database: Database, product_code: str, hmis_code: str) -> Put:
    """Let the product report into the data element ``hmis_code``, from what is not yet posted on.

    Raises:
        PermanentError: no such product.
        BadInputError: it is no uid, or another unretired product has it.
    """
    with database.transaction() as tx:
        if product_code not in {row.code for row in tx.rows("products/select_products")}:
            raise PermanentError(
                f"{product_code}: no such product; vlmis products list shows them."
            )
        line = ProductLine(1, product_code, "", "", hmis_code)
        return put_products(tx, [line], what=f"product {product_code}")
