"""Close a store that has nothing left."""

from datetime import date

from vlmis_core.database import Database
from vlmis_core.errors import PermanentError, message_found
from vlmis_core.messages import message
from vlmis_core.stores.find_stores import require_store


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
        store = require_store(tx, code)
        if store.closed_on == closed_on:
            return
        obstacles = tx.rows(
            "stores/select_closing_obstacles", as_=message_found, code=code, closed_on=closed_on
        )
        if obstacles:
            raise PermanentError(
                message("store_cannot_be_closed", store=code, day=closed_on, obstacles=obstacles)
            )
        tx.run("stores/close_store", code=code, closed_on=closed_on)
