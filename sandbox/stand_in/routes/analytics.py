"""Analytics: generating the tables, and asking them."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from sandbox.stand_in import org_units
from sandbox.stand_in.analytics import Analytics, Answer, below_at_level, generate, written
from sandbox.stand_in.analytics_periods import periods_of
from sandbox.stand_in.answers import (
    RefusedRequestError,
    empty_answer,
    json_answer,
    ok_message,
    tomcat_page,
)
from sandbox.stand_in.dhis2 import OUTPUT_PERIOD_TYPES, Dhis2
from sandbox.stand_in.periods import Period
from sandbox.stand_in.routes.context import demand, dhis2_of, json_body, user_of

router = APIRouter(prefix="/api")

_COLUMNS = {
    "dx": "Data", "ou": "Organisation unit", "pe": "Period", "value": "Value",
    "numerator": "Numerator", "denominator": "Denominator", "factor": "Factor",
    "multiplier": "Multiplier", "divisor": "Divisor",
}  # fmt: skip
_DIMENSIONS = ("dx", "ou", "pe")


@router.post("/resourceTables/analytics")
async def generate_tables(request: Request) -> Response:
    """Generate the analytics tables; here the job has ended before the answer."""
    demand(user_of(request), "F_PERFORM_MAINTENANCE")
    dhis2 = dhis2_of(request)
    dhis2.analytics_tables = generate(dhis2)
    return ok_message("Initiated ANALYTICS_TABLE")


@router.get("/configuration/dataOutputPeriodTypes")
async def output_period_types(request: Request) -> Response:
    """Return the period types that the tables have columns for; 2.42 has no such endpoint."""
    dhis2 = dhis2_of(request)
    if dhis2.is_old_importer:
        return tomcat_page(404, "Not Found")
    return json_answer([OUTPUT_PERIOD_TYPES[name] for name in dhis2.output_period_types])


@router.post("/configuration/dataOutputPeriodTypes")
async def set_output_period_types(request: Request) -> Response:
    """Replace them; Yearly is always among them, and what is no period type is left out."""
    demand(user_of(request), "F_SYSTEM_SETTING")
    dhis2 = dhis2_of(request)
    if dhis2.is_old_importer:
        return tomcat_page(404, "Not Found")
    names = [each["name"] for each in await json_body(request)]
    known = [name for name in (*names, "Yearly") if name in OUTPUT_PERIOD_TYPES]
    dhis2.output_period_types = list(dict.fromkeys(known))
    return empty_answer(204)


@router.get("/analytics")
async def analytics(request: Request) -> Response:
    """Answer a query with the dimensions ``dx``, ``ou`` and ``pe``."""
    dhis2, query = dhis2_of(request), request.query_params
    if dhis2.analytics_tables is None:
        message = (
            "Query failed because a referenced table does not exist. "
            "Please ensure analytics job was run"
        )
        raise RefusedRequestError(409, message, "E7144")
    given = [text.partition(":") for text in query.getlist("dimension")]
    asked = {name: items.split(";") for name, _, items in given}
    answers = Analytics(dhis2, dhis2.analytics_tables)
    data = [item for item in asked["dx"] if answers.knows(item)]
    if not data:
        raise RefusedRequestError(409, _no_items("dx"), "E7124")
    units = _org_units(request, dhis2, asked["ou"])
    today = dhis2.clock.local().date()
    periods = [period for text in asked["pe"] for period in periods_of(text, today)]
    if not periods:
        raise RefusedRequestError(409, _no_items("pe"), "E7124")
    with_parts = query.get("includeNumDen") == "true"
    names = list(_COLUMNS) if with_parts else [*_DIMENSIONS, "value"]
    is_rounded = query.get("skipRounding") != "true"
    rows = [
        [item, unit, period.iso, written(found, is_rounded=is_rounded),
         *(_parts(found) if with_parts else [])]
        for item in data for unit in units for period in periods
        if (found := answers.answer(item, unit, period)) is not None
    ]  # fmt: skip
    has_metadata = query.get("skipMeta") != "true"
    return json_answer(
        {
            "headers": [_header(name) for name in names],
            "metaData": _metadata(dhis2, data, units, periods) if has_metadata else {},
            "rowContext": {},
            "width": len(names),
            "rows": rows,
            "height": len(rows),
            "headerWidth": len(names),
        }
    )


def _no_items(name: str) -> str:
    return f"Dimension is present in query without any valid dimension options: `{name}`"


def _org_units(request: Request, dhis2: Dhis2, items: list[str]) -> list[str]:
    """Return the org units that are asked for; a level is taken below the others, or the user's."""
    levels = [int(item.removeprefix("LEVEL-")) for item in items if item.startswith("LEVEL-")]
    named = [item for item in items if item in dhis2.metadata.of("organisationUnits")]
    user = user_of(request)
    if not levels:
        found = named
    else:
        tops = {
            uid for uid, path in org_units.paths(dhis2.metadata).items() if path.count("/") == 1
        }
        roots = named or sorted(user.view_org_units or tops)
        found = [uid for level in levels for uid in below_at_level(dhis2, roots, level)]
    if not found:
        raise RefusedRequestError(
            409, "Organisation unit or organisation unit level is not valid", "E7143"
        )
    return found


def _header(name: str) -> dict[str, Any]:
    is_number = name not in _DIMENSIONS
    return {
        "name": name,
        "column": _COLUMNS[name],
        "valueType": "NUMBER" if is_number else "TEXT",
        "type": "java.lang.Double" if is_number else "java.lang.String",
        "hidden": False,
        "meta": not is_number,
    }


def _parts(answer: Answer) -> list[str]:
    factor = int(answer.factor)
    return [
        str(float(answer.numerator)), str(float(answer.denominator)), str(float(answer.factor)),
        str(factor), "1",
    ]  # fmt: skip


def _metadata(
    dhis2: Dhis2, data: list[str], units: list[str], periods: list[Period]
) -> dict[str, Any]:
    items = {name: {"name": _COLUMNS[name]} for name in _DIMENSIONS}
    for kind, uids in (("indicators", data), ("organisationUnits", units)):
        for uid in uids:
            if each := dhis2.metadata.find(kind, uid):
                items[uid] = {"name": each["name"]}
    for period in periods:
        is_day = period.period_type == "Daily"
        items[period.iso] = {"name": period.start.isoformat() if is_day else period.iso}
    return {
        "items": items,
        "dimensions": {
            "dx": data, "pe": [period.iso for period in periods], "ou": units, "co": [],
        },
    }  # fmt: skip
