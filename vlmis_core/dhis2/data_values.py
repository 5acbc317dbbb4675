"""Send data values to DHIS2, delete some, and read back what it holds."""

from collections.abc import Mapping
from datetime import date
from typing import Any

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
    listed = found.get("dataValues", [])
    if not isinstance(listed, list):
        raise Dhis2AnswerError(
            message("answer_has_no_list", address=dhis2.base_url, what="dataValues")
        )
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
