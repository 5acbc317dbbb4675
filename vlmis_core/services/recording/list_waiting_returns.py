"""Returns that were declared and that nobody has acknowledged yet."""

from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database


@dataclass(frozen=True, slots=True)
class WaitingReturn:
    """A declared return; ``quantity`` in ``unit``."""

    return_id: int
    child_store_id: int
    parent_store_id: int
    child_store_name: str
    parent_store_code: str
    parent_store_name: str
    product_name: str
    unit: str
    quantity: int
    occurred_on: date
    lot: str | None
    expires_on: date | None
    recorded_by: str


def list_waiting_returns(database: Database, store_id: int) -> list[WaitingReturn]:
    """Those in which a store is child or parent, oldest first."""
    return _waiting(database, store_id, None)


def find_waiting_return(database: Database, return_id: int) -> WaitingReturn | None:
    """One of them; None when there is no such return, or it was acknowledged."""
    return next(iter(_waiting(database, None, return_id)), None)


def _waiting(
    database: Database, store_id: int | None, return_id: int | None
) -> list[WaitingReturn]:
    with database.transaction() as tx:
        rows = tx.rows("recording/select_waiting_returns", store_id=store_id, return_id=return_id)
    return [WaitingReturn(**row._mapping) for row in rows]
