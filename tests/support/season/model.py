"""What must have become of every record after each night, told from what the world was.

The model knows no table, no request and no answer: only mistakes, nights and troubles. Where a
trouble makes two outcomes legitimate it says both; what is then seen decides how it goes on.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from tests.support.season.country import Record, expiry_days
from tests.support.season.script import Script, Thing

World = frozenset[Thing]
ATTEMPTS = 5
SILENT_NIGHTS = 3


class Fate(StrEnum):
    """What DHIS2 does with a record that is sent."""

    TAKEN = "taken"
    REFUSED = "refused"
    HELD = "held"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Belief:
    """A state that a record may be in."""

    state: str = "pending"
    attempts: int = 0
    was_refused_tonight: bool = False

    @property
    def is_done(self) -> bool:
        """Nothing is sent of it any more."""
        return self.state in ("posted", "exhausted")

    def refused(self) -> "Belief":
        """After a refusal that counts."""
        attempts = self.attempts + 1
        return Belief("exhausted" if attempts == ATTEMPTS else "refused", attempts, True)

    def posted(self) -> "Belief":
        """After the proof."""
        return replace(self, state="posted")


@dataclass(frozen=True)
class Run:
    """What a run of the push met, as far as it decides anything."""

    night: int
    planned_at: float
    sent_at: float
    is_planned: bool = True
    """DHIS2 could be asked for its metadata."""
    reaches: bool = True
    """A value may have arrived."""
    is_smooth: bool = True
    """Nothing went wrong but what people had set up wrongly."""
    counts: bool = True
    """Refusals count as attempts."""


@dataclass
class Model:
    """The beliefs about every record that is frozen."""

    script: Script
    values: dict[Record, tuple[str, ...]]
    beliefs: dict[Record, set[Belief]] = field(default_factory=dict)
    may_be_awaiting: set[Record] = field(default_factory=set)
    """Sent in a rough run: perhaps taken and not compared yet."""
    rough_nights: dict[Record, int] = field(default_factory=dict)
    unanswered: set[Record] = field(default_factory=set)
    """Held because DHIS2 gave no answer for them on three rough nights; until requeued."""

    def show(self, days: int) -> None:
        """Records of newly frozen days are pending."""
        for record in self.values:
            if record[0] < days:
                self.beliefs.setdefault(record, {Belief()})

    def run(self, run: Run) -> None:
        """Work out what a run may have done to each record."""
        if not run.is_planned:
            return
        world = self.script.world(run.planned_at)
        for record, before in self.beliefs.items():
            reasons = self.reasons(record, world, run) or record in self.unanswered
            fates = set() if reasons or not run.reaches else self._fates(record, run)
            after: set[Belief] = set()
            for belief in before:
                after |= self._step(belief, fates, run)
                if record in self.may_be_awaiting and not belief.is_done:
                    after.add(belief.posted())
            self.beliefs[record] = after
            self._note_roughness(record, run, is_sent=bool(fates))

    def _note_roughness(self, record: Record, run: Run, *, is_sent: bool) -> None:
        if is_sent and not run.is_smooth:
            self.may_be_awaiting.add(record)
            self.rough_nights[record] = self.rough_nights.get(record, 0) + 1
        elif run.is_smooth and run.reaches:
            self.may_be_awaiting.discard(record)

    @staticmethod
    def _step(belief: Belief, fates: set[Fate], run: Run) -> set[Belief]:
        if belief.is_done or not fates:
            return {belief}
        after = {belief} if not run.is_smooth else set()
        for fate in fates:
            if fate is Fate.TAKEN:
                after.add(belief.posted())
            elif fate is Fate.REFUSED and run.counts and not belief.was_refused_tonight:
                after.add(belief.refused())
            else:
                after.add(belief)
        return after

    def reasons(self, record: Record, world: World, run: Run) -> set[str]:
        """Why a record that is not posted cannot be sent, as seen before sending."""
        day, store, product = record
        found = {code for thing, code in _OF_PRODUCT.items() if (thing, product) in world}
        if "product_has_no_hmis_code" in found:
            found = {"product_has_no_hmis_code"}
        elif "hmis_code_is_not_in_dhis2" in found:
            found = {"hmis_code_is_not_in_dhis2"}
        if ("zeros_dropped", product) in world and not self.script.is_new(run.planned_at):
            found |= set() if len(found & _NO_ELEMENT) else {"zeros_are_not_significant"}
        found |= {code for thing, code in _OF_ALL.items() if (thing,) in world}
        if ("detached", store) in world:
            found.add("store_has_no_org_unit")
        else:
            found |= self._reasons_of_unit(day, store, world)
        expiry = expiry_days(world)
        if expiry and run.night > day + expiry:
            found.add("day_has_expired")
        return found

    def _reasons_of_unit(self, day: int, store: int, world: World) -> set[str]:
        found = set()
        if ("unassigned", store) in world:
            found.add("org_unit_is_not_assigned")
        if ("outside", store % 2) in world:
            found.add("org_unit_is_outside_hierarchy")
        if _is_closed(world, store, day):  # Dates are read with the metadata, not by the refresh.
            found.add("org_unit_was_not_open")
        return found

    def waiting(self) -> Iterable[Record]:
        """Records that are surely neither posted nor exhausted."""
        return [r for r, beliefs in self.beliefs.items() if not any(b.is_done for b in beliefs)]

    def see_reasons(self, record: Record, run: Run, seen: set[str]) -> str:
        """Compare what holds a record before it is sent; what is wrong, in words."""
        expected = self.reasons(record, self.script.world(run.planned_at), run)
        self.unanswered.discard(record)
        if "dhis2_gives_no_answer" in seen and self.rough_nights.get(record, 0) >= SILENT_NIGHTS:
            self.unanswered.add(record)
            seen = seen - {"dhis2_gives_no_answer"}
        if seen == expected:
            return ""
        return f"{record} is held by {sorted(seen)}, expected {sorted(expected)}"

    def _fates(self, record: Record, run: Run) -> set[Fate]:
        """What DHIS2 does with it; two where the order of its own checks decides."""
        day, store, product = record
        world, is_new = self.script.world(run.sent_at), self.script.is_new(run.sent_at)
        values = self.values[record]
        expiry = expiry_days(world)
        held = (
            ("outside", store % 2) in world
            or ("other_combo", product) in world
            or ("no_write",) in world
            or bool(expiry and run.night > day + expiry)
        )
        refused = (
            ("unassigned", store) in world
            or ("out_of_set", product) in world
            or ("boolean", product) in world
            or (("not_negative", product) in world and any(f.startswith("-") for f in values))
            or (is_new and _is_closed(world, store, day))
        )
        fates = {fate for fate, is_so in ((Fate.HELD, held), (Fate.REFUSED, refused)) if is_so}
        if ("foreign", product, store, day) in world and ("second_code", product) not in world:
            return self._fates_beside_foreign(record, world, fates or {Fate.TAKEN})
        if not fates and ("zeros_dropped", product) in world and not is_new and "0" in values:
            return {Fate.UNCLEAR}
        return fates or {Fate.TAKEN}

    def _fates_beside_foreign(self, record: Record, world: World, fates: set[Fate]) -> set[Fate]:
        """A value of somebody else holds ours back whenever DHIS2 shows it.

        Values of an element that is in no data set cannot be read; such a record is refused, and
        what was refused is looked for again.
        """
        return fates if ("out_of_set", record[2]) in world else {Fate.HELD}

    def see(self, seen: dict[Record, tuple[str, int]]) -> Iterable[str]:
        """Compare what is seen after a night, and believe it from now on; yields what is wrong."""
        for record, before in self.beliefs.items():
            state, attempts = seen.get(record, ("pending", 0))
            if not any((b.state, b.attempts) == (state, attempts) for b in before):
                expected = sorted({(b.state, b.attempts) for b in before})
                yield f"{record} is {state} with {attempts} attempts, expected one of {expected}"
            self.beliefs[record] = {Belief(state, attempts)}

    def requeue(self, *, posted_from: int | None = None) -> None:
        """A person sends again what is exhausted, and what is posted from a day on."""
        for record, before in self.beliefs.items():
            (belief,) = before
            is_asked = posted_from is not None and record[0] >= posted_from
            if belief.state == "exhausted" and (posted_from is None or is_asked):
                self.beliefs[record] = {Belief()}
            if belief.state == "posted" and is_asked:
                self.beliefs[record] = {Belief()}
            if posted_from is None or is_asked:
                self.rough_nights.pop(record, None)


_NO_ELEMENT = {"product_has_no_hmis_code", "hmis_code_is_not_in_dhis2"}
_OF_PRODUCT = {
    "no_code": "product_has_no_hmis_code",
    "wrong_code": "hmis_code_is_not_in_dhis2",
    "out_of_set": "data_element_is_not_in_data_set",
    "boolean": "data_element_takes_no_integers",
    "not_negative": "data_element_takes_no_integers",
    "other_combo": "categories_are_missing",
}
_OF_ALL = {"no_write": "user_may_not_write", "no_read": "user_may_not_read_back"}


def _is_closed(world: World, store: int, day: int) -> bool:
    return any(thing[0] == "closed" and thing[1] == store and thing[2] < day for thing in world)
