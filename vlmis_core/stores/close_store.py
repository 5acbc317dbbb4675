"""Close a store that has nothing left."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database
from vlmis_core.errors import PermanentError
from vlmis_core.messages import Message, message


@dataclass(frozen=True, slots=True)
class _Obstacles:
    closed_on: date | None
    first_open_day: date | None
    held_pairs: int
    last_movement_on: date | None
    waiting_returns: int
    open_children: int


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
        found = tx.row(
            "stores/select_closing_obstacles", as_=_Obstacles, code=code, closed_on=closed_on
        )
        if found is None:
            raise PermanentError(message("store_not_found", store=code))
        if found.closed_on == closed_on:
            return
        obstacles = list(_messages(found, closed_on))
        if obstacles:
            raise PermanentError(
                message("store_cannot_be_closed", store=code, day=closed_on, obstacles=obstacles)
            )
        tx.run("stores/close_store", code=code, closed_on=closed_on)


def _messages(found: _Obstacles, closed_on: date) -> Iterator[Message]:
    if found.closed_on is not None:
        yield message("store_is_closed_since", day=found.closed_on)
    if found.first_open_day is not None and closed_on < found.first_open_day:
        yield message("day_is_before_first_open_day", day=found.first_open_day)
    if found.held_pairs:
        yield message("store_holds_stock", count=found.held_pairs)
    if found.last_movement_on is not None:
        yield message("later_movements_exist", day=found.last_movement_on)
    if found.waiting_returns:
        yield message("store_awaits_returns", count=found.waiting_returns)
    if found.open_children:
        yield message("store_supplies_open_stores", count=found.open_children)
