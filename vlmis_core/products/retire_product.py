"""Retire a product that nobody holds."""

from datetime import date

from vlmis_core.database import Database
from vlmis_core.errors import PermanentError, message_found
from vlmis_core.messages import message


def retire_product(database: Database, code: str, *, retired_on: date) -> None:
    """Let the product take no movements from ``retired_on`` on; its EoD rows end the day before.

    Holds the horizon alone, so that nothing is recorded of it meanwhile. Its HMIS Code becomes free
    for another product. Retired again on the same day, nothing changes.

    Raises:
        PermanentError: no such product, or a store holds some, a return of it is under way, it has
            movements on or after that day, or the day is frozen; all reasons at once.
    """
    with database.transaction() as tx:
        tx.run("stores/lock_horizon")
        product = tx.row("products/select_retirement", code=code)
        if product is None:
            raise PermanentError(message("product_not_found", product=code))
        if product.retired_on == retired_on:
            return
        ending = {"code": code, "retired_on": retired_on}
        obstacles = tx.rows("products/select_retiring_obstacles", as_=message_found, **ending)
        if obstacles:
            raise PermanentError(
                message(
                    "product_cannot_be_retired", product=code, day=retired_on, obstacles=obstacles
                )
            )
        tx.run("products/retire_product", **ending)
