"""Will DHIS2 close a day before all its records are there?"""

from datetime import datetime

from vlmis_core.database import Database
from vlmis_core.delivery.warn_of_closing import days_closing_soon, expiry_advice
from vlmis_core.operations.findings import Finding, Health, well

EXAMINED = "closing days"


def check_closing(database: Database, *, now: datetime) -> Finding:
    """Look at the days that DHIS2 closes within three days, by what the latest push saw there."""
    with database.transaction() as tx:
        run = tx.row("operations/select_latest_run")
        if run is None:
            return well(EXAMINED, "nothing was ever pushed")
        soon = days_closing_soon(tx, push_from=run.push_from, snapshot_id=run.snapshot_id, now=now)
    if soon:
        health = Health.WRONG if soon[0].evenings_left <= 1 else Health.WATCH
        mend = "vlmis why-not says who can mend what; or raise the expiry days of the data set."
        return Finding(EXAMINED, health, "; ".join(map(str, soon)), mend)
    if advice := expiry_advice(run.expiry_days, days_expire=run.days_expire):
        return Finding(EXAMINED, Health.WATCH, advice, "Raise the expiry days of the data set.")
    return well(EXAMINED, "DHIS2 closes no day soon that misses records")
