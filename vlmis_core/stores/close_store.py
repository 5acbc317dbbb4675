"""Close a store that has nothing left."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from vlmis_core.database import Database
from vlmis_core.errors import PermanentError


def close_store(database: Database, code: str, *, closed_on: date) -> None:
    """Let the store take no movements from ``closed_on`` on; its last EoD row is the day before.

    Holds the horizon alone, so that nothing is recorded for it meanwhile. Closed again on the same
    day, nothing changes.

    Raises:
        PermanentError: no such store, or it holds stock, supplies open stores, awaits a return or
            has movements on or after that day, or the day is frozen; all reasons at once.
    """
    with database.transaction() as tx:
        tx.run("stores/lock_horizon")
        row = tx.row("stores/select_closing_obstacles", code=code, closed_on=closed_on)
        if row is None:
            raise PermanentError(f"{code}: no such store; vlmis stores tree shows them.")
        if row.closed_on == closed_on:
            return
        obstacles = "; ".join(_obstacles(row, closed_on))
        if obstacles:
            raise PermanentError(f"store {code} cannot be closed on {closed_on}: {obstacles}.")
        tx.run("stores/close_store", code=code, closed_on=closed_on)


def _obstacles(row: Any, closed_on: date) -> Iterator[str]:
    if row.closed_on is not None:
        yield f"it is closed since {row.closed_on}"
    if row.first_open_day is not None and closed_on < row.first_open_day:
        yield f"the first open day is {row.first_open_day}"
    if row.products_held:
        yield f"it holds stock of {row.products_held} product(s); send it back or count it first"
    if row.moves_on is not None:
        yield f"it has movements up to {row.moves_on}"
    if row.pending_returns:
        yield f"{row.pending_returns} declared return(s) from or to it wait to be acknowledged"
    if row.open_children:
        yield f"it supplies {row.open_children} open store(s); give them another supplier first"
