"""Lock exceptions: the expired days that DHIS2 has opened again for one org unit."""

import logging
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.errors import Dhis2AccessError, Dhis2AnswerError, Dhis2UnavailableError

_LOG = logging.getLogger(__name__)

# 2.43 gives no id of a period; both give its first day.
_FIELDS = "id,name,period[isoDate,startDate],organisationUnit[id],dataSet[id]"
_DAY_IN_NAME = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})\)$")
_NOT_TOLD = (403, 404)
"""The user has no right to them, or the server has no such list."""


class LockException(NamedTuple):
    """A day that DHIS2 takes for one org unit although it has expired, or will."""

    org_unit_uid: str
    day: date


def read_lock_exceptions(dhis2: Dhis2Client, data_set_uid: str) -> frozenset[LockException]:
    """Read the lock exceptions of a daily data set; none where DHIS2 does not tell them.

    Raises:
        Dhis2AccessError: DHIS2 refuses the user.
        Dhis2UnavailableError: DHIS2 does not answer.
    """
    try:
        found = dhis2.get(
            "lockExceptions",
            fields=_FIELDS,
            filter=f"dataSet.id:eq:{data_set_uid}",
            paging="false",
        )
    except (Dhis2AccessError, Dhis2AnswerError, Dhis2UnavailableError) as error:
        if error.message.values.get("status") not in _NOT_TOLD:
            raise
        _LOG.warning(
            "DHIS2 does not tell its lock exceptions (status %s): a day that it has opened again "
            "for one facility stays on hold.",
            error.message.values["status"],
        )
        return frozenset()
    listed = found.get("lockExceptions")
    entries = listed if isinstance(listed, list) else []
    return frozenset(
        LockException(org_unit, day)
        for entry in entries
        if isinstance(entry, dict)
        and (entry.get("dataSet") or {}).get("id", data_set_uid) == data_set_uid
        and (org_unit := str((entry.get("organisationUnit") or {}).get("id") or ""))
        and (day := _day(entry)) is not None
    )


def _day(entry: Mapping[str, Any]) -> date | None:
    """Read the day by its first instant, else by the name; None: it has none."""
    start = str((entry.get("period") or {}).get("startDate") or "")[:10]
    in_name = _DAY_IN_NAME.search(str(entry.get("name") or ""))
    for text in (start, "-".join(in_name.groups()) if in_name else ""):
        try:
            return date.fromisoformat(text)
        except ValueError:
            continue
    return None
