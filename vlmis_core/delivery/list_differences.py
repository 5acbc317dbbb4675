"""List data values that DHIS2 had with other content than frozen: when sent, or later."""

from dataclasses import dataclass
from datetime import date, datetime

from vlmis_core.database import Database
from vlmis_core.stores.find_stores import VisibleStoreIds, branch_store_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceChoice:
    """Which data values: from a stock day on, of a store with those below it; None: all."""

    first_day: date | None = None
    store_code: str | None = None
    only_open: bool = False
    """Only what was posted, or is in no record, and still differs."""
    visible_store_ids: VisibleStoreIds = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One data value as it was seen; ``found_value`` None: DHIS2 had none. ``state``: as now."""

    seen_at: datetime
    run_id: str
    kind: str
    """``not_as_sent``, ``changed``, ``missing``, ``foreign`` or ``restored``."""
    is_open: bool
    day: date
    store_code: str
    store_name: str
    product_code: str
    product_name: str
    category: str
    frozen_value: int | None
    found_value: str | None
    stored_by: str | None
    stored_at: str | None
    org_unit_uid: str | None
    org_unit_name: str | None
    origin_name: str | None
    """The org unit, gone from DHIS2, for which this very value was posted."""
    state: str | None


def list_differences(
    database: Database, choice: DifferenceChoice, *, line_count: int | None, skipped: int
) -> tuple[int, list[Difference]]:
    """Return how many there are, and one page of them, newest first."""
    with database.transaction() as tx:
        chosen = {
            "first_day": choice.first_day,
            "only_open": choice.only_open,
            "store_ids": branch_store_ids(tx, choice.store_code, choice.visible_store_ids),
        }
        counted = int(tx.value("delivery/count_differences", **chosen))
        rows = tx.rows(
            "delivery/select_differences",
            as_=Difference,
            **chosen,
            line_count=line_count,
            skipped=skipped,
        )
    return counted, rows
