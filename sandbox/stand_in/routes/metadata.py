"""Reading metadata: lists, single objects, what was deleted."""

import math
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from sandbox.stand_in import org_units, sharing
from sandbox.stand_in.answers import NO_CACHE, RefusedRequestError, json_answer
from sandbox.stand_in.fields import ALL_FIELDS, LIST_FIELDS, parse_fields
from sandbox.stand_in.filters import BadFilterError, matching, ordered
from sandbox.stand_in.middleware import base_url
from sandbox.stand_in.routes.context import demand, dhis2_of, user_of, view_of
from sandbox.stand_in.schema import CLASSES, MetaObject

router = APIRouter(prefix="/api")

_PAGE_SIZE = 50
_KEPT_IN_LINKS = ("pageSize", "level", "filter", "fields", "order")


@router.get("/deletedObjects")
async def deleted_objects(request: Request) -> Response:
    """List what was deleted: for superusers only."""
    demand(user_of(request), "ALL")
    return json_answer({"deletedObjects": []})


@router.get("/{type_name}")
async def list_objects(request: Request, type_name: str) -> Response:
    """List the objects of a type that the user may see."""
    check_type(request, type_name)
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
    check_type(request, type_name)
    each = dhis2_of(request).metadata.find(type_name, uid)
    if each is None or not (
        type_name in {"organisationUnits", "users"}
        or sharing.may(user_of(request), each, sharing.METADATA_READ)
    ):
        raise not_found(type_name, uid)
    fields = parse_fields(request.query_params.get("fields", ALL_FIELDS))
    return json_answer(view_of(request).project(type_name, each, fields), headers=NO_CACHE)


def check_type(request: Request, type_name: str) -> None:
    """Refuse a type that does not exist, or that the user may not list."""
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


def not_found(type_name: str, uid: str) -> RefusedRequestError:
    """Return the answer about an object that does not exist."""
    kind = CLASSES[type_name].rsplit(".", 1)[1]
    return RefusedRequestError(404, f"{kind} with id {uid} could not be found.", "E1005")
