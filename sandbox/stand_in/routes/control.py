"""``/sandbox/*``: steering the stand-in from tests and the demo. No real server has these."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from sandbox.stand_in.answers import RefusedRequestError, json_answer
from sandbox.stand_in.data_values import Row
from sandbox.stand_in.edits import UnknownEditError, edit
from sandbox.stand_in.faults import FaultKind
from sandbox.stand_in.periods import parse_period
from sandbox.stand_in.routes.context import dhis2_of, json_body
from sandbox.stand_in.schema import DEFAULT_OPTION_COMBO

router = APIRouter(prefix="/sandbox")


@router.get("/state")
async def state(request: Request) -> Response:
    """Return version, clock, counts and digest."""
    dhis2 = dhis2_of(request)
    return json_answer(
        {
            "version": dhis2.version,
            "now": dhis2.clock.now().isoformat(),
            "values": dhis2.store.count(),
            "digest": dhis2.store.digest(),
            "requests": len(dhis2.requests),
            "faultsWaiting": len(dhis2.faults.waiting),
        }
    )


@router.put("/version")
async def change_version(request: Request) -> Response:
    """Become another version, keeping everything: ``{"version": "2.43.1"}``."""
    dhis2 = dhis2_of(request)
    dhis2.version = (await json_body(request))["version"]
    return json_answer({"version": dhis2.version})


@router.put("/clock")
async def set_clock(request: Request) -> Response:
    """Set the clock: ``{"now": ISO instant or null, "standing": false}``."""
    dhis2, body = dhis2_of(request), await json_body(request)
    now = datetime.fromisoformat(body["now"]) if body.get("now") else None
    dhis2.clock.set(now, is_standing=body.get("standing", False))
    return json_answer({"now": dhis2.clock.now().isoformat()})


@router.get("/faults")
async def list_faults(request: Request) -> Response:
    """List the faults that are still to come, and the kinds there are."""
    waiting = [each.as_json() for each in dhis2_of(request).faults.waiting]
    return json_answer({"waiting": waiting, "kinds": list(FaultKind)})


@router.post("/faults")
async def add_faults(request: Request) -> Response:
    """Add one fault, or a list of them: ``{"kind": "slow", "path": "dataValueSets", …}``."""
    body = await json_body(request)
    faults = dhis2_of(request).faults
    added = [faults.add(**each) for each in _as_list(body, "kind", "fault")]
    return json_answer([each.as_json() for each in added], 201)


@router.delete("/faults")
async def clear_faults(request: Request) -> Response:
    """Forget the faults that are still to come."""
    dhis2_of(request).faults.clear()
    return json_answer([])


@router.post("/finish")
async def finish_imports(request: Request) -> Response:
    """Let every import that is under way come to its end now."""
    races = dhis2_of(request).races
    races.finish()
    return json_answer({"underWay": len(races.under_way)})


@router.post("/edits")
async def edit_metadata(request: Request) -> Response:
    """Change metadata: ``{"edit": "close_org_unit", "org_unit": "C4001", "day": "2026-01-31"}``."""
    body = await json_body(request)
    try:
        edit(dhis2_of(request), body.pop("edit"), **body)
    except (UnknownEditError, TypeError, ValueError) as error:
        raise RefusedRequestError(400, str(error)) from error
    return json_answer({"revision": dhis2_of(request).metadata.revision})


@router.put("/settings")
async def change_settings(request: Request) -> Response:
    """Change system settings: ``{"keyLockMultipleFailedLogins": true}``."""
    dhis2 = dhis2_of(request)
    for name, value in (await json_body(request)).items():
        dhis2.change_setting(name, value)
    return json_answer(dhis2.settings)


@router.get("/values")
async def dump_values(request: Request) -> Response:
    """Return stored values, of one period or of all; deleted ones are marked."""
    asked = request.query_params.getlist("period") or None
    rows = dhis2_of(request).store.rows(asked)
    shown = [
        {
            "dataElement": key.cell[0],
            "period": key.period,
            "orgUnit": key.org_unit,
            "categoryOptionCombo": key.cell[1],
            "attributeOptionCombo": key.cell[2],
            "value": row.value,
            "storedBy": row.stored_by,
            "created": row.created_at.isoformat(),
            "lastUpdated": row.updated_at.isoformat(),
            "deleted": row.is_deleted,
        }
        for key, row in rows
    ]
    return json_answer({"dataValues": shown})


@router.post("/values")
async def enter_values(request: Request) -> Response:
    """Enter values past every check, as somebody else: ``{"storedBy", "dataValues": […]}``."""
    dhis2, body = dhis2_of(request), await json_body(request)
    now = dhis2.clock.now()
    for value in body["dataValues"]:
        period = parse_period(value["period"])
        if period is None:
            raise RefusedRequestError(400, f"Period not valid: {value['period']}")
        combo = value.get("categoryOptionCombo", DEFAULT_OPTION_COMBO)
        attribute = value.get("attributeOptionCombo", DEFAULT_OPTION_COMBO)
        row = Row(value["value"], body.get("storedBy", "somebody"), now, now)
        cell = (value["dataElement"], combo, attribute)
        dhis2.store.put(period.iso, value["orgUnit"], cell, row)
    return json_answer({"values": dhis2.store.count()})


@router.delete("/values")
async def remove_values(request: Request) -> Response:
    """Take values out as if they had never been, of one period or of all."""
    dhis2 = dhis2_of(request)
    dhis2.store.remove(request.query_params.getlist("period") or None)
    return json_answer({"values": dhis2.store.count()})


@router.get("/requests")
async def list_requests(request: Request) -> Response:
    """Return the log of requests, from number ``after`` on."""
    after = int(request.query_params.get("after", 0))
    records = dhis2_of(request).requests[after:]
    return json_answer([{**asdict(each), "at": each.at.isoformat()} for each in records])


@router.delete("/requests")
async def clear_requests(request: Request) -> Response:
    """Forget the log of requests."""
    dhis2_of(request).requests.clear()
    return json_answer([])


def _as_list(body: Any, name: str, renamed: str) -> list[dict[str, Any]]:
    each_one = body if isinstance(body, list) else [body]
    return [{renamed if key == name else key: v for key, v in e.items()} for e in each_one]
