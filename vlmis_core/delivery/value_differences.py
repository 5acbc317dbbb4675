"""What DHIS2 holds of a data value otherwise since it was posted, as messages."""

from collections.abc import Iterator

from vlmis_core.delivery.value_trace import ValueTrace
from vlmis_core.messages import Given, Message, message


def differing_since(trace: ValueTrace, command: str) -> Iterator[Message]:
    """Tell the last that was seen of a posted value and still calls for an act.

    Args:
        trace: The data value.
        command: What sends the frozen data values again.
    """
    for last in [each for each in trace.differences if each.is_open][-1:]:
        known: dict[str, Given] = {"category": last.category, "frozen": last.frozen_value}
        if last.kind == "foreign":
            yield message(
                "value_is_at_another_org_unit", category=last.category, org_unit=last.org_unit_name
            )
        elif last.found_value is None:
            yield message("posted_value_is_missing", **known, command=command)
        else:
            yield message(
                "posted_value_was_changed",
                **known,
                command=command,
                found=last.found_value,
                person=last.stored_by,
                stored_at=last.stored_at or "",
            )
