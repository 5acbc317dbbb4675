"""Read what a set-up finds in DHIS2, with the rights of its reader, and write what is missing."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from vlmis_core.dhis2.analytics_settings import OUTPUT_PERIOD_TYPES, SHOWS_ZEROS
from vlmis_core.dhis2.client import Dhis2Client, new_request_id
from vlmis_core.dhis2.identifiers import is_uid, uid_of
from vlmis_core.dhis2.import_summary import Answer
from vlmis_core.dhis2_setup.model import dashboard as dashboard
from vlmis_core.dhis2_setup.model.content import (
    SERVICE_CODE,
    SERVICE_ROLE_NAME,
    STOCK_CODE,
    MetaObject,
    SetupNeeds,
    element_uid,
)
from vlmis_core.dhis2_setup.model.indicators import (
    STOCK_INDICATORS,
    indicator_code,
    indicator_uid,
)
from vlmis_core.dhis2_setup.model.plan import Found
from vlmis_core.errors import (
    Dhis2AccessError,
    Dhis2AnswerError,
    Dhis2UnavailableError,
    PermanentError,
)
from vlmis_core.messages import message

_NAMES_PER_REQUEST = 50  # Tomcat takes 8 KB of address; a code may have 50 characters.
_SEPARATORS = set(",[]")  # No filter of DHIS2 can name a code that has one.
_COMBOS = "categoryOptionCombos[id,categoryOptions[id,code]]"
_SHOWN = "dataDimensionItems[indicator[id],reportingRate[dataSet[id]]]"
_FIELDS = {
    "categoryOptions": "id,code,name,sharing",
    "categories": "id,code,name,categoryOptions[id]",
    "categoryCombos": f"id,code,name,categories[id],{_COMBOS}",
    "dataElements": "id,code,name,domainType,valueType,aggregationType,zeroIsSignificant,"
    f"categoryCombo[id,{_COMBOS}]",
    "dataSets": "id,code,name,periodType,openFuturePeriods,expiryDays,dataInputPeriods[period[id]],"
    "categoryCombo[id,name],dataSetElements[dataElement[id]],organisationUnits~pluck,sharing",
    "userRoles": "id,name,authorities",
    "userGroups": "id,code,name,users[id]",
    "users": "id,username,disabled,organisationUnits[id],dataViewOrganisationUnits[id],"
    "userRoles[id,authorities]",
    "indicatorTypes": "id,name,factor,number",
    "indicators": "id,code,name,numerator,denominator",
    "legendSets": "id,code,name",
    "visualizations": f"id,code,name,{_SHOWN}",
    "maps": f"id,code,name,mapViews[{_SHOWN}]",
    "dashboards": "id,code,name,dashboardItems[visualization[id],map[id]]",
}


def read_found(dhis2: Dhis2Client, needs: SetupNeeds, *, sees_people: bool) -> Found:
    """Read every object that the needs name, by code (or username, or role name) and by uid.

    Args:
        dhis2: As whoever prepares the set-up; what this user may not see, looks missing.
        needs: What this installation asks of DHIS2.
        sees_people: Whether the user may list users; otherwise they are left out, not asked for.
    """
    products = needs.products
    group = uid_of("userGroup", SERVICE_CODE)
    stock = {
        kind: _by_name(dhis2, plural, "code", [STOCK_CODE], [uid_of(kind, STOCK_CODE)])
        for kind, plural in (("category", "categories"), ("categoryCombo", "categoryCombos"))
    }
    data_set = [needs.data_set]
    is_data_set_uid = is_uid(needs.data_set)
    found = {
        "categoryOptions": _by_name(dhis2, "categoryOptions", "code", needs.category_codes, []),
        "categories": stock["category"],
        "categoryCombos": stock["categoryCombo"],
        "dataElements": _by_name(
            dhis2,
            "dataElements",
            "code",
            [product.code for product in products],
            [product.hmis_code or element_uid(product.code) for product in products],
        ),
        "dataSets": _by_name(
            dhis2,
            "dataSets",
            "code",
            [] if is_data_set_uid else data_set,
            data_set if is_data_set_uid else [uid_of("dataSet", needs.data_set)],
        ),
        "userGroups": _by_name(dhis2, "userGroups", "code", [SERVICE_CODE], [group]),
        "indicatorTypes": _listed(dhis2, "indicatorTypes"),
        "indicators": _by_name(
            dhis2,
            "indicators",
            "code",
            [indicator_code(p.code, row) for p in products for row in STOCK_INDICATORS],
            [indicator_uid(p.code, row) for p in products for row in STOCK_INDICATORS],
        ),
    }
    for kind, objects in _of_dashboard().items():
        codes = [each["code"] for each in objects]
        found[kind] = _by_name(dhis2, kind, "code", codes, [each["id"] for each in objects])
    if sees_people:
        role, user = uid_of("userRole", SERVICE_CODE), uid_of("user", needs.service_user)
        found["userRoles"] = _by_name(dhis2, "userRoles", "name", [SERVICE_ROLE_NAME], [role])
        found["users"] = _by_name(dhis2, "users", "username", [needs.service_user], [user])
    return found


def _of_dashboard() -> dict[str, list[MetaObject]]:
    """What belongs to the dashboard, whatever it shows: for its codes and uids."""
    return {
        "legendSets": [dashboard.legend_set(row) for row in dashboard.LEGEND_SETS],
        "visualizations": [dashboard.visualization(row, [], "") for row in dashboard.CHARTS],
        "maps": [dashboard.stock_out_map([])],
        "dashboards": [dashboard.dashboard([], "")],
    }


def import_metadata(dhis2: Dhis2Client, payload: Mapping[str, Sequence[MetaObject]]) -> None:
    """Create the objects of a payload, all or none; what exists already is refused, never changed.

    Raises:
        Dhis2AnswerError: DHIS2 refused the payload, with every reason that it gives.
        Dhis2UnavailableError: no answer that can be read; what was made is seen at the next try.
    """
    answer = _post(dhis2, "metadata", payload, importStrategy="CREATE")
    _require_accepted(f"{dhis2.base_url}/api/metadata", answer)


def create_object(dhis2: Dhis2Client, kind: str, content: MetaObject) -> None:
    """Create one object at the address of its type; raises what ``import_metadata`` raises."""
    _require_accepted(f"{dhis2.base_url}/api/{kind}", _post(dhis2, kind, content))


def generate_option_combos(dhis2: Dhis2Client, combo_uid: str) -> None:
    """Let DHIS2 generate what a category combo lacks; those that are there keep their uids."""
    path = f"maintenance/categoryOptionComboUpdate/categoryCombo/{combo_uid}"
    _require_accepted(f"{dhis2.base_url}/api/{path}", _post(dhis2, path))


def assign_org_units(dhis2: Dhis2Client, data_set_uid: str, org_units: Sequence[str]) -> None:
    """Add org units to a data set in one request; those assigned already stay so."""
    path, body = assignment_request(data_set_uid, org_units)
    _require_accepted(f"{dhis2.base_url}/api/{path}", _post(dhis2, path, body))


def assignment_request(data_set_uid: str, org_units: Sequence[str]) -> tuple[str, MetaObject]:
    """The address below ``/api`` and the body that assign a data set to org units."""
    return (
        f"dataSets/{data_set_uid}/organisationUnits",
        {"additions": [{"id": uid} for uid in org_units]},
    )


def include_zeros(dhis2: Dhis2Client) -> None:
    """Switch on that analytics have zeros, for all data of the server."""
    path = f"systemSettings/{SHOWS_ZEROS}"
    _require_accepted(f"{dhis2.base_url}/api/{path}", _post(dhis2, path, value="true"))


def set_output_period_types(dhis2: Dhis2Client, names: Sequence[str]) -> None:
    """Set the output period types: DHIS2 replaces what it had, so that all have to be named."""
    answer = _post(dhis2, OUTPUT_PERIOD_TYPES, [{"name": name} for name in names])
    if answer.status != 204:
        _require_accepted(f"{dhis2.base_url}/api/{OUTPUT_PERIOD_TYPES}", answer)


def read_indicators(
    dhis2: Dhis2Client, codes: Sequence[str], uids: Sequence[str]
) -> list[MetaObject]:
    """Read indicators by code or uid, with their expressions."""
    return _by_name(dhis2, "indicators", "code", codes, uids)


def read_aggregation_type(dhis2: Dhis2Client, element_uid: str) -> str | None:
    """Read how DHIS2 adds up a data element; None: it has no such element."""
    found = _listed(dhis2, "dataElements", f"id:in:[{element_uid}]")
    return str(found[0].get("aggregationType")) if found else None


def _by_name(
    dhis2: Dhis2Client, kind: str, attribute: str, names: Sequence[str], uids: Sequence[str]
) -> list[MetaObject]:
    for name in names:
        if _SEPARATORS & set(name):
            raise PermanentError(message("code_cannot_be_searched", code=name))
    return _merged(
        *(
            _listed(dhis2, kind, f"{by}:in:[{','.join(some)}]")
            for by, wanted in ((attribute, names), ("id", uids))
            for some in _portions(wanted)
        )
    )


def _listed(dhis2: Dhis2Client, kind: str, text: str | None = None) -> list[MetaObject]:
    chosen = {"filter": text} if text else {}
    found = dhis2.get(kind, fields=_FIELDS[kind], paging="false", **chosen).get(kind)
    if not isinstance(found, list):
        raise Dhis2AnswerError(message("dhis2_lists_nothing", address=dhis2.base_url, kind=kind))
    return found


def _merged(*lists: Iterable[MetaObject]) -> list[MetaObject]:
    return list({each["id"]: each for some in lists for each in some}.values())


def _portions(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), _NAMES_PER_REQUEST):
        yield names[start : start + _NAMES_PER_REQUEST]


def _post(dhis2: Dhis2Client, path: str, content: Any = None, **params: str) -> Answer:
    body = b"" if content is None else json.dumps(content).encode("ascii")
    return dhis2.post(path, body, request_id=new_request_id(), params=params)


def _require_accepted(address: str, answer: Answer) -> None:
    try:
        body = json.loads(answer.body) if answer.status is not None else None
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict) or (answer.status or 500) >= 500 or answer.problem:
        raise Dhis2UnavailableError(
            message(
                "dhis2_change_is_unknown",
                address=address,
                answer=answer.problem or f"HTTP {answer.status}",
            )
        )
    if answer.status not in (200, 201) or body.get("status") != "OK":
        known = {"address": address, "http_status": answer.status}
        if reasons := list(_reasons(body)):
            raise Dhis2AnswerError(message("dhis2_refused_change", **known, reasons=reasons))
        raise Dhis2AnswerError(message("dhis2_refused_change_without_reason", **known))


def _reasons(body: Mapping[str, Any]) -> Iterator[str]:
    """Every error of an import report with its object, else the message of the answer."""
    reports = [
        (report.get("klass", "").rsplit(".", 1)[-1], report.get("uid", ""), error.get("message"))
        for kind in (body.get("response") or {}).get("typeReports") or []
        for report in kind.get("objectReports") or []
        for error in report.get("errorReports") or []
    ]
    for kind, uid, reason in reports:
        yield f"{kind} {uid}: {reason}"
    if not reports and body.get("message"):
        yield str(body["message"])


def read_token_ends(dhis2: Dhis2Client) -> list[datetime]:
    """When the user's tokens expire, soonest first; which of them is in use is not told."""
    try:
        found = dhis2.get("apiTokens", fields="*").get("apiToken")
    except (Dhis2AccessError, Dhis2AnswerError):
        return []
    listed = found if isinstance(found, list) else []
    return sorted(
        datetime.fromtimestamp(token["expire"] / 1000, UTC)
        for token in listed
        if isinstance(token.get("expire"), int)
    )
