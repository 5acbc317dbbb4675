"""Print how much of the code the tests have run, and fail below the floors.

The floor of everything measured is ``fail_under`` in pyproject.toml. The pure cores, which
pyproject.toml lists in the import-linter contract "The models are pure", need every branch.
"""

import sys
import tomllib
from pathlib import Path

from coverage import Coverage
from coverage.exceptions import NoDataError

ROOT = Path(__file__).resolve().parents[1]
CONTRACT = "The models are pure"


def pure_cores(root: Path) -> list[str]:
    """Return the packages and modules that the contract lists: ``vlmis_core.stock``."""
    with (root / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    (contract,) = (each for each in contracts if each["name"] == CONTRACT)
    return list(contract["source_modules"])


def files_of(root: Path, modules: list[str]) -> list[str]:
    """Return the paths of all files of ``modules``.

    Raises:
        ValueError: A listed module does not exist, so that nothing of it would be measured.
    """
    found = []
    for module in modules:
        path = root.joinpath(*module.split("."))
        files = (
            [path.with_suffix(".py")] if path.with_suffix(".py").is_file() else path.rglob("*.py")
        )
        if not (existing := sorted(map(str, files))):
            raise ValueError(f'pyproject.toml lists {module} under "{CONTRACT}"; it does not exist')
        found += existing
    return found


def main() -> int:
    """Print both reports; return 0 when both floors are reached."""
    coverage = Coverage()
    coverage.load()
    floor = float(str(coverage.get_option("report:fail_under")))
    print("== coverage of everything measured")
    whole = coverage.report(show_missing=False)
    print("== coverage of the pure cores")
    pure = coverage.report(include=files_of(ROOT, pure_cores(ROOT)), show_missing=True)
    print(f"Coverage: {whole:.1f} % (at least {floor:g}); pure cores {pure:.1f} % (at least 100)")
    return 0 if whole >= floor and pure == 100 else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except NoDataError:
        sys.exit("No coverage was measured: run `make test`")
