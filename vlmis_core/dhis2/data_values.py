"""Send data values to DHIS2, delete some, and read back what it holds."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.identifiers import ValueName, period_of
from vlmis_core.dhis2.import_summary import Answer
from vlmis_core.errors import Dhis2AnswerError
from vlmis_core.messages import message

# The old importer stores nonsense without these; the new one is always as strict.
_PARAMS = {
    "importStrategy": "CREATE_AND_UPDATE",
    "strictDataElements": "true",
    "strictPeriods": "true",
    "strictOrganisationUnits": "true",
    "strictCategoryOptionCombos": "true",
    "requireCategoryOptionCombo": "true",
}


StoredValue = Mapping[str, Any]
"""A value as DHIS2 writes it: ``value`` (text), ``storedBy``, ``lastUpdated``. Millions are read:
none is converted."""


def send_values(
    dhis2: Dhis2Client, compressed_body: bytes, *, request_id: str, dry_run: bool = False
) -> Answer:
    """Post one gzipped body of values; with ``dry_run`` DHIS2 checks it and stores nothing."""
    params = _PARAMS | ({"dryRun": "true"} if dry_run else {})
    return dhis2.post(
        "dataValueSets", compressed_body, request_id=request_id, params=params, is_gzip=True
    )


def delete_values(dhis2: Dhis2Client, compressed_body: bytes, *, request_id: str) -> Answer:
    """Ask DHIS2 to delete exactly the values that one gzipped body names.

    Not strict: where the old importer is lenient, old values go although their org unit is no
    longer assigned; nothing can be stored by this.
    """
    params = {"importStrategy": "DELETE"}
    return dhis2.post(
        "dataValueSets", compressed_body, request_id=request_id, params=params, is_gzip=True
    )


def read_values(
    dhis2: Dhis2Client,
    data_set_uid: str,
    day: date,
    org_unit_uid: str,
    *,
    with_children: bool = True,
) -> dict[ValueName, StoredValue]:
    """Read every value of a day at an org unit (and below it), for the default attribute combo.

    Raises:
        Dhis2AnswerError: the user may not read them, or a value cannot be read.
    """
    found = dhis2.get(
        "dataValueSets",
        dataSet=data_set_uid,
        period=period_of(day),
        orgUnit=org_unit_uid,
        **({"children": "true"} if with_children else {}),
    )
    listed = _listed(dhis2, found)
    period = period_of(day)
    # 2.43 and later write a field that all values share once, in the header; 2.42 repeats it.
    all_period, all_unit = found.get("period"), found.get("orgUnit")
    try:
        return {
            (
                value["dataElement"],
                value.get("orgUnit", all_unit),
                value["categoryOptionCombo"],
            ): value
            for value in listed
            if value.get("period", all_period) == period and not value.get("deleted")
        }
    except (AttributeError, KeyError, TypeError) as error:
        raise Dhis2AnswerError(
            message("data_value_not_readable", address=dhis2.base_url, day=day, reason=repr(error))
        ) from error


class ReadValue(NamedTuple):
    """A data value as DHIS2 has it; ``value`` None: it was deleted."""

    day: date
    org_unit_uid: str
    data_element_uid: str
    option_combo_uid: str
    value: str | None
    stored_by: str | None
    stored_at: str | None


def read_days(
    dhis2: Dhis2Client,
    data_set_uid: str,
    days: tuple[date, date],
    org_unit_uid: str,
    *,
    with_children: bool = True,
    changed_since: datetime | None = None,
) -> Iterator[ReadValue]:
    """Read the values of some days at an org unit (and below it), in one request.

    Args:
        dhis2: The server.
        data_set_uid: Whose data elements.
        days: The first and the last day.
        org_unit_uid: Where.
        with_children: Also below it.
        changed_since: Only what was entered, changed or deleted since then, by the local clock of
            the server (without a zone). What a merge of org units moved is not among it.

    Raises:
        Dhis2AnswerError: the user may not read them, or a value cannot be read.
    """
    since = (
        {"lastUpdated": f"{changed_since:%Y-%m-%dT%H:%M:%S}", "includeDeleted": "true"}
        if changed_since
        else {}
    )
    found = dhis2.get(
        "dataValueSets",
        dataSet=data_set_uid,
        startDate=days[0].isoformat(),
        endDate=days[1].isoformat(),
        orgUnit=org_unit_uid,
        **({"children": "true"} if with_children else {}),
        **since,
    )
    all_period, all_unit = found.get("period"), found.get("orgUnit")
    day_of: dict[str, date] = {}
    for value in _listed(dhis2, found):
        try:
            period = value.get("period", all_period)
            if period not in day_of:
                day_of[period] = date.fromisoformat(period)
            yield ReadValue(
                day_of[period],
                value.get("orgUnit", all_unit),
                value["dataElement"],
                value["categoryOptionCombo"],
                None if value.get("deleted") else str(value["value"]),
                value.get("storedBy"),
                value.get("lastUpdated"),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise Dhis2AnswerError(
                message(
                    "data_value_not_readable",
                    address=dhis2.base_url,
                    day=days[0],
                    reason=repr(error),
                )
            ) from error


def _listed(dhis2: Dhis2Client, found: Mapping[str, Any]) -> list[Any]:
    listed = found.get("dataValues", [])
    if not isinstance(listed, list):
        raise Dhis2AnswerError(
            message("answer_has_no_list", address=dhis2.base_url, what="dataValues")
        )
    return listed
