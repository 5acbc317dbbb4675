"""Register a data set as complete for org units and a day, withdraw that, and read it back."""

import json
from collections.abc import Sequence
from datetime import date

from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.identifiers import period_of
from vlmis_core.dhis2.import_summary import Answer
from vlmis_core.errors import Dhis2AnswerError
from vlmis_core.messages import message

_PATH = "completeDataSetRegistrations"


def registration_body(data_set_uid: str, day: date, org_unit_uids: Sequence[str]) -> bytes:
    """The body of a request about org units that are complete, or no longer, for a day."""
    registrations = [
        {
            "dataSet": data_set_uid,
            "period": period_of(day),
            "organisationUnit": uid,
            "completed": True,
        }
        for uid in org_unit_uids
    ]
    return json.dumps({_PATH: registrations}, separators=(",", ":")).encode()


def send_registrations(
    dhis2: Dhis2Client, body: bytes, *, request_id: str, withdraws: bool
) -> Answer:
    """Register the org units of a body as complete; with ``withdraws``, remove the registrations.

    Removing goes by the same address: the right to enter values is enough for both.
    """
    params = {"importStrategy": "DELETE" if withdraws else "CREATE_AND_UPDATE"}
    return dhis2.post(_PATH, body, request_id=request_id, params=params)


def read_registrations(
    dhis2: Dhis2Client, data_set_uid: str, day: date, org_unit_uid: str
) -> set[str]:
    """Read which org units are registered as complete for a day, at an org unit and below it.

    Raises:
        Dhis2AnswerError: the user may not enter values there, or the answer cannot be read.
    """
    found = dhis2.get(
        _PATH,
        dataSet=data_set_uid,
        period=period_of(day),
        orgUnit=org_unit_uid,
        children="true",
    )
    listed = found.get(_PATH, [])
    if not isinstance(listed, list):
        raise Dhis2AnswerError(message("answer_has_no_list", address=dhis2.base_url, what=_PATH))
    try:
        return {
            entry["organisationUnit"]
            for entry in listed
            if entry["period"] == period_of(day) and entry.get("completed") is not False
        }
    except (AttributeError, KeyError, TypeError) as error:
        raise Dhis2AnswerError(
            message(
                "registration_not_readable", address=dhis2.base_url, day=day, reason=repr(error)
            )
        ) from error
