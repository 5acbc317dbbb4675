"""What happens in a season: drawn from one seed, and known before anything is run.

A moment is a number: 12.0 is the evening of night 12 before DHIS2 is asked for anything, 12.5 the
instant between the snapshot of its metadata and the first values that are sent.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from random import Random
from typing import Any

NIGHTS = 60
DAYS = NIGHTS - 2
"""Stock days; the day of night 12 is 10, because it waits a day of grace for late typing."""

Thing = tuple[Any, ...]
"""A mistake's kind, and where: numbers of products, stores, regions, days."""

SILENT = ("drop_before_reading", "drop_after_committing", "bad_gateway", "html_page",
          "redirect_to_login", "truncated_body", "broken_transfer")  # fmt: skip
OF_IMPORTS = ("error_in_the_middle", "wrong_counts", "success_stored_nothing", "false_e7611",
              "flush_failure", "no_rejected_indexes", "lost_race_for_period",
              "lost_race_for_keys")  # fmt: skip
BLACKOUTS = ("drop_before_reading", "bad_gateway", "redirect_to_login", "unauthorized")


@dataclass(frozen=True)
class Shape:
    """How large the country is."""

    sites: int
    products: int


SHAPES = (Shape(6, 2), Shape(8, 3), Shape(12, 4))


@dataclass(frozen=True)
class Mistake:
    """Something is wrong in DHIS2 or in our master data, from a moment until it is mended."""

    thing: Thing
    begins: float
    ends: float


@dataclass(frozen=True)
class Trouble:
    """A fault of DHIS2 on some requests; ``times`` None: until the evening is over."""

    kind: str
    method: str = "*"
    skip: int = 0
    times: int | None = 1
    commits: bool = False


@dataclass(frozen=True)
class Night:
    """One evening: what goes wrong with the machines, and what people do with the runs."""

    number: int
    frozen_days: int
    """How many stock days are frozen by then."""
    is_idle: bool = False
    """The scheduler is down."""
    at_all: tuple[Trouble, ...] = ()
    """From before the refresh of the org units on."""
    at_snapshot: tuple[Trouble, ...] = ()
    at_sending: tuple[Trouble, ...] = ()
    at_reading: tuple[Trouble, ...] = ()
    killed_at: tuple[int, str] | None = None
    """The process dies at this request of the sending, before or after DHIS2 carries it out."""
    late: tuple[int, int] | None = None
    """The client gives up on this request; DHIS2 carries it out so many requests later."""
    again: str = ""
    """"clear" (the same run), "manual" (another run) or "past" (for the night before)."""
    requeue: str = ""
    """"exhausted", or "posted" (the newest days), in the morning."""


@dataclass
class Script:
    """The whole season of one seed."""

    seed: int
    shape: Shape
    upgraded_at: float
    nights: list[Night] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    _worlds: dict[float, frozenset[Thing]] = field(default_factory=dict)

    def world(self, moment: float) -> frozenset[Thing]:
        """Everything that is wrong at a moment."""
        if moment not in self._worlds:
            wrong = (m.thing for m in self.mistakes if m.begins <= moment < m.ends)
            self._worlds[moment] = frozenset(wrong)
        return self._worlds[moment]

    def is_new(self, moment: float) -> bool:
        """Whether DHIS2 has the importer of 2.43 by then."""
        return moment >= self.upgraded_at

    @cached_property
    def kinds(self) -> set[str]:
        """Everything that ever goes wrong, by name."""
        troubles = {
            trouble.kind
            for night in self.nights
            for trouble in (*night.at_all, *night.at_snapshot, *night.at_sending, *night.at_reading)
        }
        return {m.thing[0] for m in self.mistakes} | troubles


def written(seed: int) -> Script:
    """Draw the season of a seed."""
    chance = Random(seed)
    script = Script(
        seed, SHAPES[seed % len(SHAPES)], chance.randint(20, 40) + chance.choice((0, 0.5))
    )
    script.mistakes = sorted(
        [
            mistake
            for _ in range(chance.randint(8, 14))
            for mistake in _mistake(chance, script.shape)
        ]
        + [mistake for _ in range(chance.randint(0, 2)) for mistake in _flapping(chance, script)],
        key=lambda each: each.begins,
    )
    out = {start + n for start in _starts(chance, 2) for n in range(chance.randint(2, 6))}
    frozen = 0
    for number in range(NIGHTS):
        if chance.random() > 0.1:  # Else the freeze is late, and two days come the next time.
            frozen = max(min(number - 1, DAYS), 0)
        night = Night(number, frozen, requeue=_requeue(chance))
        script.nights.append(_troubled(chance, night, is_out=number in out))
    return script


def _starts(chance: Random, most: int) -> list[int]:
    return [chance.randrange(5, NIGHTS - 15) for _ in range(chance.randint(0, most))]


def _requeue(chance: Random) -> str:
    draw = chance.random()
    return "exhausted" if draw < 0.04 else "posted" if draw < 0.07 else ""


def _mistake(chance: Random, shape: Shape) -> list[Mistake]:
    begins = chance.randrange(2, NIGHTS - 12) + chance.choice((0, 0.5))
    ends = float(int(begins) + chance.randint(1, 8))
    store, product = chance.randrange(shape.sites), chance.randrange(shape.products)
    day = max(int(begins) - chance.randint(0, 6), 0)
    ours = int(begins) + 0.0
    return [
        chance.choice(
            [
                Mistake(("unassigned", store), begins, ends),
                Mistake(("closed", store, day), begins, ends),
                Mistake(("outside", store % 2), begins, ends),
                Mistake(("out_of_set", product), begins, ends),
                Mistake(("boolean", product), begins, ends),
                Mistake(("not_negative", product), begins, ends),
                Mistake(("other_combo", product), begins, ends),
                Mistake(("zeros_dropped", product), begins, min(ends, begins + 2)),
                Mistake(("no_write",), begins, min(ends, int(begins) + 2.0)),
                Mistake(("no_read",), begins, min(ends, int(begins) + 2.0)),
                Mistake(("expires", chance.randint(2, 6)), begins, ends),
                Mistake(("detached", store), ours, ends),
                Mistake(("no_code", product), ours, ends),
                Mistake(("wrong_code", product), ours, ends),
                Mistake(("second_code", product), ours, float("inf")),
                # Somebody enters a value by hand before the day is frozen.
                Mistake(("foreign", product, store, max(int(ours) - 1, 0)), ours, ends),
            ]
        )
    ]


def _flapping(chance: Random, script: Script) -> list[Mistake]:
    """Broken every night just after each snapshot, whole again before the next: five refusals."""
    shape, first = script.shape, chance.randrange(3, NIGHTS - 18)
    store, product = chance.randrange(shape.sites), chance.randrange(shape.products)
    thing: Thing = chance.choice(
        [("unassigned", store), ("out_of_set", product), ("boolean", product),
         ("not_negative", product), ("closed", store, first - 2), ("outside", store % 2)]
    )  # fmt: skip
    last = first + chance.randint(4, 9)
    return [
        Mistake(thing, night + begins, night + ends)
        for night in range(first, last)
        for begins, ends in ((0.5, 0.6), (0.7, 1.0))
    ]


def _troubled(chance: Random, night: Night, *, is_out: bool) -> Night:
    trouble = _machine_trouble(chance, chance.random(), is_out=is_out)
    draw = chance.random()
    again = "clear" if draw < 0.08 else "manual" if draw < 0.12 else "past" if draw < 0.15 else ""
    return replace(night, again=again, **trouble)


def _machine_trouble(chance: Random, draw: float, *, is_out: bool) -> dict[str, Any]:
    """One of the columns below; the number is how far up from 0 to 1 it reaches."""
    if is_out:
        draw = 0
    choices: tuple[tuple[float, Callable[[], dict[str, Any]]], ...] = (
        (0.08, lambda: {"at_all": (Trouble(chance.choice(BLACKOUTS), times=None),)}),
        (0.18, lambda: {"is_idle": True}),
        (0.22, lambda: {"at_snapshot": (_lost(chance, chance.randrange(5)),)}),
        (0.28, lambda: {"at_sending": (Trouble(chance.choice(BLACKOUTS), times=None),)}),
        (0.44, lambda: {"at_sending": tuple(_bump(chance) for _ in range(chance.randint(1, 3)))}),
        (0.50, lambda: {"at_reading": (_lost(chance, 0, chance.choice((1, 5))),)}),
        (0.55, lambda: {"killed_at": (chance.randint(1, 5), chance.choice(("before", "after")))}),
        (0.60, lambda: {"late": (chance.randint(1, 3), chance.randint(0, 6))}),
        (1.00, dict),
    )
    return next(choose() for reach, choose in choices if draw < reach)


def _lost(chance: Random, skip: int, times: int = 1) -> Trouble:
    return Trouble(chance.choice(SILENT), "GET", skip, times)


def _bump(chance: Random) -> Trouble:
    if chance.random() < 0.5:
        return Trouble(
            chance.choice(SILENT), "POST", chance.randrange(3), chance.randint(1, 3),
            commits=chance.random() < 0.5,
        )  # fmt: skip
    return Trouble(chance.choice(OF_IMPORTS), "POST", chance.randrange(3), chance.randint(1, 3))


def told(script: Script) -> str:
    """The season in words, for whoever has to understand a failure."""
    lines = [f"{script.shape}, 2.43 from {script.upgraded_at}"]
    lines += [f"  {m.begins:>4} – {m.ends:<4} {m.thing}" for m in script.mistakes]
    for night in script.nights:
        given = {name: value for name, value in vars(night).items() if value and name != "number"}
        lines.append(f"{night.number:>3}: {given}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(told(written(int(sys.argv[1]))))
