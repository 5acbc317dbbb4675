"""Make the whole org-unit tree of DHIS2 our replica, every evening and on demand.

* **Reads** the org units of DHIS2, and the users who have an account here. **Writes** the replica
  (what DHIS2 lost is marked removed), then names, addresses and org units of the accounts.
* **Re-running** is safe: each run reads the tree as it is now, and applies it whole or not at all.
* **When it fails** see docs/runbooks/org_unit_refresh.md: the replica stays as it was.
"""

from collections.abc import Mapping
from typing import Any

from airflow.sdk import CronTriggerTimetable, Param, dag, task

from vlmis_airflow.defaults import ANY_START, DEFAULT_ARGS, DHIS2_POOL, LOCAL_TZ, Tag
from vlmis_airflow.notify import deadline
from vlmis_airflow.report_day import now
from vlmis_airflow.resources import dhis2, ledger
from vlmis_core.accounts import refresh_accounts as refreshing
from vlmis_core.org_units import apply_org_units as applying
from vlmis_core.org_units import diff_org_units as comparing
from vlmis_core.org_units import read_org_units as reading

ACCEPT_REMOVALS = Param(
    False,
    type="boolean",
    title="Accept removals",
    description="Allow more than 20 % of the org units to be removed in this run.",
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
    with ledger() as database:
        return reading.read_org_units(database, dhis2(), now=now())


@task
def diff_org_units(reading_id: int) -> str:
    with ledger() as database:
        return str(comparing.diff_org_units(database, reading_id))


@task
def apply_org_units(reading_id: int, *, params: Mapping[str, Any]) -> str:
    accept_removals = params["accept_removals"]
    with ledger() as database:
        diff = applying.apply_org_units(
            database, reading_id, accept_removals=accept_removals, now=now()
        )
    return str(diff)


@task(pool=DHIS2_POOL)
def refresh_accounts() -> str:
    with ledger() as database:
        return str(refreshing.refresh_accounts(database, dhis2(), now=now()))


org_unit_refresh()
