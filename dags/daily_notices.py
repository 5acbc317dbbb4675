"""Tell people in the morning: days that DHIS2 closes soon, and the digests that they asked for.

* **Reads** the stock status, lots and receipts, and who asked. **Writes** to people, and `notice`.
* **Re-running** is safe: what was told is not told again, what a channel refused is tried again.
* **When it fails** see docs/runbooks/daily_notices.md: freezing and sending go on without it.
"""

from airflow.sdk import CronTriggerTimetable, dag, task

from vlmis_airflow.defaults import ANY_START, DEFAULT_ARGS, LOCAL_TZ, SETTINGS, Tag
from vlmis_airflow.notify import deadline
from vlmis_airflow.report_day import night
from vlmis_airflow.resources import vlmis_database
from vlmis_core.clock import now
from vlmis_core.notices import send_daily_notices as service


@dag(
    schedule=CronTriggerTimetable("0 6 * * *", timezone=LOCAL_TZ),
    start_date=ANY_START,
    catchup=False,  # Yesterday's digest helps nobody.
    max_active_runs=1,  # Two runs would race for the same channels.
    deadline=deadline("daily_notices", hours=3),
    default_args=DEFAULT_ARGS,
    tags=[Tag.STOCK, Tag.SUPPORTING],
    doc_md=__doc__,
)
def daily_notices() -> None:
    send_daily_notices()


@task
def send_daily_notices() -> int:
    """Send what is due, and retry while a channel does not take it; give how many were told."""
    return service.send_daily_notices(vlmis_database(), SETTINGS, today=night(), now=now()).sent


daily_notices()
