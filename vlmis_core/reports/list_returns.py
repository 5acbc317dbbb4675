"""Returns in parts: what was declared, and what was acknowledged."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from vlmis_core.database import Database
from vlmis_core.stores.find_stores import Visible, as_array


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnChoice:
    """Which returns; None leaves a choice open. A store is child or parent of a return."""

    store_id: int | None = None
    is_waiting: bool | None = None
    visible_store_ids: Visible = None


@dataclass(frozen=True, slots=True)
class StockReturn:
    """A declared return; ``received`` is None until its parent acknowledges it. In ``unit``.

    Of a withdrawn one ``received`` is 0, and ``acknowledged_by`` who withdrew it.
    """

    return_id: int
    source_key: str
    child_store_id: int
    child_store_code: str
    parent_store_id: int
    parent_store_code: str
    product_code: str
    unit: str
    quantity: int
    occurred_on: date
    lot: str | None
    expires_on: date | None
    recorded_at: datetime
    recorded_by: str
    received: int | None
    acknowledged_on: date | None
    acknowledged_by: str | None
    is_withdrawn: bool


def list_returns(
    database: Database, choice: ReturnChoice, *, after: int, line_count: int
) -> list[StockReturn]:
    """Returns in the order of declaration, those after the id ``after``."""
    return _select(
        database,
        store_id=choice.store_id,
        is_waiting=choice.is_waiting,
        visible_store_ids=as_array(choice.visible_store_ids),
        after=after,
        line_count=line_count,
    )


def find_return(
    database: Database, *, return_id: int | None = None, source_key: str | None = None
) -> StockReturn | None:
    """The return of an id or a sender's key; None where there is none."""
    found = _select(database, return_id=return_id, source_key=source_key, line_count=1)
    return found[0] if found else None


def _select(database: Database, **chosen: Any) -> list[StockReturn]:
    open_choice: dict[str, Any] = dict.fromkeys(
        ("return_id", "source_key", "store_id", "is_waiting", "visible_store_ids")
    )
    with database.transaction() as tx:
        rows = tx.rows("reports/select_return_page", **open_choice | {"after": 0} | chosen)
    return [StockReturn(**row._mapping) for row in rows]
