"""Compare what DHIS2 holds with what was frozen, and choose how much of it to read at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vlmis_core.reporting.data_values import CATEGORIES, Category, Figures
from vlmis_core.reporting.payload import Target
from vlmis_core.reporting.sent_values import ValueName

RECORDS_PER_READING = 10_000
"""A reading of 90,000 values is some 20 MB of JSON."""
SMALLEST_READING_RECORDS = 500
"""A branch of smaller units is read whole, however large: a request for each takes longer."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that DHIS2 holds otherwise; ``found`` is None where it holds nothing."""

    category: Category
    frozen: int
    found: str | None
    key: ValueName


def differences(
    target: Target,
    org_unit_uid: str,
    figures: Figures,
    held: Mapping[ValueName, Mapping[str, Any]],
) -> list[Difference]:
    """The figures of a record that DHIS2 does not hold exactly as frozen; none: all nine are equal.

    Args:
        target: Where the record was sent.
        org_unit_uid: For which org unit.
        figures: Its nine frozen figures.
        held: The values that DHIS2 holds, each with its text in ``value``.
    """
    found = []
    element = target.data_element_uid
    for position, combo in enumerate(target.option_combo_uids):
        key, figure = (element, org_unit_uid, combo), figures[position]
        stored = held.get(key)
        if stored is None or stored.get("value") != str(figure):
            text = None if stored is None else str(stored.get("value"))
            found.append(Difference(CATEGORIES[position], figure, text, key))
    return found


def reading_units(loads: Mapping[str, int], roots: Sequence[str]) -> list[str]:
    """Org units at which to read with children, so that no reading is larger than it need be.

    Args:
        loads: Records by the path of their org unit (``/root/…/unit``).
        roots: Uids at and below which the user may read.

    Returns:
        Uids; every path lies below exactly one of them, those outside ``roots`` below none.
    """
    return [
        uid for root in sorted(_inside(loads, roots)) for uid in _split(root, _below(loads, root))
    ]


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


def _split(uid: str, loads: Mapping[str, int]) -> list[str]:
    children: dict[str, dict[str, int]] = {}
    for path, records in loads.items():
        parts = path.split("/")
        following = parts[parts.index(uid) + 1 : parts.index(uid) + 2]
        if not following:
            # Records of the unit itself can only be read together with its children's.
            return [uid]
        children.setdefault(following[0], {})[path] = records
    if len(children) == 1:
        ((child, below),) = children.items()
        return _split(child, below)
    total = sum(loads.values())
    if total <= RECORDS_PER_READING or total / len(children) < SMALLEST_READING_RECORDS:
        return [uid]
    return [unit for child in sorted(children) for unit in _split(child, children[child])]
