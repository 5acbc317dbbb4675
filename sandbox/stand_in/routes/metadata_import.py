"""Importing metadata, and what follows from it: option combos, assignments."""

import math
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from sandbox.stand_in import org_unit_merge
from sandbox.stand_in.answers import NO_CACHE, json_answer, ok_message
from sandbox.stand_in.metadata import Metadata
from sandbox.stand_in.metadata_report import ImportFault, failure, faults_of, success
from sandbox.stand_in.middleware import base_url
from sandbox.stand_in.org_unit_merge import ValueMerge
from sandbox.stand_in.routes.context import demand, dhis2_of, json_body, user_of
from sandbox.stand_in.routes.metadata import check_type, not_found
from sandbox.stand_in.schema import CLASSES, MetaObject

router = APIRouter(prefix="/api")


@router.post("/metadata")
async def import_metadata(request: Request) -> Response:
    """Create or replace objects of any type, all or none; option combos are not generated."""
    demand(user_of(request), "F_METADATA_IMPORT")
    dhis2, payload = dhis2_of(request), await json_body(request)
    only_creates = request.query_params.get("importStrategy") == "CREATE"
    faults = list(faults_of(dhis2.metadata, payload, only_creates=only_creates))
    if not dhis2.is_old_importer:
        faults += _incomplete_option_combos(dhis2.metadata, payload)
    if faults:
        return json_answer(failure(faults), 409, NO_CACHE)
    counts = dhis2.metadata.load(payload)
    return ok_message(None, response=success(counts, is_old=dhis2.is_old_importer))


@router.post("/organisationUnits/merge")
async def merge_org_units(request: Request) -> Response:
    """Merge org units: ``{"sources", "target", "dataValueMergeStrategy", "deleteSources"}``."""
    demand(user_of(request), "F_ORGANISATION_UNIT_MERGE")
    dhis2, body = dhis2_of(request), await json_body(request)
    for uid in (*body["sources"], body["target"]):
        if uid not in dhis2.metadata.of("organisationUnits"):
            raise not_found("organisationUnits", uid)
    org_unit_merge.merge_org_units(
        dhis2,
        body["sources"],
        body["target"],
        ValueMerge(body.get("dataValueMergeStrategy", ValueMerge.LAST_UPDATED)),
        deletes_sources=body.get("deleteSources", True),
    )
    return ok_message("Organisation units merged")


@router.post("/maintenance/categoryOptionComboUpdate")
@router.post("/maintenance/categoryOptionComboUpdate/categoryCombo/{uid}")
async def complete_option_combos(request: Request, uid: str | None = None) -> Response:
    """Generate missing category option combos, of one combo or of all."""
    demand(user_of(request), "F_PERFORM_MAINTENANCE")
    metadata = dhis2_of(request).metadata
    if uid and metadata.find("categoryCombos", uid) is None:
        raise not_found("categoryCombos", uid)
    done = metadata.complete_option_combos(uid)
    added = sum(what == "added" for what, _ in done)
    body: dict[str, Any] = {
        "status": "SUCCESS", "imported": added, "updated": len(done) - added, "deleted": 0,
        "ignored": 0, "total": len(done), "responseType": "ImportSummaries",
        "importSummaries": [_summary(metadata, what, each) for what, each in done],
    }  # fmt: skip
    return ok_message("Import was successful." if uid else None, response=body)


@router.api_route("/dataSets/{uid}/organisationUnits/{unit}", methods=["POST", "PUT", "DELETE"])
async def assign_org_unit(request: Request, uid: str, unit: str) -> Response:
    """Assign an org unit to a data set, or take it away; no lastUpdated moves."""
    demand(user_of(request), "ALL")
    metadata = dhis2_of(request).metadata
    data_set = metadata.find("dataSets", uid)
    if data_set is None:
        raise not_found("dataSets", uid)
    if metadata.find("organisationUnits", unit) is None:
        raise not_found("organisationUnits", unit)
    others = [each for each in data_set.get("organisationUnits", []) if each["id"] != unit]
    data_set["organisationUnits"] = others + ([] if request.method == "DELETE" else [{"id": unit}])
    metadata.change_quietly()
    return ok_message(None)


@router.post("/dataSets/{uid}/organisationUnits")
async def assign_org_units(request: Request, uid: str) -> Response:
    """Assign several org units to a data set: ``{"additions": [{"id"}]}``."""
    demand(user_of(request), "ALL")
    metadata, body = dhis2_of(request).metadata, await json_body(request)
    data_set = metadata.find("dataSets", uid)
    if data_set is None:
        raise not_found("dataSets", uid)
    assigned = {each["id"] for each in data_set.setdefault("organisationUnits", [])}
    for each in body["additions"]:
        if metadata.find("organisationUnits", each["id"]) is None:
            raise not_found("organisationUnits", each["id"])
        if each["id"] not in assigned:
            data_set["organisationUnits"].append({"id": each["id"]})
    metadata.change_quietly()
    return ok_message(None)


@router.post("/{type_name}")
async def create_object(request: Request, type_name: str) -> Response:
    """Create one object; a category combo gets its option combos."""
    check_type(request, type_name)
    demand(user_of(request), "ALL")
    metadata, new = dhis2_of(request).metadata, await json_body(request)
    metadata.save(type_name, new)
    if type_name == "categoryCombos":
        metadata.complete_option_combos(new["id"])
    location = f"{base_url(request.scope)}/api/{type_name}/{new['id']}"
    report = {"uid": new["id"], "klass": CLASSES[type_name], "errorReports": []}
    report["responseType"] = "ObjectReport"
    return ok_message(None, 201, {"location": location}, response=report)


def _summary(metadata: Metadata, what: str, each: MetaObject) -> dict[str, Any]:
    if what == "added":
        combo = metadata.of("categoryCombos")[each["categoryCombo"]["id"]]["name"]
        text = (
            f"Added missing category option combo: `{each['name']}` for category combo: `{combo}`"
        )
    else:
        # As the recorded server wrote it: the uid in capitals.
        text = f"Update category option combo `{each['id'].upper()}` name to `{each['name']}`"
    counts = {"imported": int(what == "added"), "updated": int(what != "added")}
    counts |= {"ignored": 0, "deleted": 0}
    return {
        "status": "SUCCESS", "description": text, "importCount": counts,
        "conflicts": [], "rejectedIndexes": [], "responseType": "ImportSummary",
    }  # fmt: skip


def _incomplete_option_combos(metadata: Metadata, payload: Any) -> Iterator[ImportFault]:
    """2.43 refuses option combos that do not cover their category combo (E1130)."""
    given: dict[str, list[MetaObject]] = {}
    for each in payload.get("categoryOptionCombos", []):
        given.setdefault(each["categoryCombo"]["id"], []).append(each)
    categories = {**metadata.of("categories"), **_by_id(payload.get("categories", []))}
    combos = {**metadata.of("categoryCombos"), **_by_id(payload.get("categoryCombos", []))}
    for index, (uid, option_combos) in enumerate(given.items()):
        sizes = [len(categories[c["id"]]["categoryOptions"]) for c in combos[uid]["categories"]]
        count, expected = len(option_combos), math.prod(sizes)
        if count != expected:
            message = (
                f"Importing {count} CategoryOptionCombos does not match the expected "
                f"amount of {expected} for CategoryCombo {uid}"
            )
            args = (str(count), str(expected), uid)
            first = option_combos[0]["id"]
            yield ImportFault("categoryOptionCombos", index, first, message, "E1130", args)


def _by_id(objects: list[MetaObject]) -> dict[str, MetaObject]:
    return {each["id"]: each for each in objects if "id" in each}
