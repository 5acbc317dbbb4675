"""The seeds of the seasons: a few dozen always, a thousand when asked, one to play it again."""

import pytest

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
