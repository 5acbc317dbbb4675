"""Lock exceptions: expired periods that an administrator opens again for one org unit."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.stand_in.fields import Field
from sandbox.stand_in.periods import Period
from sandbox.stand_in.schema import MetaObject


@dataclass(frozen=True, slots=True)
class LockException:
    """One org unit and period of a data set; names as they were when it was made."""

    number: int
    created: str
    data_set: str
    data_set_name: str
    org_unit: str
    org_unit_name: str
    period: Period


class LockExceptions:
    """All lock exceptions of a server."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], LockException] = {}
        self.next_number = 1_000

    def add(self, exception: LockException) -> None:
        """Open a period again."""
        self._kept[exception.data_set, exception.org_unit, exception.period.iso] = exception
        self.next_number += 1

    def remove(self, data_set: str, org_unit: str, period: str) -> bool:
        """Close a period again; returns whether it was open."""
        return self._kept.pop((data_set, org_unit, period), None) is not None

    def has(self, data_set: str, org_unit: str, period: str) -> bool:
        """Tell whether a period is open again for an org unit."""
        return (data_set, org_unit, period) in self._kept

    def __iter__(self) -> Iterator[LockException]:
        return iter(self._kept.values())


def described(exception: LockException, *, is_old: bool, org_unit: bool = True) -> MetaObject:
    """Return a lock exception as the API shows it: whole, or without its org unit (a combination).

    2.42 gives the period as an object with an identifier, 2.43 by its dates only.
    """
    period, shown_period = exception.period, exception.period.iso
    if is_old:
        shown_period = period.start.isoformat() if period.start == period.end else period.iso
    of = f"{exception.org_unit_name}, {shown_period}" if org_unit else shown_period
    shown: MetaObject = {
        "name": f"{exception.data_set_name} ({of})",
        "id": str(exception.number) if org_unit else "0",
        "period": _period_242(period, shown_period) if is_old else _period_243(period),
        "dataSet": {"id": exception.data_set},
    }
    if org_unit:
        shown |= {"created": exception.created, "organisationUnit": {"id": exception.org_unit}}
    return shown


def project(shown: MetaObject, fields: Iterable[Field]) -> MetaObject:
    """Return the asked properties; a period that is asked for whole is an identifier on 2.42."""
    asked = {field.name: field for field in fields}
    names = shown if "*" in asked or ":all" in asked else [n for n in shown if n in asked]
    found: MetaObject = {}
    for name in names:
        value, below = shown[name], asked[name].below if name in asked else ()
        if isinstance(value, dict):
            kept = {each.name for each in below} or ({"id"} if "id" in value else set(value))
            value = {n: v for n, v in value.items() if n in kept or "*" in kept}
        found[name] = value
    return found


def _period_243(period: Period) -> MetaObject:
    return {
        "periodType": period.period_type,
        "startDate": f"{period.start}T00:00:00.000",
        "endDate": f"{period.end}T00:00:00.000",
    }


def _period_242(period: Period, name: str) -> MetaObject:
    empty: dict[str, Any] = {"attributeValues": [], "favorites": [], "translations": []}
    may = dict.fromkeys(("read", "update", "delete", "write", "manage"), True)
    return {
        **_period_243(period),
        **dict.fromkeys(
            ("id", "code", "displayShortName", "dimensionItem", "shortName"), period.iso
        ),
        **dict.fromkeys(("name", "displayName", "displayFormName"), name),
        **empty,
        "legendSets": [],
        "favorite": False,
        "dimensionItemType": "PERIOD",
        "access": {**may, "externalize": False},
        "sharing": {"userGroups": {}, "external": False, "users": {}},
    }
