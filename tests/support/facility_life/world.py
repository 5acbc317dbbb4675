"""The org units of DHIS2 as administrators leave them, in plain Python, and for the stand-in.

A facility is a place in the real world, known by its number. It has one org unit at a time, and may
get another one when the first was removed or merged away.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox.stand_in import edits
from sandbox.stand_in.dhis2 import Dhis2
from sandbox.stand_in.schema import MetaObject
from tests.support.season.country import DATA_SET, ROOT

REGIONS = ("OuRegion000", "OuRegion001")
ODD_DAY = "20211-03-01"
"""A slip of the keyboard that DHIS2 takes."""


@dataclass(frozen=True)
class Unit:
    """An org unit; ``parent`` None: a root."""

    uid: str
    name: str
    code: str | None
    parent: str | None
    opening: str = "2000-01-01"
    is_assigned: bool = True
    """To the data set of the push."""


@dataclass(frozen=True)
class Change:
    """Something that administrators do to DHIS2 in a day.

    ``units`` come into being or change; ``removed`` ones are deleted; ``merged`` ones first give
    their values to ``target``, unless these are ``discarded``.
    """

    kind: str
    units: tuple[Unit, ...] = ()
    removed: tuple[str, ...] = ()
    target: str | None = None
    is_discarded: bool = False


@dataclass
class World:
    """All org units, by uid."""

    units: dict[str, Unit] = field(default_factory=dict)

    def apply(self, change: Change) -> None:
        """Make a change."""
        for uid in change.removed:
            del self.units[uid]
        for unit in change.units:
            self.units[unit.uid] = unit

    def usable(self) -> set[str]:
        """The org units that a tree can be made of: without an odd date, below the root."""
        return {uid for uid in self.units if self._is_usable(uid)}

    def _is_usable(self, uid: str) -> bool:
        above = list(self._way_up(uid))
        return above[-1] == ROOT and all(self.units[each].opening != ODD_DAY for each in above)

    def _way_up(self, uid: str) -> Iterator[str]:
        """Yield the org unit and those above it, as far as they are there and no circle."""
        seen: set[str] = set()
        while uid in self.units and uid not in seen:
            yield uid
            seen.add(uid)
            uid = self.units[uid].parent or ""
        if uid:
            yield ""


def first_world(facilities: int) -> World:
    """The root, two regions, and the facilities below them, half of them in each."""
    units = [Unit(ROOT, "Country", ROOT, None, is_assigned=False)]
    units += [Unit(uid, uid, uid, ROOT, is_assigned=False) for uid in REGIONS]
    units += [
        Unit(unit_uid(number), f"Facility {number}", f"F{number:02d}", REGIONS[number % 2])
        for number in range(facilities)
    ]
    return World({unit.uid: unit for unit in units})


def unit_uid(facility: int, number: int = 0) -> str:
    """The uid of a facility's first org unit, or of a later one."""
    return f"OuSite{number:02d}{facility:03d}"


def change_dhis2(dhis2: Dhis2, change: Change) -> None:
    """Make a change in a stand-in."""
    if change.target is not None:
        strategy = "DISCARD" if change.is_discarded else "LAST_UPDATED"
        edits.merge_org_units(dhis2, change.removed, change.target, strategy)
    else:
        for uid in change.removed:
            edits.delete_org_unit(dhis2, uid)
    render(dhis2, change.units)


def render(dhis2: Dhis2, units: tuple[Unit, ...]) -> None:
    """Create or replace org units in a stand-in."""
    for unit in units:
        dhis2.metadata.load({"organisationUnits": [_as_dhis2_has_it(unit)]})
        if unit.is_assigned:
            edits.assign_org_unit(dhis2, DATA_SET, unit.uid)


def _as_dhis2_has_it(unit: Unit) -> MetaObject:
    made = {
        "id": unit.uid, "name": unit.name, "shortName": unit.name, "openingDate": unit.opening,
    }  # fmt: skip
    if unit.code is not None:
        made["code"] = unit.code
    return made | ({"parent": {"id": unit.parent}} if unit.parent else {})
