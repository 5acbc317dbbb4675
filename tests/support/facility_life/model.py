"""What VLMIS must know and do after each refresh, told from the facilities and their org units.

The model knows no table and no request. A code belongs to whichever facility's store has it since
the last refresh or act; everything else follows from who gave a code up, and on which day.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

from tests.support.facility_life.script import FACILITIES, Sending
from tests.support.facility_life.world import Unit, World, first_world, unit_uid

CENTRAL = "CENTRAL"


@dataclass(frozen=True)
class GivenUp:
    """A code that a facility's store had until a day, and from which day on (None: always)."""

    code: str
    facility: int
    since: date | None
    until: date


@dataclass(frozen=True)
class Refusal:
    """Why a code cannot be taken, and the codes of the stores that must be named for it."""

    code: str
    stores: tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """How a sender names the facility that is meant."""

    code: str
    occurred_on: date


@dataclass
class Model:
    """Facilities, their stores, and the codes of today and of before."""

    world: World = field(default_factory=lambda: first_world(FACILITIES))
    unit_of: dict[int, str] = field(default_factory=dict)
    """The org unit of each facility that has a store."""
    units_ever: dict[int, set[str]] = field(default_factory=dict)
    code_of: dict[int, str] = field(default_factory=dict)
    name_of: dict[int, str] = field(default_factory=dict)
    since: dict[int, date] = field(default_factory=dict)
    """From when on a facility's store has its code, where it had another one before."""
    attached_on: dict[int, date] = field(default_factory=dict)
    """When the store of a facility that was founded later was made."""
    given_up: list[GivenUp] = field(default_factory=list)
    known: dict[str, Unit] = field(default_factory=dict)
    """Each org unit as it was when it could last be used."""
    usable: set[str] = field(default_factory=set)
    """At the last refresh."""
    present: set[str] = field(default_factory=set)
    """Known and still in DHIS2 at the last refresh, usable or not."""

    def __post_init__(self) -> None:
        for facility in range(FACILITIES):
            unit = self.world.units[unit_uid(facility)]
            self._attach(facility, unit.uid)
            self.code_of[facility], self.name_of[facility] = str(unit.code), unit.name

    def _attach(self, facility: int, uid: str) -> None:
        self.unit_of[facility] = uid
        self.units_ever.setdefault(facility, set()).add(uid)

    # Codes and names that follow

    def refresh(self, today: date) -> None:
        """Take what can be used of DHIS2, then let the stores follow."""
        self.usable = self.world.usable()
        self.known |= {uid: self.world.units[uid] for uid in self.usable}
        self.present = {uid for uid in self.known if uid in self.world.units}
        self._follow({*self.unit_of}, today)

    def _follow(self, facilities: Collection[int], today: date) -> None:
        for facility in facilities:
            uid = self.unit_of[facility]
            if uid in self.usable:
                self.name_of[facility] = self.known[uid].name
        wanted = {
            facility: code
            for facility in facilities
            if (code := self._wanted_code(facility)) not in (None, self.code_of[facility])
        }
        holders = {code: facility for facility, code in self.code_of.items()}
        while blocked := [
            facility
            for facility, code in wanted.items()
            if code in holders and holders[code] not in wanted
        ]:
            for facility in blocked:
                del wanted[facility]
        for facility, code in sorted(wanted.items()):
            assert code is not None
            self._recode(facility, code, today)

    def _wanted_code(self, facility: int) -> str | None:
        """The code of its org unit; None where that cannot be used, or shares its code."""
        uid = self.unit_of[facility]
        codes = Counter(self.unit_code(each) for each in self.present)
        return code if uid in self.usable and codes[code := self.unit_code(uid)] == 1 else None

    def unit_code(self, uid: str) -> str:
        """The code that the store of an org unit would have."""
        return (self.known[uid].code or "").strip() or uid

    def _recode(self, facility: int, code: str, today: date) -> None:
        old = self.code_of[facility]
        self.given_up.append(GivenUp(old, facility, self.since.get(facility), today))
        self.code_of[facility], self.since[facility] = code, today

    # Acts

    def may_attach(self, uid: str) -> bool:
        """Whether an org unit of the last refresh can become a new store."""
        if uid not in self.usable:
            return False
        code = self.unit_code(uid)
        sharing = [each for each in self.present if self.unit_code(each) == code]
        return sharing == [uid] and code not in self.code_of.values()

    def attach(self, facility: int, uid: str, today: date) -> None:
        """A new store."""
        self._attach(facility, uid)
        self.attached_on[facility] = today
        self.code_of[facility], self.name_of[facility] = self.unit_code(uid), self.known[uid].name

    def reattach(self, facility: int, uid: str, today: date) -> None:
        """The facility's store has another org unit from now on."""
        self._attach(facility, uid)
        self._follow([facility], today)

    # Movements

    def named(self, sending: Sending, days: list[date]) -> Named | None:
        """The code and the day (of ``days``) that the sender writes; None: it cannot be done."""
        occurred_on = days[-min(sending.days_ago + 1, len(days))]
        if sending.how == "unknown":
            return Named(f"X{sending.pick}", occurred_on)
        if sending.how == "today":
            return Named(self.code_of[sending.facility], occurred_on)
        former = [each for each in self.given_up if each.facility == sending.facility]
        if not former:
            return None
        chosen = former[sending.pick % len(former)]
        first = chosen.since or self.attached_on.get(chosen.facility, days[0])
        had = [day for day in days if first <= day < chosen.until]
        if chosen.code not in self.code_of.values() and sending.pick % 2:
            had = days  # Nobody has the code any more: whatever the day, only they can be meant.
        return Named(chosen.code, had[sending.pick % len(had)]) if had else None

    def refusal(self, named: Named) -> Refusal | None:
        """Why a code is refused on a day; None: it is taken."""
        former = [each for each in self.given_up if each.code == named.code]
        holder = next((f for f, code in self.code_of.items() if code == named.code), None)
        if holder is None:
            had_it = {each.facility: each.until for each in former}
            order = sorted(had_it, key=lambda f: (had_it[f], self.code_of[f]))
            names = tuple(self.code_of[facility] for facility in order)
            return Refusal("store_code_is_former" if names else "store_not_found", names)
        had_it_then = self._holder_then(former, holder, named.occurred_on)
        if had_it_then in (None, holder):
            return None
        return Refusal("store_code_changed_hands", (named.code, self.code_of[had_it_then]))

    def _holder_then(self, former: list[GivenUp], holder: int, day: date) -> int | None:
        """Who had a code on a day, or may be meant by it because nobody had; None: its holder."""
        for each in former:
            if each.until > day and (each.since is None or each.since <= day):
                return each.facility
        others = [each for each in former if each.facility != holder]
        since = self.since.get(holder)
        if since is None or day >= since or not others:
            return None
        return min(others, key=lambda each: abs(each.until - day)).facility

    # The push

    def can_be_sent(self, facility: int) -> bool:
        """Whether nothing in DHIS2 hinders the records of a facility."""
        uid = self.unit_of[facility]
        return uid in self.usable and self.world.units[uid].is_assigned

    def stores(self) -> Iterator[tuple[int, str, str, str]]:
        """Facility, code, name and org unit of each store."""
        for facility, uid in self.unit_of.items():
            yield facility, self.code_of[facility], self.name_of[facility], uid
