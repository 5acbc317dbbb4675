"""Ask the analytics of DHIS2 for values, in requests that it answers whole."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.errors import Dhis2AnswerError
from vlmis_core.messages import message

CELLS_PER_REQUEST = 40_000
"""DHIS2 refuses a query of more than 50,000 values unless it is set up otherwise."""
ITEMS_PER_REQUEST = 50
"""An address has at most 8 KB."""

Cell = tuple[str, str, str]
"""Item, org unit, period."""


def read_analytics(
    dhis2: Dhis2Client, items: Sequence[str], level: int, periods: Sequence[str], *, units: int
) -> dict[Cell, float]:
    """Read the values of some items at a level of org units; what DHIS2 has not is absent.

    Args:
        dhis2: The server.
        items: Uids of indicators.
        level: Depth in the tree of org units; 1 is the root.
        periods: Periods as DHIS2 names them.
        units: How many org units the level has, by which the requests are bounded.

    Raises:
        Dhis2AnswerError: analytics tables were never generated, or the user may not read.
    """
    found: dict[Cell, float] = {}
    for some, during in _portions(items, periods, max(units, 1)):
        dimensions = f"dx:{';'.join(some)}", f"ou:LEVEL-{level}", f"pe:{';'.join(during)}"
        answer = dhis2.get("analytics", dimension=dimensions, skipMeta="true", skipRounding="true")
        found |= _cells(dhis2, answer)
    return found


def read_generated_at(dhis2: Dhis2Client) -> datetime | None:
    """Read when the analytics tables were last generated; None: never, or it is not told."""
    fields = "lastAnalyticsTableSuccess,serverTimeZoneId"
    found = dhis2.get("system/info", fields=fields)
    text = found.get("lastAnalyticsTableSuccess")
    if not isinstance(text, str):
        return None
    at = datetime.fromisoformat(text)
    zone = ZoneInfo(str(found.get("serverTimeZoneId") or "UTC"))
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _portions(
    items: Sequence[str], periods: Sequence[str], units: int
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    during = max(1, min(len(periods), CELLS_PER_REQUEST // units, ITEMS_PER_REQUEST))
    some = max(1, min(ITEMS_PER_REQUEST, CELLS_PER_REQUEST // (units * during)))
    for first_period in range(0, len(periods), during):
        for first_item in range(0, len(items), some):
            yield (
                items[first_item : first_item + some],
                periods[first_period : first_period + during],
            )


def _cells(dhis2: Dhis2Client, answer: Mapping[str, Any]) -> dict[Cell, float]:
    try:
        names = [header["name"] for header in answer["headers"]]
        places = [names.index(name) for name in ("dx", "ou", "pe", "value")]
        return {
            (row[places[0]], row[places[1]], row[places[2]]): float(row[places[3]])
            for row in answer["rows"]
        }
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise Dhis2AnswerError(
            message("analytics_not_readable", address=dhis2.base_url, reason=repr(error))
        ) from error
