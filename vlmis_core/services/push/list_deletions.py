"""List the old figures that wait to be deleted in DHIS2, and those that stay there."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vlmis_core.database import Database

KEPT_SHOWN_DAYS = 30


@dataclass(frozen=True, slots=True)
class OldFiguresToDelete:
    """Records of a product whose old figures share one fate."""

    outcome: str
    """``waits`` (tried at every push) or ``kept`` (they stay in DHIS2 for good)."""
    product_code: str
    data_element_uid: str
    """The old one."""
    records: int
    stores: int
    first_day: date
    last_day: date
    asked_by: str
    asked_at: datetime
    finding: str
    """Why, in words; of what is kept, one example."""


def list_deletions(database: Database, *, now: datetime) -> list[OldFiguresToDelete]:
    """Every deletion that waits, and what the last thirty days left in DHIS2 for good."""
    kept_since = now - timedelta(days=KEPT_SHOWN_DAYS)
    with database.transaction() as tx:
        rows = tx.rows("push/list_deletions", kept_since=kept_since)
    return [
        OldFiguresToDelete(
            outcome=row.outcome,
            product_code=row.product_code,
            data_element_uid=row.data_element_uid,
            records=row.records,
            stores=row.stores,
            first_day=row.first_day,
            last_day=row.last_day,
            asked_by=row.asked_by,
            asked_at=row.asked_at,
            finding=row.finding,
        )
        for row in rows
    ]
