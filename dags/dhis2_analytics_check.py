"""Compare once a week what dashboards in DHIS2 show with what is posted.

* **Reads** the posted records, and the analytics of DHIS2. **Writes** what it
  found, for the page *Dashboards*.
* **Re-running** is safe: it compares the same seven days again, as both sides are now.
* **When it fails** see docs/runbooks/dhis2_analytics_check.md: the data values are in DHIS2, and
  what is shown of them is wrong.
"""

from airflow.sdk import CronTriggerTimetable, dag, task

from vlmis_airflow.defaults import LOCAL_TZ, Tag, dhis2_dag
from vlmis_airflow.report_day import night
from vlmis_airflow.resources import dhis2, vlmis_database
from vlmis_core.dhis2_setup import check_analytics as service


@dag(
    schedule=CronTriggerTimetable("0 6 * * 1", timezone=LOCAL_TZ),
    **dhis2_dag("dhis2_analytics_check", hours=6),  # Late on Monday, people look at wrong charts.
    tags=[Tag.DELIVERY, Tag.DHIS2, Tag.SUPPORTING],
    doc_md=__doc__,
)
def dhis2_analytics_check() -> None:
    check_analytics()


@task
def check_analytics() -> int:
    """Fail when DHIS2 shows a value otherwise than posted; give how many were compared."""
    return service.check_analytics(vlmis_database(), dhis2(), before=night())


dhis2_analytics_check()
