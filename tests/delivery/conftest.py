"""A country beside a DHIS2 for each test; the seeds of the seasons.

Of the seasons a few dozen are played always, a thousand when asked, one to play it again.
"""

from collections.abc import Iterator

import pytest

from tests.support.delivery import NEW, Delivery, delivering
from tests.support.postgres import TestDatabase

QUICK_SEEDS = range(0, 72, 3)  # The smallest country.
DEEP_SEEDS = [seed for seed in range(1_100) if seed not in QUICK_SEEDS]
DEEP_SEEDS += [3_465]  # What another entered shows again after a refusal; rare.


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--season-seed", action="append", type=int, default=[], help="Play the season of this seed."
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "season_seed" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--season-seed")
        deep = [pytest.param(seed, marks=pytest.mark.deep) for seed in DEEP_SEEDS]
        metafunc.parametrize("season_seed", chosen or [*QUICK_SEEDS, *deep])


@pytest.fixture
def version() -> str:
    """The version of DHIS2, where a test does not name another."""
    return NEW


@pytest.fixture
def delivery(
    request: pytest.FixtureRequest, vlmis: TestDatabase, version: str
) -> Iterator[Delivery]:
    """Two sites, or as many and of a ``kind`` as the mark ``sites`` says, beside a stand-in."""
    mark = request.node.get_closest_marker("sites") or pytest.mark.sites(2).mark
    with delivering(vlmis, version, sites=mark.args[0], **mark.kwargs) as made:
        yield made
