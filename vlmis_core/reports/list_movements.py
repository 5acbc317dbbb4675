"""The ledger in parts, and who recorded a movement."""

from dataclasses import dataclass
from datetime import date, datetime

from vlmis_core.database import Database
from vlmis_core.stores.find_stores import Visible, branch_now


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementChoice:
    """Which movements, by stock day; None leaves a choice open. A store with those below it."""

    first_day: date
    last_day: date
    store_code: str | None = None
    product_code: str | None = None
    kind: str | None = None
    source_key: str | None = None
    visible_store_ids: Visible = None


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One movement; quantities in ``unit``."""

    movement_id: int
    source_key: str
    stock_day: date
    day_state: str
    occurred_on: date
    is_late: bool
    store_code: str
    product_code: str
    unit: str
    kind: str
    quantity: int
    stock_effect: int
    counterpart_store_code: str | None
    transfer_id: int | None
    count_id: int | None
    reverses_movement_id: int | None
    lot: str | None
    expires_on: date | None
    reason: str | None
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class Act:
    """The store of a movement, and the store whose keeper recorded it (and may take it back)."""

    store_id: int
    acting_store_id: int
    acting_store_code: str


def list_movements(
    database: Database,
    choice: MovementChoice,
    *,
    after: tuple[date, int] | None,
    line_count: int,
) -> list[LedgerLine]:
    """Movements by stock day and id, those after (stock day, id) ``after``."""
    after_day, after_id = after or (date.min, 0)
    with database.transaction() as tx:
        rows = tx.rows(
            "reports/select_movement_page",
            first_day=choice.first_day,
            last_day=choice.last_day,
            store_ids=branch_now(tx, choice.store_code, choice.visible_store_ids),
            product_code=choice.product_code,
            kind=choice.kind,
            source_key=choice.source_key,
            after_day=after_day,
            after_id=after_id,
            line_count=line_count,
        )
    return [LedgerLine(**row._mapping) for row in rows]


def find_act(database: Database, movement_id: int) -> Act | None:
    """Where a movement belongs; None where there is no such movement."""
    with database.transaction() as tx:
        row = tx.row("reports/select_act", movement_id=movement_id)
    return None if row is None else Act(**row._mapping)
