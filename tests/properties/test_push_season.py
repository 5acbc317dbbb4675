"""A season of sixty nights: whatever goes wrong, every record is where a short model says it is.

One seed is a country, its mistakes and mendings, outages, kills, clears and re-runs, and a DHIS2
that is upgraded from 2.42 to 2.43 in the middle. A seed that fails is played again by
``python -m pytest tests/properties/test_push_season.py --season-seed SEED``.
"""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.properties.conftest import QUICK_SEEDS
from tests.support.postgres import TestServer
from tests.support.season.country import Frozen, frozen_country
from tests.support.season.drive import Season
from tests.support.season.script import Shape, written


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


def test_every_record_is_where_the_model_says(
    postgres: TestServer, countries: dict[Shape, Frozen], season_seed: int
) -> None:
    play(postgres, countries, season_seed)


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
