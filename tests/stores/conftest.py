"""The seeds of the years of facility life: some are played always, the others when asked."""

import pytest

QUICK_SEEDS = range(3)
DEEP_SEEDS = range(3, 250)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--facility-seed", action="append", type=int, default=[], help="Play the year of this seed."
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "facility_seed" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--facility-seed")
        deep = [pytest.param(seed, marks=pytest.mark.deep) for seed in DEEP_SEEDS]
        metafunc.parametrize("facility_seed", chosen or [*QUICK_SEEDS, *deep])
