"""What happens in a year of facility life: drawn from one seed, and known before anything is run.

Nobody here knows which codes the stores have: DHIS2's administrators change org units, and senders
intend movements at facilities. The model works out what becomes of both.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

from tests.support.facility_life.world import (
    ODD_DAY,
    REGIONS,
    Change,
    Unit,
    World,
    first_world,
    unit_uid,
)
from tests.support.season.country import ROOT

NIGHTS = 24
QUIET_NIGHTS = 6
"""The last nights, in which nothing new goes wrong and everything is put right."""
FACILITIES = 6
PRODUCTS = 2
FOUNDED_MAX = 2


@dataclass(frozen=True)
class Sending:
    """A movement that somebody intends at a facility, and how they name it.

    ``today``: by the code that the store has. ``stale``: by a code that it had, on a day on which
    it had it. ``unknown``: by a code that no store ever had. ``pick`` chooses among codes.
    """

    how: str
    facility: int
    product: int
    kind: str
    quantity: int
    days_ago: int
    pick: int
    is_form: bool
    is_after_refresh: bool


@dataclass(frozen=True)
class Act:
    """What a person does here, as soon as it can be done.

    ``attach`` a new facility, ``reattach`` a facility to another org unit, ``resend`` its records.
    """

    kind: str
    facility: int
    uid: str = ""
    deletes_old: bool = False


@dataclass(frozen=True)
class Night:
    """One day and its evening."""

    number: int
    changes: tuple[Change, ...] = ()
    acts: tuple[Act, ...] = ()
    sendings: tuple[Sending, ...] = ()


@dataclass
class Script:
    """The whole year of one seed."""

    seed: int
    nights: list[Night]

    @property
    def kinds(self) -> set[str]:
        """Everything that ever happens, by name."""
        changes = {change.kind for night in self.nights for change in night.changes}
        acts = {act.kind for night in self.nights for act in night.acts}
        return changes | acts | {each.how for night in self.nights for each in night.sendings}


def written(seed: int) -> Script:
    """Draw the year of a seed."""
    return Script(seed, _Drawing(Random(seed)).nights())


Repair = Callable[[], Change]


@dataclass
class _Drawing:
    """DHIS2 as it becomes while the year is drawn."""

    chance: Random
    world: World = field(default_factory=lambda: first_world(FACILITIES))
    unit_of: dict[int, str] = field(
        default_factory=lambda: {number: unit_uid(number) for number in range(FACILITIES)}
    )
    codes_used: list[str] = field(default_factory=lambda: [f"F{n:02d}" for n in range(FACILITIES)])
    in_trouble: set[int] = field(default_factory=set)
    """Facilities whose org unit is gone or cannot be used."""
    repairs: dict[int, list[tuple[Repair, tuple[int, ...]]]] = field(default_factory=dict)
    acts: dict[int, list[Act]] = field(default_factory=dict)
    night: int = 0
    count: int = 0

    def nights(self) -> list[Night]:
        """Draw all nights."""
        return [self._night(number) for number in range(NIGHTS)]

    def _night(self, number: int) -> Night:
        self.night = number
        changes = []
        for repair, healed in self.repairs.pop(number, []):
            changes.append(self._apply(repair()))
            self.in_trouble -= {*healed}
        if 0 < number < NIGHTS - QUIET_NIGHTS:
            for _ in range(self.chance.choice((1, 1, 2, 3))):
                changes += self._happening()
        acts = tuple(self.acts.pop(number, ()))
        return Night(number, tuple(changes), acts, tuple(self._sendings()))

    def _apply(self, change: Change) -> Change:
        self.world.apply(change)
        return change

    def _happening(self) -> list[Change]:
        draw = self.chance.choice(
            [self._rename, self._recode, self._recode, self._take_code_away, self._give_code_back,
             self._give_code_back, self._swap, self._swap, self._cycle, self._duplicate, self._move,
             self._remove, self._merge, self._merge, self._set_aside, self._set_aside,
             self._set_region_aside, self._add_root, self._found]
        )  # fmt: skip
        change = draw()
        return [] if change is None else [self._apply(change)]

    # Names and codes

    def _present(self, count: int) -> list[Unit]:
        """Some facilities' org units that DHIS2 has, in trouble or not; fewer if there are not."""
        here = [self.world.units[uid] for uid in self.unit_of.values() if uid in self.world.units]
        return self.chance.sample(here, min(count, len(here)))

    def _changed(self, kind: str, *units: Unit) -> Change:
        self.codes_used += [
            unit.code for unit in units if unit.code and unit.code not in self.codes_used
        ]
        return Change(kind, units)

    def _number(self) -> int:
        self.count += 1
        return self.count

    def _rename(self) -> Change:
        (unit,) = self._present(1)
        return self._changed("rename", replace(unit, name=f"Renamed {self._number()}"))

    def _recode(self) -> Change:
        (unit,) = self._present(1)
        code = f"N{self._number():02d}"
        if self.chance.random() < 0.1:
            code = f" {code} "
        return self._changed("recode", replace(unit, code=code))

    def _take_code_away(self) -> Change:
        (unit,) = self._present(1)
        return self._changed("take_code_away", replace(unit, code=None))

    def _give_code_back(self) -> Change | None:
        """A code that some facility had and no org unit has goes to this one or another one."""
        (unit,) = self._present(1)
        taken = {each.code for each in self.world.units.values()}
        free = [code for code in self.codes_used if code not in taken]
        if not free:
            return None
        return self._changed("give_code_back", replace(unit, code=self.chance.choice(free)))

    def _swap(self) -> Change | None:
        return self._rotate("swap", 2)

    def _cycle(self) -> Change | None:
        return self._rotate("cycle", 3)

    def _rotate(self, kind: str, count: int) -> Change | None:
        units = self._present(count)
        if len(units) < count:
            return None
        codes = [unit.code for unit in units]
        rotated = zip(units, codes[1:] + codes[:1], strict=True)
        return self._changed(kind, *(replace(unit, code=code) for unit, code in rotated))

    def _duplicate(self) -> Change | None:
        units = self._present(2)
        if len(units) < 2 or units[1].code is None:
            return None
        uid = units[0].uid
        self._repair_later(lambda: self._recode_if_there(uid))
        return self._changed("duplicate", replace(units[0], code=units[1].code))

    def _recode_if_there(self, uid: str) -> Change:
        unit = self.world.units.get(uid)
        units = () if unit is None else (replace(unit, code=f"N{self._number():02d}"),)
        return self._changed("recode", *units)

    # The tree

    def _sound(self, count: int) -> list[int]:
        sound = [number for number in self.unit_of if number not in self.in_trouble]
        return self.chance.sample(sound, min(count, len(sound)))

    def _repair_later(self, repair: Repair, *healed: int, within: int = 6) -> int:
        night = self.night + self.chance.randint(1, within)
        self.repairs.setdefault(night, []).append((repair, healed))
        self.in_trouble |= {*healed}
        return night

    def _unit(self, facility: int) -> Unit:
        return self.world.units[self.unit_of[facility]]

    def _move(self) -> Change | None:
        found = self._sound(1)
        if not found:
            return None
        unit = self._unit(found[0])
        other = REGIONS[unit.parent == REGIONS[0]]
        return self._changed("move", replace(unit, parent=other))

    def _remove(self) -> Change | None:
        found = self._sound(1)
        if not found:
            return None
        unit = self._unit(found[0])
        self._bring_back(found[0], unit, "reappear")
        return Change("remove", removed=(unit.uid,))

    def _merge(self) -> Change | None:
        found = self._sound(2)
        if len(found) < 2 or found[1] >= FACILITIES:
            return None
        unit, target = self._unit(found[0]), self._unit(found[1])
        is_discarded = self.chance.random() < 0.4
        back = self._bring_back(found[0], unit, "split")
        self.acts.setdefault(back + 1, []).append(Act("resend", found[1]))
        kind = "merge_and_discard" if is_discarded else "merge"
        return Change(kind, removed=(unit.uid,), target=target.uid, is_discarded=is_discarded)

    def _bring_back(self, facility: int, unit: Unit, kind: str) -> int:
        """Later the facility has its org unit again, or another one, and all is sent there."""
        if self.chance.random() < 0.5:
            night = self._repair_later(lambda: self._changed(kind, unit), facility)
        else:
            new = replace(unit, uid=unit_uid(facility, self._number()), code=self._code_of_new())
            self.unit_of[facility] = new.uid

            night = self._repair_later(lambda: self._changed("replace", new), facility)
            self.acts.setdefault(night + 1, []).append(Act("reattach", facility, new.uid))
        deletes_old = self.chance.random() < 0.5
        again = Act("resend", facility, deletes_old=deletes_old)
        self.acts.setdefault(night + 1, []).append(again)
        return night

    def _code_of_new(self) -> str:
        return self.chance.choice([*self.codes_used, f"N{self._number():02d}"])

    def _set_aside(self) -> Change | None:
        found = self._sound(2)
        if len(found) < 2:
            return None
        one, other = self._unit(found[0]), self._unit(found[1])
        faults: dict[str, dict[str, str | None]] = {
            "odd_date": {"opening": ODD_DAY},
            "second_root": {"parent": None},
            "missing_parent": {"parent": "NotListed01"},
            "circle": {"parent": other.uid},
        }
        kind = self.chance.choice(list(faults))
        broken = [replace(one, **faults[kind])]  # type: ignore[arg-type]
        if kind == "circle":
            broken.append(replace(other, parent=one.uid))
        facilities = found[: len(broken)]
        region = self.chance.choice(REGIONS)
        uids = [unit.uid for unit in broken]
        self._repair_later(lambda: self._made_sound(uids, region), *facilities)
        return self._changed(kind, *broken)

    def _set_region_aside(self) -> Change | None:
        """All below it cannot be used until it is corrected."""
        region = self.chance.choice(REGIONS)
        below = [
            number
            for number, uid in self.unit_of.items()
            if uid in self.world.units and self.world.units[uid].parent == region
        ]
        if self.in_trouble & {*below} or not self.world.usable() >= {*REGIONS}:
            return None
        self._repair_later(lambda: self._made_sound([region], ROOT), *below, within=2)
        return self._changed("odd_region", replace(self.world.units[region], opening=ODD_DAY))

    def _made_sound(self, uids: list[str], parent: str) -> Change:
        units = [self.world.units[uid] for uid in uids if uid in self.world.units]
        sound = [replace(unit, parent=parent, opening="2000-01-01") for unit in units]
        return self._changed("correct", *sound)

    def _add_root(self) -> Change:
        """Somebody makes an org unit without a parent; some have the code of a facility."""
        uid = f"OuExtra{self._number():04d}"
        code = self.chance.choice([None, *self.codes_used])
        unit = Unit(uid, uid, code, None, is_assigned=False)
        return self._changed("add_root", unit)

    def _found(self) -> Change | None:
        """A new facility; some get a code that another one had."""
        number = len(self.unit_of)
        if number >= FACILITIES + FOUNDED_MAX:
            return None
        uid = unit_uid(number)
        self.unit_of[number] = uid
        self.acts.setdefault(self.night + 1, []).append(Act("attach", number, uid))
        region = self.chance.choice(REGIONS)
        return self._changed("found", Unit(uid, f"Facility {number}", self._code_of_new(), region))

    # Movements

    def _sendings(self) -> list[Sending]:
        return [self._sending() for _ in range(self.chance.randint(2, 6))]

    def _sending(self) -> Sending:
        chance = self.chance
        facility = chance.choice(list(self.unit_of))
        kinds = ("dispensing", "wastage", "count_adjustment", "distribution_out")
        how = chance.choice(("today", "today", "today", "stale", "stale", "unknown"))
        if how == "unknown" and chance.random() < 0.6:
            how = "today"
        return Sending(
            how,
            facility,
            chance.randrange(PRODUCTS),
            chance.choice(kinds if facility < FACILITIES else kinds[3:]),
            chance.randint(1, 9),
            chance.choice((0, 0, 1, 1, 2, 5, 12)),
            chance.randrange(1000),
            is_form=how == "today" and chance.random() < 0.4,
            is_after_refresh=chance.random() < 0.4,
        )


def told(script: Script) -> str:
    """The year in words, for whoever has to understand a failure."""
    lines = []
    for night in script.nights:
        lines.append(f"night {night.number}")
        for change in night.changes:
            what = [str(unit) for unit in change.units] or [*change.removed, f"→ {change.target}"]
            lines.append(f"  DHIS2: {change.kind}: {'; '.join(what)}")
        lines += [f"  {act}" for act in night.acts]
        lines += [f"  {sending}" for sending in night.sendings]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(told(written(int(sys.argv[1]))))
