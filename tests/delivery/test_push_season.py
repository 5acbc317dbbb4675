"""A season of sixty nights: whatever goes wrong, every record is where a short model says it is.

One seed is a country, its mistakes and corrections, outages, kills, clears and re-runs, and a DHIS2
that is upgraded from 2.42 to 2.43 in the middle. A seed that fails is played again by
``python -m pytest tests/delivery/test_push_season.py --season-seed SEED``.
"""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.delivery.conftest import QUICK_SEEDS
from tests.support.postgres import TestServer
from tests.support.season.country import Frozen, frozen_country
from tests.support.season.drive import Season
from tests.support.season.script import SHAPES, Mistake, Night, Script, Shape, written
from vlmis_core.delivery.model import refusal_codes
from vlmis_core.errors import PermanentError


@pytest.fixture(scope="module")
def countries(postgres: TestServer) -> Iterator[dict[Shape, Frozen]]:
    with ExitStack() as stack:
        yield _Countries(postgres, stack)


class _Countries(dict[Shape, Frozen]):
    """Countries are frozen once, when the first seed wants one."""

    def __init__(self, postgres: TestServer, stack: ExitStack) -> None:
        super().__init__()
        self._postgres, self._stack = postgres, stack

    def __missing__(self, shape: Shape) -> Frozen:
        vlmis = self._stack.enter_context(self._postgres.fresh_database())
        self[shape] = frozen_country(vlmis, shape)
        return self[shape]


def play(postgres: TestServer, countries: dict[Shape, Frozen], seed: int) -> None:
    script = written(seed)
    frozen = countries[script.shape]
    with postgres.fresh_database(frozen.database) as vlmis:
        Season(vlmis, frozen, script).play()


@pytest.mark.no_cover  # Other tests run these lines too, and measuring costs minutes.
def test_every_record_is_where_the_model_says(
    postgres: TestServer, countries: dict[Shape, Frozen], season_seed: int
) -> None:
    play(postgres, countries, season_seed)


REFUSED_TWICE = ((0.5, 0.6), (0.7, 1.0))
"""Broken after the snapshot of each run of a night, whole in between."""


def short_script(*mistakes: Mistake, again: str = "") -> Script:
    """Five nights of the smallest country and the new importer, all that goes wrong in the last."""
    nights = [Night(number, max(number - 1, 0)) for number in range(4)]
    return Script(0, SHAPES[0], 0.0, [*nights, Night(4, 3, again=again)], list(mistakes))


def test_a_refusal_that_is_about_everybody_and_counts_is_noticed(
    postgres: TestServer, countries: dict[Shape, Frozen], monkeypatch: pytest.MonkeyPatch
) -> None:
    script = short_script(Mistake(("outside", 0), 4.5, 5.0))
    monkeypatch.setitem(refusal_codes._CONCERN, "E8011", refusal_codes.ErrorScope.RECORD)
    with (
        postgres.fresh_database(countries[script.shape].database) as vlmis,
        pytest.raises(AssertionError, match=r"night 4: .* is refused with 1 attempts"),
    ):
        Season(vlmis, countries[script.shape], script).play()


@pytest.mark.parametrize("guarded", [True, False])
def test_a_second_attempt_of_one_night_is_noticed(
    postgres: TestServer,
    countries: dict[Shape, Frozen],
    guarded: bool,
) -> None:
    """Whether the guard of the database stops it, or is gone as well."""
    twice = [Mistake(("unassigned", 0), 4 + begins, 4 + ends) for begins, ends in REFUSED_TWICE]
    script = short_script(*twice, again="manual")
    with postgres.fresh_database(countries[script.shape].database) as vlmis:
        function = str(
            vlmis.value("select pg_get_functiondef(cast('vlmis.refuse_records' as regproc))")
        )
        planted = function.replace("and coalesce(delivery.refused_night < run.night, true)", "")
        assert planted != function
        vlmis.execute(planted.replace(":", r"\:"))
        if not guarded:
            vlmis.execute("alter table vlmis.delivery disable trigger user", role="postgres")
        what = "A delivery cannot change" if guarded else "night 4: two attempts"
        with pytest.raises((AssertionError, PermanentError), match=what):
            Season(vlmis, countries[script.shape], script).play()


def test_the_quick_seeds_meet_everything_that_can_go_wrong() -> None:
    quick = [written(seed) for seed in QUICK_SEEDS]
    met = set().union(*(script.kinds for script in quick))
    every = set().union(*(written(seed).kinds for seed in range(300)))
    assert met == every
    nights = [night for script in quick for night in script.nights]
    assert {night.again for night in nights} == {"", "clear", "manual", "past"}
    assert {script.upgraded_at % 1 for script in quick} == {0, 0.5}
    assert any(night.killed_at for night in nights)
    assert any(night.late for night in nights)
