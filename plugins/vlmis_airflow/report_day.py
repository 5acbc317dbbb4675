"""Which day is a run about, and under which name? The whole question in one place."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pendulum
from airflow.sdk import get_current_context
from airflow.sdk.exceptions import AirflowSkipException

from vlmis_airflow.defaults import LOCAL_TZ, SETTINGS
from vlmis_core.errors import PermanentError, SettingsError
from vlmis_core.indicators.compute_indicators import ChosenDays
from vlmis_core.ledger.calendar import day_to_freeze, freezes_at, local_date
from vlmis_core.messages import message
from vlmis_core.settings import Settings


def first_run(settings: Settings = SETTINGS) -> pendulum.DateTime:
    """When the first stock day is frozen: the local 23:59 of the day after it.

    Raises:
        SettingsError: ``VLMIS_FIRST_DAY`` is not set; Airflow shows it as an import error.
    """
    if settings.first_day is None:
        raise SettingsError(message("first_day_is_not_set"))
    return pendulum.instance(freezes_at(settings.first_day, pendulum.timezone(settings.time_zone)))


def report_day() -> date:
    """The stock day that the running task is about.

    Raises:
        PermanentError: the run has no logical date, so that it is about no day.
        AirflowSkipException: the day lies before the first day; the run is skipped.
    """
    due_at = get_current_context()["dag_run"].logical_date
    if due_at is None:
        raise PermanentError(message("run_has_no_stock_day"))
    day = day_to_freeze(due_at, LOCAL_TZ)
    if SETTINGS.first_day is not None and day < SETTINGS.first_day:
        raise AirflowSkipException(f"{day} lies before the first day, {SETTINGS.first_day}.")
    return day


def chosen_days(params: Mapping[str, Any]) -> ChosenDays:
    """The days whose indicators a run computes.

    A run that the asset of a frozen day has started computes what waits up to that day; a run by
    hand computes the range of its parameters again, or all that waits.
    """
    first, last = (
        date.fromisoformat(params[name]) if params[name] else None
        for name in ("first_day", "last_day")
    )
    frozen: str | None = get_current_context()["dag_run"].partition_key
    if frozen is not None and first is None:
        last = date.fromisoformat(frozen)
    return ChosenDays(first, last, params["with_present_limits"])


def night() -> date:
    """The night of a push: the local date of its 20:00; of a run by hand the date it runs on."""
    run = get_current_context()["dag_run"]
    return local_date(run.logical_date or run.run_after, LOCAL_TZ)


def run_id() -> str:
    """The name of the running DAG run; a retried or cleared task keeps it."""
    return str(get_current_context()["dag_run"].run_id)
