"""Will DHIS2 close a day before all its records are there?"""

from datetime import datetime

from vlmis_core.database import Database
from vlmis_core.delivery.warn_of_closing import days_closing_soon, expiry_advice
from vlmis_core.operations.check_result import CheckResult, CheckStatus, passed

EXAMINED = "closing days"


def check_closing(database: Database, *, now: datetime) -> CheckResult:
    """Look at the days that DHIS2 closes within three days, by what the latest push saw there."""
    with database.transaction() as tx:
        run = tx.row("operations/select_latest_run")
        if run is None:
            return passed(EXAMINED, "nothing was ever pushed")
        soon = days_closing_soon(tx, push_from=run.push_from, snapshot_id=run.snapshot_id, now=now)
    if soon:
        status = CheckStatus.ERROR if soon[0].evenings_left <= 1 else CheckStatus.WARNING
        action = "vlmis why-not says who can fix what; or raise the expiry days of the data set."
        return CheckResult(EXAMINED, status, "; ".join(map(str, soon)), action)
    if advice := expiry_advice(run.expiry_days, days_expire=run.days_expire):
        return CheckResult(
            EXAMINED, CheckStatus.WARNING, advice, "Raise the expiry days of the data set."
        )
    return passed(EXAMINED, "DHIS2 closes no day soon that misses records")
