"""Make a reading of the org-unit tree the replica, all of it or nothing."""

import logging
from datetime import datetime

from vlmis_core.database import Database
from vlmis_core.errors import ConcurrentRunError, PermanentError, RemovalLimitError
from vlmis_core.org_units.diff_org_units import OrgUnitDiff, diff_in

_LOG = logging.getLogger(__name__)

REMOVED_SHARE_MAX = 0.2
"""A tree that lost more than this share is more likely to be read wrong than to be true."""


def apply_org_units(
    database: Database, reading_id: int, *, accept_removals: bool = False, now: datetime
) -> OrgUnitDiff:
    """Apply a reading in one transaction; returns what changed.

    Org units that DHIS2 no longer has are kept with a tombstone. Applying again changes nothing.

    Raises:
        RemovalLimitError: more than a fifth of the org units would be removed, and nobody
            accepted that.
        ConcurrentRunError: a newer reading was made, or applied, meanwhile.
        PermanentError: there is no such reading.
    """
    with database.transaction() as tx:
        tx.run("org_units/lock_refresh")
        reading = tx.row("org_units/select_reading", reading_id=reading_id)
        if reading is None:
            raise PermanentError(f"there is no reading {reading_id}: vlmis org-units refresh.")
        if reading.is_outdated:
            raise ConcurrentRunError(
                f"reading {reading_id} is older than the replica: read the org units again."
            )
        if tx.value("org_units/count_staged", reading_id=reading_id) != reading.unit_count:
            raise ConcurrentRunError(
                f"another reading has taken the place of reading {reading_id}: "
                "read the org units again."
            )
        diff = diff_in(tx, reading_id)
        removed = diff.count("removed")
        if removed > reading.present_count * REMOVED_SHARE_MAX and not accept_removals:
            raise RemovalLimitError(
                f"{removed} of {reading.present_count} org units would vanish; nothing was "
                "changed. Ask the DHIS2 administrator; if it is true, release it with "
                "vlmis org-units refresh --accept-removals."
            )
        tx.run("org_units/upsert_found", reading_id=reading_id, now=now)
        tx.run("org_units/mark_removed", reading_id=reading_id, now=now)
        if reading.applied_at is None:
            tx.run("org_units/mark_applied", reading_id=reading_id, now=now)
    _LOG.info("Reading %d of the org units is applied: %s.", reading_id, diff)
    return diff
