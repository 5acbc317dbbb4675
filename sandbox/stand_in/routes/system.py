"""The server about itself: version, time, settings, pings."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from sandbox.stand_in.answers import (
    NO_STORE,
    RefusedRequestError,
    empty_answer,
    json_answer,
    ok_message,
)
from sandbox.stand_in.middleware import base_url
from sandbox.stand_in.routes.context import demand, dhis2_of, user_of

router = APIRouter(prefix="/api")

_NEVER = "1970-01-01T00:00:00.000"
_SETTINGS_OF_243 = {"dataEntryAutoGroup"}


@router.get("/ping")
async def ping() -> Response:
    """Answer without credentials, and without a body."""
    return empty_answer()


@router.get("/system/ping")
async def system_ping() -> Response:
    """Answer ``pong`` to whoever has come in."""
    return Response("pong", 200, {"content-type": "application/json;charset=UTF-8", **NO_STORE})


@router.get("/system/info")
async def info(request: Request) -> Response:
    """Return version and time; what is sensitive is never shown."""
    dhis2 = dhis2_of(request)
    address = base_url(request.scope)
    known: dict[str, Any] = {
        "contextPath": address,
        "userAgent": request.headers.get("user-agent", ""),
        "calendar": "iso8601",
        "dateFormat": "yyyy-mm-dd",
        "serverDate": dhis2.clock.local_text(),
        "serverTimeZoneId": dhis2.time_zone,
        "serverTimeZoneDisplayName": "Coordinated Universal Time",
        "lastAnalyticsTableSuccess": _NEVER,
        "intervalSinceLastAnalyticsTableSuccess": "498715 h, 57 m, 7 s",
        "lastAnalyticsTableRuntime": "",
        "lastSystemMonitoringSuccess": _NEVER,
        "lastAnalyticsTablePartitionSuccess": _NEVER,
        "intervalSinceLastAnalyticsTablePartitionSuccess": "498715 h, 57 m, 7 s",
        "lastAnalyticsTablePartitionRuntime": "",
        "databaseInfo": {"spatialSupport": True, "time": dhis2.clock.local_text()},
        "version": dhis2.version,
        "revision": "stand-in",
        "buildTime": _NEVER,
        "encryption": False,
        "emailConfigured": False,
        "redisEnabled": False,
        "systemName": "DHIS 2",
        "systemMetadataVersion": "",
        "instanceBaseUrl": address,
        "isMetadataVersionEnabled": False,
        "lastMetadataVersionSyncAttempt": _NEVER,
    }
    if not dhis2.is_old_importer:
        known |= {"sessionTimeout": 3600, "capability": {"analyticsTotalCounts": False}}
    if (tables := dhis2.analytics_tables) is not None and tables.generated_at:
        known["lastAnalyticsTableSuccess"] = tables.generated_at
    asked = request.query_params.get("fields")
    names = asked.split(",") if asked and asked != "*" else list(known)
    return json_answer({name: known[name] for name in names if name in known}, headers=NO_STORE)


@router.get("/systemSettings")
async def settings(request: Request) -> Response:
    """Return system settings, some or all."""
    known, keys = dhis2_of(request).settings, request.query_params.getlist("key")
    shown = {name: known[name] for name in keys if name in known} if keys else known
    return json_answer(shown, headers={"cache-control": "no-cache, no-store, must-revalidate"})


@router.get("/systemSettings/{name}")
async def setting(request: Request, name: str) -> Response:
    """Return one system setting."""
    known = dhis2_of(request).settings
    if name not in known:
        raise RefusedRequestError(404, f"Setting does not exist: {name}", "E1005")
    return json_answer({name: known[name]})


@router.post("/systemSettings/{name}")
async def change_setting(request: Request, name: str) -> Response:
    """Change one system setting."""
    demand(user_of(request), "F_SYSTEM_SETTING")
    dhis2 = dhis2_of(request)
    text = request.query_params.get("value") or (await request.body()).decode()
    if name not in dhis2.settings and (dhis2.is_old_importer or name not in _SETTINGS_OF_243):
        raise RefusedRequestError(404, f"Setting does not exist: {name}", "E1005")
    dhis2.change_setting(name, {"true": True, "false": False}.get(text, text))
    return ok_message(f"System setting '{name}' set to value '{text}'.")
