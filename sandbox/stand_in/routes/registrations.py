"""Registering data sets as complete, removing and reading registrations."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from sandbox.stand_in import org_units
from sandbox.stand_in.answers import NO_CACHE, RefusedRequestError, empty_answer, json_answer
from sandbox.stand_in.import_options import BadParameterError, ImportOptions
from sandbox.stand_in.import_summary import http_status, web_message
from sandbox.stand_in.registrations import RegistrationImport, printed
from sandbox.stand_in.routes.context import demand, dhis2_of, user_of

router = APIRouter(prefix="/api/completeDataSetRegistrations")


@router.post("")
async def post_registrations(request: Request) -> Response:
    """Import registrations."""
    dhis2, user = dhis2_of(request), user_of(request)
    demand(user, "F_DATAVALUE_ADD")
    is_old = dhis2.is_old_importer
    try:
        options = ImportOptions.read(request.query_params, with_atomic=not is_old)
    except BadParameterError as error:
        raise RefusedRequestError(400, str(error)) from error
    importer = RegistrationImport(
        dhis2.metadata, dhis2.registrations, user, f"{dhis2.clock.local():%Y-%m-%d}", is_old
    )
    summary = importer.carry_out(await request.body(), options)
    status = http_status(summary, is_old_importer=is_old)
    body = web_message(summary, options, is_old_importer=is_old)
    return json_answer(body, status, NO_CACHE if status == 409 else None)


@router.get("")
async def read_registrations(request: Request) -> Response:
    """List the registrations of some org units, and of those below them, in some periods."""
    dhis2, user, query = dhis2_of(request), user_of(request), request.query_params
    asked = query.getlist("orgUnit")
    for uid in asked:
        if not user.is_superuser and not org_units.is_within(dhis2.metadata, uid, user.org_units):
            raise RefusedRequestError(409, f"User is not allowed to view org unit: {uid}")
    units = set(asked)
    if query.get("children") == "true":
        units = {unit for uid in asked for unit in org_units.subtree(dhis2.metadata, uid)}
    data_sets, periods = query.getlist("dataSet"), query.getlist("period")
    found = [
        printed(place, registration)
        for place, registration in dhis2.registrations
        if place[0] in data_sets and place[1] in periods and place[2] in units
    ]
    return json_answer({"completeDataSetRegistrations": found})


@router.delete("")
async def remove_registrations(request: Request) -> Response:
    """Remove registrations, also such as are not there."""
    demand(user_of(request), "F_DATAVALUE_ADD")
    query = request.query_params
    for data_set in query.getlist("ds"):
        dhis2_of(request).registrations.remove(data_set, query["pe"], query["ou"])
    return empty_answer(204)
