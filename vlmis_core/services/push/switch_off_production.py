"""Send nothing until a person switches it on again. Works while DHIS2 is down."""

from datetime import datetime

from vlmis_core.database import Database


def switch_off_production(database: Database, *, by: str, now: datetime) -> bool:
    """Take back the newest permission to send; DHIS2 is not asked. Returns whether there was one.

    Switched off again, nothing changes.
    """
    with database.transaction() as tx:
        return tx.value("push/switch_off_production", switched_at=now, switched_by=by) is not None
