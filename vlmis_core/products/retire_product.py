"""Retire a product that nobody holds."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from vlmis_core.database import Database
from vlmis_core.errors import PermanentError


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
        row = tx.row("products/select_retiring_obstacles", code=code, retired_on=retired_on)
        if row is None:
            raise PermanentError(f"{code}: no such product; vlmis products list shows them.")
        if row.retired_on == retired_on:
            return
        obstacles = "; ".join(_obstacles(row, retired_on))
        if obstacles:
            raise PermanentError(f"product {code} cannot be retired on {retired_on}: {obstacles}.")
        tx.run("products/retire_product", code=code, retired_on=retired_on)


def _obstacles(row: Any, retired_on: date) -> Iterator[str]:
    if row.retired_on is not None:
        yield f"it is retired since {row.retired_on}"
    if row.first_open_day is not None and retired_on < row.first_open_day:
        yield f"the first open day is {row.first_open_day}"
    if row.stores_holding:
        yield f"{row.stores_holding} store(s) hold some; use it up or count it first"
    if row.moves_on is not None:
        yield f"it has movements up to {row.moves_on}"
    if row.pending_returns:
        yield f"{row.pending_returns} declared return(s) of it wait to be acknowledged"
