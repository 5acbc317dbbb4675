"""Remove minimum and maximum stock of a level or a store."""

from vlmis_core.database import Database
from vlmis_core.errors import PermanentError
from vlmis_core.messages import message
from vlmis_core.stores.find_stores import require_store


def remove_level_limits(database: Database, level: int, product_code: str) -> None:
    """Remove the limits of a product at a level; its stores without limits are not assessed.

    Raises:
        PermanentError: the level has no limits of this product.
    """
    with database.transaction() as tx:
        if not tx.run("stock_limits/delete_level_limits", level=level, product_code=product_code):
            raise PermanentError(message("level_has_no_limits", level=level, product=product_code))


def remove_store_limits(database: Database, store_code: str, product_code: str) -> None:
    """Remove the limits of a product at a store; those of its level apply again.

    Raises:
        PermanentError: no such store, or it has no limits of its own of this product.
    """
    with database.transaction() as tx:
        store = require_store(tx, store_code)
        if not tx.run(
            "stock_limits/delete_pair_limits", store_id=store.store_id, product_code=product_code
        ):
            raise PermanentError(
                message("store_has_no_limits", store=store_code, product=product_code)
            )
