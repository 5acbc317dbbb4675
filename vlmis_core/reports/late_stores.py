"""Late stores: which record after a day is frozen, or have recorded nothing for days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from vlmis_core.database import Database
from vlmis_core.stores.find_stores import VisibleStoreIds, as_array

LATE_DAYS = 14
"""Days in which late entries are counted."""

SILENT_DAYS = 7
"""A store in whose newest days of this number nothing moved is silent."""


@dataclass(frozen=True, slots=True)
class LateStore:
    """A store with late entries, or a silent one; ``last_entry`` None: nothing in `LATE_DAYS`."""

    store_code: str
    store_name: str
    late_days: int
    last_entry: date | None
    is_silent: bool


@dataclass(frozen=True, slots=True)
class LateStores:
    """The stores that are late from ``first_day`` to ``last_day``; ``count`` is of all of them."""

    first_day: date
    last_day: date
    count: int
    stores: Sequence[LateStore]


def report_late_stores(
    database: Database, visible_store_ids: VisibleStoreIds, *, line_count: int
) -> LateStores | None:
    """Report the latest ``line_count`` stores; None: no day is computed yet.

    A store is late when one of the newest 14 computed days carries late entries of it, and silent
    when nothing moved at it in the newest seven; one that began within them is not silent yet.
    """
    with database.transaction() as tx:
        newest: date | None = tx.value("indicators/select_newest_computed_day")
        if newest is None:
            return None
        first_day = newest - timedelta(days=LATE_DAYS - 1)
        found = tx.rows(
            "reports/select_late_stores",
            first_day=first_day,
            last_day=newest,
            silent_since=newest - timedelta(days=SILENT_DAYS - 1),
            store_ids=as_array(visible_store_ids),
            line_count=line_count,
        )
    stores = [
        LateStore(row.store_code, row.store_name, row.late_days, row.last_entry, row.is_silent)
        for row in found
    ]
    return LateStores(first_day, newest, found[0].late_stores if found else 0, stores)
