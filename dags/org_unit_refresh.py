"""Replicate the whole org-unit tree of DHIS2, every evening and on demand.

* **Reads** the org units of DHIS2, and the users who have an account here. **Writes** the replica
  (what DHIS2 lost is marked removed, what cannot be used is set aside), names and codes of the
  attached stores, then names, addresses and org units of the accounts.
* **Re-running** is safe: each run reads the tree as it is now, and applies it whole or not at all.
* **When it fails** see docs/runbooks/org_unit_refresh.md: the replica stays as it was.
"""

from collections.abc import Mapping
from typing import Any

from airflow.sdk import CronTriggerTimetable, Param, dag, task

from vlmis_airflow.defaults import ANY_START, DEFAULT_ARGS, DHIS2_POOL, LOCAL_TZ, Tag
from vlmis_airflow.notify import deadline
from vlmis_airflow.resources import dhis2, vlmis_database
from vlmis_core import accounts, org_units
from vlmis_core.clock import now

ACCEPT_REMOVALS = Param(
    False,
    type="boolean",
    title="Accept removals",
    description="Allow more than 20 % of the org units to be removed or set aside in this run.",
)


@dag(
    schedule=CronTriggerTimetable("0 19 * * *", timezone=LOCAL_TZ),
    start_date=ANY_START,
    catchup=False,  # The tree is what it is now; a missed evening is made good by the next.
    max_active_runs=1,  # An older reading must not follow a newer one.
    params={"accept_removals": ACCEPT_REMOVALS},
    deadline=deadline("org_unit_refresh", hours=1),
    default_args=DEFAULT_ARGS,
    tags=[Tag.STORES, Tag.DHIS2, Tag.SUPPORTING],
    doc_md=__doc__,
)
def org_unit_refresh() -> None:
    reading_id = read_org_units()
    diff_org_units(reading_id) >> apply_org_units(reading_id) >> refresh_accounts()  # type: ignore[arg-type,call-arg]


@task(pool=DHIS2_POOL)
def read_org_units() -> int:
    """Read the tree from DHIS2 into staging; give the id of the reading."""
    return org_units.read_org_units(vlmis_database(), dhis2(), now=now())


@task
def diff_org_units(reading_id: int) -> int:
    """Compare the reading with the replica; give how many org units would change."""
    return len(org_units.diff_org_units(vlmis_database(), reading_id).changes)


@task
def apply_org_units(reading_id: int, *, params: Mapping[str, Any]) -> int:
    """Make the reading the replica, all of it or nothing; give how many org units changed."""
    diff = org_units.apply_org_units(
        vlmis_database(),
        reading_id,
        accept_removals=params["accept_removals"],
        now=now(),
        today=now().astimezone(LOCAL_TZ).date(),
    )
    return len(diff.changes)


@task(pool=DHIS2_POOL)
def refresh_accounts() -> int:
    """Update the accounts by the users of DHIS2; give how many changed."""
    return accounts.refresh_accounts(vlmis_database(), dhis2(), now=now()).changed_count


org_unit_refresh()
