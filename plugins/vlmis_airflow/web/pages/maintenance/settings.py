"""Settings: age of the replica, whether data values are sent, what the deployment decided."""

from typing import Annotated, Any

from fastapi import Depends, Request, Response

from vlmis_airflow.web.choices import Pipeline, Words
from vlmis_airflow.web.page_router import Production, page_router
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.org_units.refresh_org_units import StoresFollowed, find_replica
from vlmis_core.settings import PREFIX, Settings, load_settings

PATH = "/maintenance/settings"
router = page_router(Action.CHANGE_SETTINGS, PATH, shows_production=True)

SHOWN = (
    "time_zone",
    "first_day",
    "stores_per_chunk",
    "production",
    "dhis2_url",
    "dhis2_username",
    "dhis2_timeout_seconds",
    "data_set",
    "category_codes",
    "push_from",
    "overwrite_others",
    "message_recipients",
    "message_language",
    "site_url",
    "values_per_request",
    "expiry_horizon_days",
    "unlikely_movement_factor",
    "unlikely_count_percent",
    "unlikely_from",
)
"""Named one by one: what is new is not shown before somebody knows that it is no secret."""


def followed_in_refresh(renamed: int = 0, recoded: int = 0, conflicts: int = 0) -> StoresFollowed:
    """Read from the address what the refresh just applied did to the stores."""
    return StoresFollowed(renamed, recoded, conflicts)


Followed = Annotated[StoresFollowed, Depends(followed_in_refresh)]


@router.get("")
def show_settings(
    request: Request,
    database: Pipeline,
    production: Production,
    followed: Followed,
    done: Words = None,
) -> Response:
    """All of it on one page; DHIS2 is not asked."""
    return render(
        request,
        "maintenance/settings.html",
        replica=find_replica(database),
        switch=production.switch,
        settings=_lines(load_settings()),
        done=done,
        followed=followed.message,
    )


def _lines(settings: Settings) -> list[tuple[str, str]]:
    return [(f"{PREFIX}{name.upper()}", _shown(getattr(settings, name))) for name in SHOWN]


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value or "")
    return text or "—"
