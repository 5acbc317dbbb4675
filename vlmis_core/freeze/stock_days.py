"""Report the newest stock days: frozen, open, missed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from vlmis_core.database import Database, Transaction
from vlmis_core.ledger.calendar import ONE_DAY, freezes_at, newest_day_to_freeze
from vlmis_core.ledger.frozen_days import read_published_days
from vlmis_core.stores.find_stores import VisibleStoreIds, as_array


@dataclass(frozen=True, slots=True)
class StockDay:
    """One stock day; counts of an open day are preliminary, ``None`` until they are known."""

    day: date
    state: str
    frozen_at: datetime | None
    early_reason: str | None
    store_count: int | None
    row_count: int | None
    movement_count: int
    late_count: int
    digest: str | None


@dataclass(frozen=True, slots=True)
class StockDays:
    """The newest stock days; ``missed`` are those that should be frozen by now and are not."""

    first_day: date
    newest_frozen: date
    newest_due: date
    next_freeze_at: datetime
    missed: list[date]
    days: list[StockDay]


def report_stock_days(
    database: Database,
    *,
    now: datetime,
    zone: tzinfo,
    day_count: int,
    visible_store_ids: VisibleStoreIds = None,
) -> StockDays:
    """List the newest ``day_count`` days, newest first, and the days due at ``now``.

    The counts are those of the stores in ``visible_store_ids``; None: of every store.

    Raises:
        NotLiveError: the ledger has no first day yet.
    """
    with database.transaction() as tx:
        frozen = read_published_days(tx)
        days = _days(tx, day_count, visible_store_ids)
    newest_due = newest_day_to_freeze(now, zone)
    missed_count = max((newest_due - frozen.newest).days, 0)
    return StockDays(
        first_day=frozen.first_day,
        newest_frozen=frozen.newest,
        newest_due=newest_due,
        next_freeze_at=freezes_at(max(newest_due, frozen.newest) + ONE_DAY, zone),
        missed=[frozen.newest + timedelta(days=n) for n in range(1, missed_count + 1)],
        days=days,
    )


def _days(tx: Transaction, day_count: int, visible_store_ids: VisibleStoreIds) -> list[StockDay]:
    if visible_store_ids is None:
        return tx.rows("freeze/select_stock_days", as_=StockDay, day_count=day_count)
    return tx.rows(
        "freeze/select_stock_days_of_stores",
        as_=StockDay,
        day_count=day_count,
        store_ids=as_array(visible_store_ids),
    )


def find_day_of_run(database: Database, run_id: str) -> date | None:
    """Find the stock day that a run of the freeze began; None: it began none."""
    with database.transaction() as tx:
        day: date | None = tx.value("freeze/select_day_of_run", run_id=run_id)
    return day
