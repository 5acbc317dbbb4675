"""Reading and importing metadata."""

import math
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from sandbox import org_units, sharing
from sandbox.answers import NO_CACHE, RefusedRequestError, json_answer, ok_message
from sandbox.fields import ALL_FIELDS, LIST_FIELDS, parse_fields
from sandbox.filters import BadFilterError, matching, ordered
from sandbox.gate import base_url
from sandbox.routes.context import demand, dhis2_of, json_body, user_of, view_of
from sandbox.schema import CLASSES, MetaObject

router = APIRouter(prefix="/api")

_PAGE_SIZE = 50
_KEPT_IN_LINKS = ("pageSize", "level", "filter", "fields", "order")


@router.post("/metadata")
async def import_metadata(request: Request) -> Response:
    """Create or replace objects of any type; option combos are not generated."""
    demand(user_of(request), "F_METADATA_IMPORT")
    dhis2, payload = dhis2_of(request), await json_body(request)
    if not dhis2.is_old_importer and (refusal := _incomplete_option_combos(request, payload)):
        return refusal
    counts = dhis2.metadata.load(payload)
    return ok_message(
        None,
        response={
            "status": "OK",
            "stats": _stats(*map(sum, zip(*counts.values(), strict=True))) if counts else _stats(),
            "typeReports": [
                {"klass": CLASSES[name], "stats": _stats(*both), "objectReports": []}
                for name, both in counts.items()
            ],
            "responseType": "ImportReport",
        },
    )


@router.post("/maintenance/categoryOptionComboUpdate")
@router.post("/maintenance/categoryOptionComboUpdate/categoryCombo/{uid}")
async def complete_option_combos(request: Request, uid: str | None = None) -> Response:
    """Generate missing category option combos, of one combo or of all."""
    demand(user_of(request), "F_PERFORM_MAINTENANCE")
    metadata = dhis2_of(request).metadata
    if uid and metadata.find("categoryCombos", uid) is None:
        raise _not_found("categoryCombos", uid)
    done = metadata.complete_option_combos(uid)
    added = sum(what == "added" for what, _ in done)
    body = {"status": "SUCCESS", "imported": added, "updated": len(done) - added, "deleted": 0}
    body |= {"ignored": 0, "total": len(done), "responseType": "ImportSummaries"}
    return ok_message("Import was successful." if uid else None, response=body)


@router.get("/deletedObjects")
async def deleted_objects(request: Request) -> Response:
    """List what was deleted: for superusers only."""
    demand(user_of(request), "ALL")
    return json_answer({"deletedObjects": []})


@router.api_route("/dataSets/{uid}/organisationUnits/{unit}", methods=["POST", "PUT", "DELETE"])
async def assign_org_unit(request: Request, uid: str, unit: str) -> Response:
    """Assign an org unit to a data set, or take it away; no lastUpdated moves."""
    demand(user_of(request), "ALL")
    metadata = dhis2_of(request).metadata
    data_set = metadata.find("dataSets", uid)
    if data_set is None:
        raise _not_found("dataSets", uid)
    others = [each for each in data_set.get("organisationUnits", []) if each["id"] != unit]
    data_set["organisationUnits"] = others + ([] if request.method == "DELETE" else [{"id": unit}])
    metadata.change_quietly()
    return ok_message(None)


@router.get("/{type_name}")
async def list_objects(request: Request, type_name: str) -> Response:
    """List the objects of a type that the user may see."""
    _check_type(request, type_name)
    query, view, user = request.query_params, view_of(request), user_of(request)
    objects = [
        each
        for each in dhis2_of(request).metadata.of(type_name).values()
        if type_name in {"organisationUnits", "users"}
        or sharing.may(user, each, sharing.METADATA_READ)
    ]
    objects = _of_level(request, type_name, objects)
    try:
        any_of = query.get("rootJunction") == "OR"
        objects = matching(view, type_name, objects, query.getlist("filter"), any_of=any_of)
    except BadFilterError as error:
        raise RefusedRequestError(400, str(error), "E1003") from error
    objects = ordered(view, type_name, objects, query.get("order"))
    fields = parse_fields(query.get("fields", LIST_FIELDS))
    body: dict[str, Any] = {}
    if query.get("paging") != "false":
        body["pager"], objects = _page(request, objects)
    body[type_name] = [view.project(type_name, each, fields) for each in objects]
    return json_answer(body, headers=NO_CACHE)


@router.get("/{type_name}/{uid}")
async def one_object(request: Request, type_name: str, uid: str) -> Response:
    """Return one object."""
    _check_type(request, type_name)
    each = dhis2_of(request).metadata.find(type_name, uid)
    if each is None or not (
        type_name in {"organisationUnits", "users"}
        or sharing.may(user_of(request), each, sharing.METADATA_READ)
    ):
        raise _not_found(type_name, uid)
    fields = parse_fields(request.query_params.get("fields", ALL_FIELDS))
    return json_answer(view_of(request).project(type_name, each, fields), headers=NO_CACHE)


@router.post("/{type_name}")
async def create_object(request: Request, type_name: str) -> Response:
    """Create one object; a category combo gets its option combos."""
    _check_type(request, type_name)
    demand(user_of(request), "ALL")
    metadata, new = dhis2_of(request).metadata, await json_body(request)
    metadata.save(type_name, new)
    if type_name == "categoryCombos":
        metadata.complete_option_combos(new["id"])
    location = f"{base_url(request.scope)}/api/{type_name}/{new['id']}"
    report = {"uid": new["id"], "klass": CLASSES[type_name], "errorReports": []}
    report["responseType"] = "ObjectReport"
    return ok_message(None, 201, {"location": location}, response=report)


def _check_type(request: Request, type_name: str) -> None:
    if type_name not in CLASSES:
        message = f"No endpoint {request.method} /api/{type_name}."
        raise RefusedRequestError(404, message, "E1005")
    if type_name in {"users", "userRoles"} and not user_of(request).has("F_USER_VIEW"):
        message = "You don't have the proper permissions to read objects of this type."
        raise RefusedRequestError(403, message, "E1006")


def _of_level(request: Request, type_name: str, objects: list[MetaObject]) -> list[MetaObject]:
    level = request.query_params.get("level")
    if type_name != "organisationUnits" or level is None:
        return objects
    paths = org_units.paths(dhis2_of(request).metadata)
    return [each for each in objects if paths[each["id"]].count("/") == int(level)]


def _page(request: Request, objects: list[MetaObject]) -> tuple[MetaObject, list[MetaObject]]:
    query = request.query_params
    size = int(query.get("pageSize", _PAGE_SIZE))
    asked = int(query.get("page", 1))
    count = max(1, math.ceil(len(objects) / size))
    page = min(asked, count)
    pager: MetaObject = {"page": page, "total": len(objects), "pageSize": size}
    if page < count:
        pager["nextPage"] = _page_link(request, page + 1)
    if page > 1:
        pager["prevPage"] = _page_link(request, page - 1)
    pager["pageCount"] = count
    start = (asked - 1) * size
    return pager, objects[start : start + size]


def _page_link(request: Request, page: int) -> str:
    query = request.query_params
    kept = [(name, value) for name in _KEPT_IN_LINKS for value in query.getlist(name)]
    parts = ([("page", str(page))] if page > 1 else []) + kept
    return f"{base_url(request.scope)}{request.scope['path']}?{urlencode(parts)}"


def _not_found(type_name: str, uid: str) -> RefusedRequestError:
    kind = CLASSES[type_name].rsplit(".", 1)[1]
    return RefusedRequestError(404, f"{kind} with id {uid} could not be found.", "E1005")


def _stats(created: int = 0, updated: int = 0) -> dict[str, int]:
    total = created + updated
    return {"created": created, "updated": updated, "deleted": 0, "ignored": 0, "total": total}


def _incomplete_option_combos(request: Request, payload: Any) -> Response | None:
    """2.43 refuses option combos that do not cover their category combo (E1130)."""
    metadata = dhis2_of(request).metadata
    given: dict[str, list[MetaObject]] = {}
    for each in payload.get("categoryOptionCombos", []):
        given.setdefault(each["categoryCombo"]["id"], []).append(each)
    categories = {**metadata.of("categories"), **_by_id(payload.get("categories", []))}
    combos = {**metadata.of("categoryCombos"), **_by_id(payload.get("categoryCombos", []))}
    for uid, option_combos in given.items():
        sizes = [len(categories[c["id"]]["categoryOptions"]) for c in combos[uid]["categories"]]
        expected = math.prod(sizes)
        if len(option_combos) == expected:
            continue
        counts = f"Importing {len(option_combos)} CategoryOptionCombos does not match the expected"
        message = f"{counts} amount of {expected} for CategoryCombo {uid}"
        report = {
            "klass": CLASSES["categoryOptionCombos"],
            "objectReports": [{"errorReports": [{"message": message, "errorCode": "E1130"}]}],
        }
        body = {
            "httpStatus": "Conflict", "httpStatusCode": 409, "status": "WARNING",
            "message": "One or more errors occurred, please see full details in import report.",
            "response": {"status": "ERROR", "typeReports": [report]},
        }  # fmt: skip
        return json_answer(body, 409, NO_CACHE)
    return None


def _by_id(objects: list[MetaObject]) -> dict[str, MetaObject]:
    return {each["id"]: each for each in objects if "id" in each}
