"""Read the whole org-unit tree of DHIS2 into staging. docs/runbooks/org_unit_refresh.md."""

from datetime import datetime

from vlmis_core.database import Database
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.org_units import read_org_unit_tree


def read_org_units(database: Database, dhis2: Dhis2Client, *, now: datetime) -> int:
    """Stage the tree as DHIS2 has it now; returns the id of the reading. Changes no org unit.

    Raises:
        Dhis2UnavailableError: no answer, or not the whole tree.
        Dhis2AccessError: DHIS2 refused the user.
        Dhis2AnswerError: the answer is not a tree of org units.
    """
    units = read_org_unit_tree(dhis2)
    root = next(unit for unit in units if unit.parent_uid is None)
    with database.transaction() as tx:
        reading_id = int(
            tx.value(
                "org_units/insert_reading",
                read_at=now,
                base_url=dhis2.base_url,
                root_uid=root.uid,
                unit_count=len(units),
            )
        )
        tx.copy_rows(
            "org_units/copy_staged",
            (
                (
                    reading_id,
                    unit.uid,
                    unit.code,
                    unit.name,
                    unit.short_name,
                    unit.parent_uid,
                    unit.path,
                    unit.level,
                    unit.opening_date,
                    unit.closed_date,
                    unit.last_updated,
                )
                for unit in units
            ),
        )
        tx.run("org_units/delete_older_staging", reading_id=reading_id)
    return reading_id
