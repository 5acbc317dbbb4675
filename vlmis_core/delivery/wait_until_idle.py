"""After a time-out, wait until DHIS2 has imported what it was sent. docs/adr/0011."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from vlmis_core.delivery.model.data_values import Record
from vlmis_core.delivery.model.payload import PayloadBuilder, Target
from vlmis_core.delivery.model.read_back import differences
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.data_values import StoredValue, read_values
from vlmis_core.dhis2.identifiers import ValueName
from vlmis_core.errors import Dhis2AnswerError, Dhis2UnavailableError

_LOG = logging.getLogger(__name__)

POLL_PAUSES_SECONDS = (5, 30, 60)
"""Before each poll. Real servers were done with 20,000 values 2 s (2.42) or 6 s (2.43) later."""
FAILED_POLLS_MAX = 2
ORG_UNITS_READ = 4
"""Of a request, first and last among them: 2.42 shows values in the order in which they came."""


@dataclass(frozen=True, slots=True)
class ServerState:
    """What DHIS2 holds of the records of a request at one moment."""

    is_complete: bool
    """Every polled value is there as sent."""
    content: Mapping[ValueName, tuple[str | None, str | None]]
    """Text and time of change of each value."""


def wait_until_idle(
    poll: Callable[[], ServerState], pause: Callable[[float], None]
) -> ServerState | None:
    """Poll the server until all values are there, or until two polls in a row find the same.

    A server continues to import when its client has gone. What is sent again meanwhile races with
    the first copy: 2.42 then fails to flush, 2.43 may answer SUCCESS and store nothing.

    Returns:
        The last state; None when it was still changing, or could not be read, at the end.

    Raises:
        Dhis2UnavailableError: DHIS2 cannot be read either: it is down, not slow.
    """
    before, failures = None, 0
    for seconds in POLL_PAUSES_SECONDS:
        pause(seconds)
        try:
            state = poll()
        except Dhis2UnavailableError:
            failures += 1
            if failures == FAILED_POLLS_MAX:
                raise
            before = None
            continue
        if state.is_complete or state == before:
            return state
        before = state
    return None


def poll_server(
    dhis2: Dhis2Client,
    builder: PayloadBuilder,
    targets: Mapping[int, Target],
    records: Sequence[Record],
) -> ServerState:
    """Read what DHIS2 holds for some org units of a request (its records sorted by org unit).

    Raises:
        Dhis2UnavailableError: it cannot be read now.
        Dhis2AccessError: DHIS2 refused the user; nothing more may be sent.
    """
    units = _spread(list(dict.fromkeys(record.org_unit_uid for record in records)))
    held: dict[ValueName, StoredValue] = {}
    for unit in units:
        held |= _read_org_unit(dhis2, builder.data_set_uid, builder.day, unit)
    polled = [record for record in records if record.org_unit_uid in units]
    names = [
        (target.data_element_uid, record.org_unit_uid, combo)
        for record in polled
        for target in (targets[record.target_id],)
        for combo in target.option_combo_uids
    ]
    content = {
        name: (held[name].get("value"), held[name].get("lastUpdated"))
        for name in names
        if name in held
    }
    is_complete = not any(
        differences(targets[record.target_id], record.org_unit_uid, record.data_values, held)
        for record in polled
    )
    _LOG.info(
        "After a time-out, %d of %d polled values are in DHIS2 (%d org units).",
        len(content),
        len(names),
        len(units),
    )
    return ServerState(is_complete, content)


def _read_org_unit(
    dhis2: Dhis2Client, data_set_uid: str, day: date, unit: str
) -> dict[ValueName, StoredValue]:
    try:
        return read_values(dhis2, data_set_uid, day, unit)
    except Dhis2AnswerError:
        return {}  # For example outside the hierarchy: the refusal of its records follows.


def _spread(units: Sequence[str]) -> list[str]:
    """Choose some units, evenly spread, with the first and the last."""
    last, parts = len(units) - 1, min(len(units), ORG_UNITS_READ) - 1
    return [units[last * part // parts] for part in range(parts + 1)] if parts else list(units)
