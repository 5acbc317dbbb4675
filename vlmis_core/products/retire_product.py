"""Retire a product that nobody holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database
from vlmis_core.errors import PermanentError
from vlmis_core.messages import Message, message


@dataclass(frozen=True, slots=True)
class _Obstacles:
    retired_on: date | None
    first_open_day: date | None
    held_pairs: int
    last_movement_on: date | None
    waiting_returns: int


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
        found = tx.row(
            "products/select_retiring_obstacles", as_=_Obstacles, code=code, retired_on=retired_on
        )
        if found is None:
            raise PermanentError(message("product_not_found", product=code))
        if found.retired_on == retired_on:
            return
        obstacles = list(_messages(found, retired_on))
        if obstacles:
            raise PermanentError(
                message(
                    "product_cannot_be_retired", product=code, day=retired_on, obstacles=obstacles
                )
            )
        tx.run("products/retire_product", code=code, retired_on=retired_on)


def _messages(found: _Obstacles, retired_on: date) -> Iterator[Message]:
    if found.retired_on is not None:
        yield message("product_is_retired_since", day=found.retired_on)
    if found.first_open_day is not None and retired_on < found.first_open_day:
        yield message("day_is_before_first_open_day", day=found.first_open_day)
    if found.held_pairs:
        yield message("product_is_held_by_stores", count=found.held_pairs)
    if found.last_movement_on is not None:
        yield message("later_movements_exist", day=found.last_movement_on)
    if found.waiting_returns:
        yield message("product_awaits_returns", count=found.waiting_returns)
