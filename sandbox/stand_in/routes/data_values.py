"""Posting and reading data values."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from sandbox.stand_in.accounts import User
from sandbox.stand_in.answers import (
    NO_CACHE,
    NO_STORE,
    RefusedRequestError,
    empty_answer,
    json_answer,
    tomcat_page,
)
from sandbox.stand_in.data_values import Audit, Key
from sandbox.stand_in.dhis2 import Dhis2
from sandbox.stand_in.faults import Fault, FaultKind
from sandbox.stand_in.import_body import Payload, UnreadableError
from sandbox.stand_in.import_options import BadParameterError, ImportOptions
from sandbox.stand_in.import_summary import ImportSummary, http_status, web_message
from sandbox.stand_in.periods import parse_period
from sandbox.stand_in.read_back import Question, layout_242, layout_243
from sandbox.stand_in.routes.context import demand, dhis2_of, user_of
from sandbox.stand_in.schema import DEFAULT_OPTION_COMBO

router = APIRouter(prefix="/api")


@router.post("/dataValueSets")
async def post_data_value_set(request: Request) -> Response:
    """Import a data value set."""
    dhis2, user = dhis2_of(request), user_of(request)
    demand(user, "F_DATAVALUE_ADD")
    _check_content_type(request)
    is_old = dhis2.is_old_importer
    try:
        options = ImportOptions.read(request.query_params, with_atomic=not is_old)
        summary = await _imported(request, options)
    except BadParameterError as error:
        raise RefusedRequestError(400, str(error)) from error
    except UnreadableError as error:
        raise RefusedRequestError(error.status, error.message) from error
    if "text/html" in request.headers.get("accept", ""):
        return tomcat_page(406, "Not Acceptable")  # After the import: the values are stored.
    status = http_status(summary, is_old_importer=is_old)
    body = web_message(summary, options, is_old_importer=is_old)
    return json_answer(body, status, NO_CACHE if status == HTTPStatus.CONFLICT else None)


@router.get("/dataValueSets")
async def read_data_value_set(request: Request) -> Response:
    """Read stored values back, in the layout of the version."""
    dhis2 = dhis2_of(request)
    question = Question(dhis2, user_of(request), request.query_params)
    question.check()
    if not question.is_allowed():
        return empty_answer(headers={"content-type": "application/json;charset=UTF-8", **NO_STORE})
    layout = layout_242 if dhis2.is_old_importer else layout_243
    return json_answer(layout(question), headers=NO_STORE)


@router.get("/dataValues")
async def read_one_value(request: Request) -> Response:
    """Return one value as a list of one text."""
    dhis2 = dhis2_of(request)
    row = dhis2.store.get(*_key_of(request))
    if row is None or row.is_deleted:
        if dhis2.is_old_importer:
            raise RefusedRequestError(409, "Data value does not exist")
        raise RefusedRequestError(404, "Data value does not exist", "E1005")
    return json_answer([row.value], headers=NO_STORE)


@router.get("/audits/dataValue")
async def read_history(request: Request) -> Response:
    """Return the history of one value, newest first."""
    dhis2 = dhis2_of(request)
    key = _key_of(request)
    history = list(reversed(_history(dhis2, key)))
    pager = {"page": 1, "pageCount": 1, "total": len(history), "pageSize": 50}
    shown = [_shown_audit(dhis2, key, each) for each in history]
    return json_answer({"pager": pager, "dataValueAudits": shown})


async def _imported(request: Request, options: ImportOptions) -> ImportSummary:
    dhis2, user = dhis2_of(request), user_of(request)
    fault: Fault | None = request.scope.get("sandbox.fault")
    payload = dhis2.read_body(await request.body())
    if isinstance(payload, ImportSummary):
        return payload
    request.scope["sandbox.record"].values = len(payload.values)
    if fault and fault.kind is FaultKind.SLOW_IMPORT:
        return await _imported_slowly(dhis2, payload, options, user, fault.seconds)
    is_racing = fault is not None and fault.kind is FaultKind.RACING
    if not (is_racing or dhis2.races.under_way):
        return dhis2.import_values(payload, options, user, fault)
    seconds = fault.seconds if fault and is_racing else 0
    async with dhis2.races.crossing(payload, dhis2.store, seconds) as lost:
        return dhis2.import_values(payload, options, user, lost if is_racing else lost or fault)


async def _imported_slowly(
    dhis2: Dhis2, payload: Payload, options: ImportOptions, user: User, seconds: float
) -> ImportSummary:
    """The old importer shows its first half at once; both answer when everything is stored."""
    summary = dhis2.import_values(payload, replace(options, dry_run=True), user)

    def store_half() -> None:
        if dhis2.is_old_importer:
            half = Payload(payload.header, payload.values[: len(payload.values) // 2])
            dhis2.import_values(half, options, user)

    async with dhis2.races.crossing(payload, dhis2.store, seconds, store_half):
        dhis2.import_values(payload, options, user)
    return summary


def _check_content_type(request: Request) -> None:
    given = request.headers.get("content-type")
    if given is None:
        raise RefusedRequestError(415, "Content-Type is not supported")
    if given.split(";")[0].strip() != "application/json":
        raise RefusedRequestError(415, f"Content-Type '{given}' is not supported")


def _key_of(request: Request) -> tuple[str, str, tuple[str, str, str]]:
    query = request.query_params
    cell = (query["de"], query.get("co", DEFAULT_OPTION_COMBO), DEFAULT_OPTION_COMBO)
    return query["pe"], query["ou"], cell


def _history(dhis2: Dhis2, key: tuple[str, str, tuple[str, str, str]]) -> list[Audit]:
    history = dhis2.store.audits.get(Key(*key), [])
    row = dhis2.store.get(*key)
    if not history and row and not dhis2.is_old_importer:
        # The new version notes creations too; kept here only where something followed.
        return [Audit("CREATE", row.value, row.stored_by, row.created_at)]
    return history


def _shown_audit(
    dhis2: Dhis2, key: tuple[str, str, tuple[str, str, str]], audit: Audit
) -> dict[str, Any]:
    period, unit, (element, combo, attribute) = key
    read = parse_period(period)
    shown_period: dict[str, Any] = {"id": period}
    if not dhis2.is_old_importer and read:
        shown_period = {
            "periodType": read.period_type,
            "startDate": f"{read.start}T00:00:00.000",
            "endDate": f"{read.end}T00:00:00.000",
        }
    return {
        "created": audit.created_at.replace(tzinfo=None).isoformat(timespec="milliseconds"),
        "modifiedBy": audit.modified_by,
        "auditType": audit.audit_type,
        "value": audit.value,
        "period": shown_period,
        "organisationUnit": {"id": unit},
        "attributeOptionCombo": {"id": attribute},
        "categoryOptionCombo": {"id": combo},
        "dataElement": {"id": element},
    }
