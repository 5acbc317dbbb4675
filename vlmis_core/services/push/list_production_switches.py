"""Who switched production on or off, and for which DHIS2."""

from dataclasses import dataclass
from datetime import date, datetime

from vlmis_core.database import Database


@dataclass(frozen=True, slots=True)
class ProductionSwitch:
    """One switching; the newest holds."""

    switched_at: datetime
    switched_by: str
    is_on: bool
    base_url: str
    root_org_unit_uid: str
    push_from: date


def list_production_switches(database: Database, *, line_count: int) -> list[ProductionSwitch]:
    """The newest switchings, newest first."""
    with database.transaction() as tx:
        rows = tx.rows("push/select_production_switches", line_count=line_count)
    return [ProductionSwitch(**row._mapping) for row in rows]
