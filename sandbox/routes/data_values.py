"""Posting and reading data values."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from sandbox import org_units, sharing
from sandbox.answers import (
    NO_CACHE,
    NO_STORE,
    RefusedRequestError,
    empty_answer,
    json_answer,
    tomcat_page,
)
from sandbox.data_values import Audit, Key, Row
from sandbox.dhis2 import Dhis2
from sandbox.import_body import UnreadableError
from sandbox.import_options import BadParameterError, ImportOptions
from sandbox.import_summary import http_status, web_message
from sandbox.periods import Period, parse_period
from sandbox.routes.context import demand, dhis2_of, user_of
from sandbox.schema import DEFAULT_OPTION_COMBO

router = APIRouter(prefix="/api")

_UNITS_OF_DURATION = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


@router.post("/dataValueSets")
async def post_data_value_set(request: Request) -> Response:
    """Import a data value set."""
    dhis2, user = dhis2_of(request), user_of(request)
    demand(user, "F_DATAVALUE_ADD")
    _check_content_type(request)
    is_old = dhis2.is_old_importer
    try:
        options = ImportOptions.read(request.query_params, with_atomic=not is_old)
        summary, count = dhis2.import_data_value_set(
            await request.body(), options, user, request.scope.get("sandbox.fault")
        )
    except BadParameterError as error:
        raise RefusedRequestError(400, str(error)) from error
    except UnreadableError as error:
        raise RefusedRequestError(error.status, error.message) from error
    request.scope["sandbox.record"].values = count
    if "text/html" in request.headers.get("accept", ""):
        return tomcat_page(406, "Not Acceptable")  # After the import: the values are stored.
    status = http_status(summary, is_old_importer=is_old)
    body = web_message(summary, options, is_old_importer=is_old)
    return json_answer(body, status, NO_CACHE if status == HTTPStatus.CONFLICT else None)


@router.get("/dataValueSets")
async def read_data_value_set(request: Request) -> Response:
    """Read stored values back, in the layout of the version."""
    dhis2 = dhis2_of(request)
    question = _Question(request)
    question.check()
    if not question.is_allowed():
        return empty_answer(headers={"content-type": "application/json;charset=UTF-8", **NO_STORE})
    layout = _layout_242 if dhis2.is_old_importer else _layout_243
    return json_answer(layout(question), headers=NO_STORE)


@router.get("/dataValues")
async def read_one_value(request: Request) -> Response:
    """Return one value as a list of one text."""
    dhis2, query = dhis2_of(request), request.query_params
    row = dhis2.store.get(*_key_of(request))
    if row is None or row.is_deleted:
        if dhis2.is_old_importer:
            raise RefusedRequestError(409, "Data value does not exist")
        raise RefusedRequestError(404, "Data value does not exist", "E1005")
    assert query
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


class _Question:
    """What a read-back asks for."""

    def __init__(self, request: Request) -> None:
        query = request.query_params
        self.dhis2 = dhis2_of(request)
        self.user = user_of(request)
        self.data_sets = query.getlist("dataSet")
        self.org_units = query.getlist("orgUnit")
        self.periods = query.getlist("period")
        self.start, self.end = query.get("startDate"), query.get("endDate")
        self.with_children = query.get("children") == "true"
        self.with_deleted = query.get("includeDeleted") == "true"
        self.since = _since(query.get("lastUpdatedDuration"), self.dhis2)
        self._last_updated = query.get("lastUpdated")
        if self._last_updated:
            self.since = datetime.fromisoformat(self._last_updated).replace(tzinfo=UTC)

    def check(self) -> None:
        """Refuse a question that lacks a part.

        Raises:
            RefusedRequestError: with DHIS2's sentence.
        """
        known = self.dhis2.metadata.of("dataSets")
        sets = [uid for uid in self.data_sets if uid in known or not self.dhis2.is_old_importer]
        if not sets:
            message = "At least one data element, data set or data element group must be specified"
            raise RefusedRequestError(409, message, "E2001")
        if not (self.periods or self.start or self.since):
            message = "At least one period, start/end dates, last updated or last updated duration"
            raise RefusedRequestError(409, f"{message} must be specified", "E2002")
        if not self.org_units:
            message = "At least one organisation unit or organisation unit group must be specified"
            raise RefusedRequestError(409, message, "E2006")

    def is_allowed(self) -> bool:
        """Tell whether the user may read; the new version refuses by itself.

        Raises:
            RefusedRequestError: on 2.43, naming what may not be read.
        """
        metadata, user = self.dhis2.metadata, self.user
        sets = [metadata.find("dataSets", uid) for uid in self.data_sets]
        unreadable = [
            each["id"] for each in sets if each and not sharing.may(user, each, sharing.DATA_READ)
        ]
        outside = [] if user.is_superuser else [
            uid for uid in self.org_units
            if not org_units.is_within(metadata, uid, user.view_org_units)
        ]  # fmt: skip
        if self.dhis2.is_old_importer:
            return not (unreadable or outside)
        if unreadable:
            message = f"User is not allowed to read data for data set(s): `{_listed(unreadable)}`"
            raise RefusedRequestError(409, message, "E2010")
        if outside:
            message = f"User is not allowed to view org unit(s): `{_listed(outside)}`"
            raise RefusedRequestError(409, message, "E2012")
        return True

    def rows(self) -> Iterable[tuple[Key, Row]]:
        """Yield the rows that are asked for."""
        store, metadata = self.dhis2.store, self.dhis2.metadata
        elements = {
            link["dataElement"]["id"]
            for uid in self.data_sets
            for link in (metadata.find("dataSets", uid) or {}).get("dataSetElements", [])
        }
        units = set(self.org_units)
        if self.with_children:
            units = {u for root in self.org_units for u in org_units.subtree(metadata, root)}
        for period in self._asked_periods():
            for unit in [each for each in store.org_units(period) if each in units]:
                for cell, row in store.block(period, unit).items():
                    if cell[0] not in elements or (row.is_deleted and not self.with_deleted):
                        continue
                    if self.since is None or row.updated_at >= self.since:
                        yield Key(period, unit, cell), row

    def _asked_periods(self) -> list[str]:
        if self.periods:
            read = [parse_period(text) for text in self.periods]
            return [each.iso for each in read if each]
        stored = [p for p in map(parse_period, self.dhis2.store.stored_periods()) if p]
        return [each.iso for each in stored if self._is_between(each)]

    def _is_between(self, period: Period) -> bool:
        start, end = period.start.isoformat(), period.end.isoformat()
        return (self.start is None or start >= self.start) and (self.end is None or end <= self.end)


def _layout_242(question: _Question) -> dict[str, Any]:
    values = []
    for key, row in question.rows():
        element, combo, attribute = key.cell
        value = {
            "dataElement": element,
            "period": key.period,
            "orgUnit": key.org_unit,
            "categoryOptionCombo": combo,
            "attributeOptionCombo": attribute,
            "value": row.value,
            "storedBy": row.stored_by,
            "created": _stamp(row.created_at.replace(microsecond=0)),
            "lastUpdated": _stamp(row.updated_at.replace(microsecond=0)),
            "comment": row.comment,
            "followup": row.is_followed_up,
        }
        values.append(value | ({"deleted": True} if row.is_deleted else {}))
    header: dict[str, Any] = {}
    if len(question.data_sets) == len(question.org_units) == len(question.periods) == 1:
        header = {
            "dataSet": question.data_sets[0],
            "completeDate": None,
            "period": question.periods[0],
            "orgUnit": question.org_units[0],
        }
    return header | {"dataValues": values}


def _layout_243(question: _Question) -> dict[str, Any]:
    header: dict[str, Any] = {}
    if len(question.data_sets) == 1:
        header["dataSet"] = question.data_sets[0]
    is_one_period = len(question.periods) == 1
    is_one_unit = len(question.org_units) == 1 and not question.with_children
    header |= {"period": question.periods[0]} if is_one_period else {}
    header |= {"orgUnit": question.org_units[0]} if is_one_unit else {}
    values = []
    for key, row in question.rows():
        element, combo, attribute = key.cell
        value: dict[str, Any] = {"dataElement": element}
        value |= {} if is_one_period else {"period": key.period}
        value |= {} if is_one_unit else {"orgUnit": key.org_unit}
        value |= {"categoryOptionCombo": combo, "attributeOptionCombo": attribute}
        value |= {} if row.value is None else {"value": row.value}
        value |= {
            "storedBy": row.stored_by,
            "created": _stamp(row.created_at),
            "lastUpdated": _stamp(row.updated_at),
        }
        value |= {"comment": row.comment} if row.comment else {}
        value |= {"followUp": True} if row.is_followed_up else {}
        value |= {"deleted": True} if row.is_deleted else {}
        values.append(value)
    return header | {"dataValues": values}


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


def _since(duration: str | None, dhis2: Dhis2) -> datetime | None:
    if not duration:
        return None
    unit = _UNITS_OF_DURATION[duration[-1]]
    return dhis2.clock.now() - timedelta(**{unit: int(duration[:-1])})


def _stamp(instant: datetime) -> str:
    return instant.replace(tzinfo=None).isoformat(timespec="milliseconds") + "+0000"


def _listed(uids: list[str]) -> str:
    return json.dumps(sorted(uids)).replace('"', "")
