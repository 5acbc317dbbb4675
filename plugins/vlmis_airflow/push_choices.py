"""What settings and run say about a push, as keyword arguments of its services."""

from typing import Any

from vlmis_airflow.defaults import SETTINGS
from vlmis_airflow.report_day import night, now, run_id
from vlmis_core.delivery.push_batch import SendChoices


def guard_choices() -> dict[str, Any]:
    """For ``check_production``: the setting, and where the installation's id is kept."""
    return {"production": SETTINGS.production, "home": SETTINGS.home}


def snapshot_choices() -> dict[str, Any]:
    """For ``take_metadata_snapshot``: the data set, and its nine categories."""
    return {
        "data_set": SETTINGS.data_set,
        "category_codes": SETTINGS.category_codes,
        "now": now(),
    }


def plan_choices() -> dict[str, Any]:
    """For ``plan_push``: the run, its night, and the first stock day that is sent."""
    return {"run_id": run_id(), "night": night(), "push_from": SETTINGS.push_from}


def batch_choices(batch: dict[str, Any]) -> dict[str, Any]:
    """For ``push_batch``: the run, the batch, and how a deployment sends."""
    choices = SendChoices(SETTINGS.values_per_request, SETTINGS.overwrite_others)
    return {"run_id": run_id(), "number": batch["number"], "choices": choices}


def message_choices() -> dict[str, Any]:
    """For ``send_summary_message``: the run, and who is told."""
    return {"run_id": run_id(), "recipients": SETTINGS.message_recipients}
