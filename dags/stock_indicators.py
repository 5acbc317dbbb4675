"""Compute stock status, months of figures and indicators, once for each frozen day.

* **Reads** the frozen EoD rows and the minimum and maximum of stock. **Writes** `stock_status`, and
  with the last day of a month `stock_month` and `indicator_month`.
* **Re-running** is safe: a computed day is left as it is; by hand, a range is computed again.
* **When it fails** see docs/runbooks/stock_indicators.md: freezing and sending go on without it.
"""

from collections.abc import Mapping
from typing import Any

from airflow.sdk import Param, PartitionedAssetTimetable, dag, task

from vlmis_airflow.assets import EOD_REPORT
from vlmis_airflow.defaults import ANY_START, DEFAULT_ARGS, Tag
from vlmis_airflow.report_day import chosen_days
from vlmis_airflow.resources import vlmis_database
from vlmis_core.indicators import compute_indicators

DAY: dict[str, Any] = {"type": ["null", "string"], "format": "date"}
PARAMS = {
    "first_day": Param(None, **DAY, title="First day", description="Compute again from here on."),
    "last_day": Param(None, **DAY, title="Last day", description="Up to here."),
    "with_present_limits": Param(
        False,
        type="boolean",
        title="With present limits",
        description="Assess the days by the minimum and maximum of now; else they keep theirs.",
    ),
}


@dag(
    # Each frozen day has a run of its own: a plain asset schedule ignores events of partitions.
    schedule=PartitionedAssetTimetable(assets=EOD_REPORT),
    start_date=ANY_START,
    catchup=False,  # A run computes every day that waits up to its own.
    max_active_runs=1,  # The sums of a day are those of the day before, and one day more.
    params=PARAMS,
    default_args=DEFAULT_ARGS,
    tags=[Tag.STOCK, Tag.SUPPORTING],
    doc_md=__doc__,
)
def stock_indicators() -> None:
    compute_days() >> roll_up_months()  # type: ignore[call-arg]


@task
def compute_days(*, params: Mapping[str, Any]) -> list[str]:
    """Compute the stock status of the frozen days that the run is about, in order; give them."""
    days = compute_indicators.compute_days(vlmis_database(), chosen_days(params))
    return [day.isoformat() for day in days]


@task
def roll_up_months() -> list[str]:
    """Roll up the months of which every day is computed; give their first days."""
    months = compute_indicators.roll_up_months(vlmis_database())
    return [month.isoformat() for month in months]


stock_indicators()
