"""Is the newest frozen day the one that it should be by now?"""

from datetime import datetime, timedelta, tzinfo

from vlmis_core.database import Database
from vlmis_core.ledger.calendar import ONE_DAY, newest_day_to_freeze
from vlmis_core.ledger.frozen_days import read_published_days
from vlmis_core.operations.check_result import CheckResult, CheckStatus, passed

EXAMINED = "nights"


def check_freshness(
    database: Database, *, now: datetime, zone: tzinfo, grace: timedelta
) -> CheckResult:
    """Compare the newest frozen day with the newest whose 23:59 came ``grace`` or longer ago.

    Asks the database alone, so that a monitor hears of a late night when Airflow is down.

    Raises:
        NotLiveError: the ledger has no first day yet.
    """
    with database.transaction() as tx:
        frozen = read_published_days(tx)
    due = newest_day_to_freeze(now - grace, zone)
    late = (due - frozen.newest).days
    if late <= 0:
        return passed(EXAMINED, f"frozen up to {frozen.newest}")
    return CheckResult(
        EXAMINED,
        CheckStatus.ERROR,
        f"{late} late: frozen up to {frozen.newest}, due up to {due}",
        f"Is Airflow up and eod_freeze unpaused? docs/runbooks/eod_freeze.md; by hand: "
        f"vlmis eod catch-up (from {frozen.newest + ONE_DAY}).",
    )
