"""``/sandbox/*``: steering the stand-in from tests and the demo. No real server has these."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from sandbox.answers import json_answer
from sandbox.faults import FaultKind
from sandbox.routes.context import dhis2_of, json_body

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


def _as_list(body: Any, name: str, renamed: str) -> list[dict[str, Any]]:
    each_one = body if isinstance(body, list) else [body]
    return [{renamed if key == name else key: v for key, v in e.items()} for e in each_one]
