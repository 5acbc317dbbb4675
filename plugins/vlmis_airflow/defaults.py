"""What every DAG shares: the country's time zone, retries, pools, tags."""

from datetime import timedelta
from enum import StrEnum
from typing import Any

import pendulum
from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

from vlmis_airflow.notify import deadline, notify_failure
from vlmis_core.errors import PermanentError
from vlmis_core.settings import load_settings

SETTINGS = load_settings()

LOCAL_TZ = pendulum.timezone(SETTINGS.time_zone)
"""A pendulum zone, because Airflow cannot serialise a ``ZoneInfo``."""

ANY_START = pendulum.datetime(2024, 1, 1, tz=LOCAL_TZ)
"""Start of the DAGs that do not catch up: a moving one would make a new DAG version a day."""

DATABASE_POOL = "vlmis_db"
DHIS2_POOL = "dhis2"

DEFAULT_ARGS = {
    "owner": "vlmis",
    # The delay before the first retry is Airflow's [core] default_task_retry_delay.
    "retries": 5,
    "retry_exponential_backoff": 2,
    "max_retry_delay": timedelta(minutes=15),
    "retry_policy": ExceptionRetryPolicy(
        rules=[RetryRule(exception=PermanentError, action=RetryAction.FAIL)]
    ),
    "execution_timeout": timedelta(hours=1),
    "pool": DATABASE_POOL,
    "on_failure_callback": notify_failure,
}


def dhis2_dag(dag_id: str, *, hours: int) -> dict[str, Any]:
    """Give the arguments of a DAG all of whose tasks speak to DHIS2: it is late after ``hours``.

    DHIS2 takes one sender at a time, so runs follow each other; a missed one is not made up for.
    """
    return {
        "start_date": ANY_START,
        "catchup": False,
        "max_active_runs": 1,
        "deadline": deadline(dag_id, hours=hours),
        "default_args": DEFAULT_ARGS | {"pool": DHIS2_POOL},
    }


class Tag(StrEnum):
    """Every tag that a DAG may carry."""

    STOCK = "area:stock"
    STORES = "area:stores"
    DELIVERY = "area:delivery"
    DHIS2 = "system:dhis2"
    NIGHTLY = "tier:1"  # The night is not done without it.
    SUPPORTING = "tier:2"
