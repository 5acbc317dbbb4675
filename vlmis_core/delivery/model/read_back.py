"""Compare what DHIS2 holds with what was frozen, and choose how much of it to read at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from vlmis_core.delivery.model.data_values import DataValues
from vlmis_core.delivery.model.payload import Target
from vlmis_core.dhis2.categories import CATEGORIES, Category
from vlmis_core.dhis2.identifiers import ValueName

RECORDS_PER_FETCH = 4_000
"""A reading of 36,000 values is some 10 MB of JSON, and 60 MB when it is read."""
SMALLEST_FETCH_RECORDS = 500
"""A branch of smaller units is read whole, however large: a request for each takes longer."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A data value that differs in DHIS2; ``found`` is None where it holds nothing."""

    category: Category
    frozen: int
    found: str | None
    key: ValueName


def differences(
    target: Target,
    org_unit_uid: str,
    data_values: DataValues,
    held: Mapping[ValueName, Mapping[str, Any]],
) -> list[Difference]:
    """Find the data values of a record that differ in DHIS2; none: all nine are as frozen.

    Args:
        target: Where the record was sent.
        org_unit_uid: For which org unit.
        data_values: Its nine frozen data values.
        held: The values that DHIS2 holds, each with its text in ``value``.
    """
    found = []
    element = target.data_element_uid
    for position, combo in enumerate(target.option_combo_uids):
        key, frozen = (element, org_unit_uid, combo), data_values[position]
        stored = held.get(key)
        if stored is None or stored.get("value") != str(frozen):
            text = None if stored is None else str(stored.get("value"))
            found.append(Difference(CATEGORIES[position], frozen, text, key))
    return found


class FetchScope(NamedTuple):
    """What one reading covers: an org unit, alone or with everything below it."""

    org_unit_uid: str
    with_children: bool


def fetch_scopes(loads: Mapping[str, int], roots: Sequence[str]) -> list[FetchScope]:
    """What to read one after another, so that no reading is larger than it need be.

    A large unit with records of its own (the central store, say) is read alone, apart from what
    lies below it.

    Args:
        loads: Records by the path of their org unit (``/root/…/unit``).
        roots: Uids at and below which the user may read.

    Returns:
        Every path is covered by exactly one, those outside ``roots`` by none.
    """
    tops = sorted(_inside(loads, roots))
    return [part for top in tops for part in _split(top, _below(loads, top), alone=True)]


def fetch_org_units(loads: Mapping[str, int], roots: Sequence[str]) -> list[str]:
    """The same for readings that are always made with children: uids."""
    tops = sorted(_inside(loads, roots))
    found = [part for top in tops for part in _split(top, _below(loads, top), alone=False)]
    return [part.org_unit_uid for part in found]


def day_windows(
    loads: Mapping[date, int], first_day: date, last_day: date, *, records: int = RECORDS_PER_FETCH
) -> Iterator[tuple[date, date]]:
    """Cut a range of days into windows that each hold at most ``records``; usually it is one.

    With a day that holds more a window begins, in which no other such day is.

    Args:
        loads: Records by day that the answer will hold.
        first_day: The first day.
        last_day: The last day, included.
        records: The most records of a window.
    """
    begin, held = first_day, 0
    for day in sorted(loads):
        if held + loads[day] > records and begin < day <= last_day:
            yield begin, day - timedelta(days=1)
            begin, held = day, 0
        held += loads[day]
    yield begin, last_day


def _inside(loads: Mapping[str, int], roots: Sequence[str]) -> set[str]:
    """The topmost of ``roots`` on each path."""
    tops = set()
    for path in loads:
        top = next((uid for uid in path.split("/") if uid in roots), None)
        if top:
            tops.add(top)
    return tops


def _below(loads: Mapping[str, int], uid: str) -> dict[str, int]:
    return {path: records for path, records in loads.items() if uid in path.split("/")}


def _split(uid: str, loads: Mapping[str, int], *, alone: bool) -> list[FetchScope]:
    whole = [FetchScope(uid, True)]
    children, own = _by_child(uid, loads)
    if len(children) == 1 and not own:
        ((child, below),) = children.items()
        return _split(child, below, alone=alone)
    total = sum(loads.values())
    if not children or total <= RECORDS_PER_FETCH or (own and not alone):
        return whole
    if total / len(children) < SMALLEST_FETCH_RECORDS:
        return whole
    parts = [FetchScope(uid, False)] if own else []
    for child in sorted(children):
        parts += _split(child, children[child], alone=alone)
    return parts


def _by_child(uid: str, loads: Mapping[str, int]) -> tuple[dict[str, dict[str, int]], int]:
    """What lies below each child, and the records of the unit itself."""
    children: dict[str, dict[str, int]] = {}
    own = 0
    for path, records in loads.items():
        parts = path.split("/")
        following = parts[parts.index(uid) + 1 : parts.index(uid) + 2]
        if following:
            children.setdefault(following[0], {})[path] = records
        else:
            own += records
    return children, own
