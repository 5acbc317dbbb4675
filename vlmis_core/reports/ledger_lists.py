"""What was recorded, in pages: movements, physical counts, returns."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime

from vlmis_core.database import Database
from vlmis_core.reports.report_filter import ReportFilter, ledger_params
from vlmis_core.stores.find_stores import as_array


@dataclass(frozen=True, slots=True)
class RecordedMovement:
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


def list_movements(
    database: Database,
    chosen: ReportFilter,
    *,
    kind: str | None = None,
    source_key: str | None = None,
    after: tuple[date, int] | None,
    line_count: int,
) -> list[RecordedMovement]:
    """List movements by stock day and id, those after (stock day, id) ``after``.

    Raises:
        PermanentError: the range of days is backward or too long.
    """
    after_day, after_id = after or (date.min, 0)
    with database.transaction() as tx:
        return tx.rows(
            "reports/select_movement_page",
            as_=RecordedMovement,
            **ledger_params(tx, chosen),
            kind=kind,
            source_key=source_key,
            after_day=after_day,
            after_id=after_id,
            line_count=line_count,
        )


@dataclass(frozen=True, slots=True)
class MovementStore:
    """The store of a movement, and the store whose keeper recorded it and may cancel it."""

    store_id: int
    recording_store_id: int
    recording_store_code: str


def find_movement_store(database: Database, movement_id: int) -> MovementStore | None:
    """Find the stores of a movement; None where there is no such movement."""
    with database.transaction() as tx:
        return tx.row("reports/select_movement_store", as_=MovementStore, movement_id=movement_id)


@dataclass(frozen=True, slots=True)
class RecordedCount:
    """A counted quantity, and the balance in the ledger before it, both in ``unit``."""

    count_id: int
    source_key: str
    stock_day: date
    occurred_on: date
    store_code: str
    product_code: str
    unit: str
    counted: int
    balance: int
    kind: str
    reason: str
    recorded_at: datetime
    recorded_by: str


def list_counts(
    database: Database, chosen: ReportFilter, *, after: int, line_count: int
) -> list[RecordedCount]:
    """List counts in the order of recording, those after the id ``after``.

    Raises:
        PermanentError: the range of days is backward or too long.
    """
    with database.transaction() as tx:
        return tx.rows(
            "reports/select_count_page",
            as_=RecordedCount,
            **ledger_params(tx, chosen),
            after=after,
            line_count=line_count,
        )


@dataclass(frozen=True, slots=True)
class StockReturn:
    """A declared return; ``received`` is None until its parent acknowledges it. In ``unit``.

    Of a withdrawn return ``received`` is 0, and ``acknowledged_by`` is who withdrew it.
    ``outcome``: to_confirm, arrived_whole, arrived_short, withdrawn, or cancelled.
    """

    return_id: int
    source_key: str
    child_store_id: int
    child_store_code: str
    parent_store_id: int
    parent_store_code: str
    parent_store_name: str
    product_code: str
    product_name: str
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
    outcome: str


@dataclass(frozen=True, slots=True)
class ReturnChoice:
    """Which returns: those that fulfil every condition that is given.

    Attributes:
        return_id: Its id.
        source_key: The key under which it was declared.
        store_id: Of which this store is child or parent.
        is_waiting: True: not acknowledged yet; False: acknowledged or withdrawn.
        visible_store_ids: Of which one of these stores is child or parent.
        declared_by: Declared by this person.
        since: Declared, acknowledged or withdrawn since this instant.
    """

    return_id: int | None = None
    source_key: str | None = None
    store_id: int | None = None
    is_waiting: bool | None = None
    visible_store_ids: Collection[int] | None = None
    declared_by: str | None = None
    since: datetime | None = None


def list_returns(
    database: Database, chosen: ReturnChoice, *, after: int = 0, line_count: int
) -> list[StockReturn]:
    """List returns in the order of declaration, those after the id ``after``."""
    params = asdict(chosen) | {"visible_store_ids": as_array(chosen.visible_store_ids)}
    with database.transaction() as tx:
        return tx.rows(
            "reports/select_return_page",
            as_=StockReturn,
            **params,
            after=after,
            line_count=line_count,
        )


def find_return(
    database: Database, *, return_id: int | None = None, source_key: str | None = None
) -> StockReturn | None:
    """Find the return of an id or a sender's key; None where there is none."""
    chosen = ReturnChoice(return_id=return_id, source_key=source_key)
    return next(iter(list_returns(database, chosen, line_count=1)), None)
