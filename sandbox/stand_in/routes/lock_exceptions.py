"""Lock exceptions: reading, making and removing them."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from sandbox.stand_in.answers import (
    NO_CACHE,
    RefusedRequestError,
    empty_answer,
    json_answer,
    ok_message,
)
from sandbox.stand_in.fields import LIST_FIELDS, parse_fields
from sandbox.stand_in.lock_exceptions import LockException, described, project
from sandbox.stand_in.periods import parse_period
from sandbox.stand_in.routes.context import dhis2_of, user_of

router = APIRouter(prefix="/api")

_OF_DATA_SET = "dataSet.id:eq:"


@router.get("/lockExceptions")
async def list_lock_exceptions(request: Request) -> Response:
    """List all of them; of filters, the one by data set is known."""
    dhis2, query = dhis2_of(request), request.query_params
    wanted = [f.removeprefix(_OF_DATA_SET) for f in query.getlist("filter")]
    fields = parse_fields(query.get("fields", LIST_FIELDS))
    shown = [
        project(described(each, is_old=dhis2.is_old_importer), fields)
        for each in dhis2.lock_exceptions
        if all(each.data_set == uid for uid in wanted)
    ]
    return json_answer({"lockExceptions": shown}, headers=NO_CACHE)


@router.get("/lockExceptions/combinations")
async def list_combinations(request: Request) -> Response:
    """List the data sets and periods that have any."""
    is_old = dhis2_of(request).is_old_importer
    found = {
        (each.data_set, each.period): described(each, is_old=is_old, org_unit=False)
        for each in dhis2_of(request).lock_exceptions
    }
    shown = [project(each, parse_fields("*")) for each in found.values()]
    return json_answer({"lockExceptions": shown}, headers=NO_CACHE)


@router.post("/lockExceptions")
async def make_lock_exceptions(request: Request) -> Response:
    """Open a period again for one org unit, or several."""
    dhis2, query = dhis2_of(request), request.query_params
    _demand_update(request)
    data_set = dhis2.metadata.find("dataSets", query.get("ds"))
    period = parse_period(query.get("pe", ""))
    units = [
        dhis2.metadata.find("organisationUnits", uid)
        for uid in query.get("ou", "").strip("[]").split(",")
    ]
    if data_set is None or period is None or not all(units):
        raise RefusedRequestError(409, "Can't find data set, period or org unit", "E1005")
    for unit in units:
        assert unit is not None
        exception = LockException(
            number=dhis2.lock_exceptions.next_number,
            created=dhis2.clock.local_text(),
            data_set=data_set["id"],
            data_set_name=data_set["name"],
            org_unit=unit["id"],
            org_unit_name=unit["name"],
            period=period,
        )
        dhis2.lock_exceptions.add(exception)
    return ok_message("LockException created successfully.", 201, NO_CACHE)


@router.delete("/lockExceptions")
async def remove_lock_exception(request: Request) -> Response:
    """Close a period again."""
    query = request.query_params
    _demand_update(request)
    key = (query.get("ds", ""), query.get("ou", ""), query.get("pe", ""))
    dhis2_of(request).lock_exceptions.remove(*key)
    return empty_answer(204, NO_CACHE)


def _demand_update(request: Request) -> None:
    """Only who may change the data set may open it again."""
    if not user_of(request).is_superuser:
        message = "You don't have the proper permissions to update this object"
        raise RefusedRequestError(403, message, "E1006")
