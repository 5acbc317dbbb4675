"""``python -m tests.mutation [MODULE …] [--thorough]``: which changes go unnoticed by the tests.

Each mutant is tried by a pytest of its own, in a child forked from a process that has the slow
imports done and nothing of this project. With ``--thorough`` what survives the unit tests meets the
property tests as well. Every survivor needs a reason in docs/mutation.md; the command ends with 1
when one has none.
"""

import importlib.abc
import importlib.machinery
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, ModuleType

import hypothesis.strategies  # noqa: F401  Slow to import: before the fork.
import pytest
import requests  # noqa: F401
import sqlalchemy  # noqa: F401

from tests.mutation.mutants import Mutant, mutants

ROOT = Path(__file__).parents[2]
PACKAGE = "vlmis_core.reporting"
MODULES = ("import_answer", "import_summary", "judgement", "sent_values", "refusal_codes",
           "delivery_states", "read_back")  # fmt: skip
QUICK = "tests/unit/reporting"
THOROUGH = "tests/delivery/model/test_answer_reader_properties.py"
SECONDS_MAX = 120
"""A mutant that runs for ever is noticed as well."""


class _Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the mutant to whoever imports the module."""

    def __init__(self, name: str, code: CodeType) -> None:
        self._name, self._code = name, code

    def find_spec(
        self, name: str, _path: object, _target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Only for the one module."""
        return importlib.machinery.ModuleSpec(name, self) if name == self._name else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the mutant."""
        exec(self._code, module.__dict__)


def is_noticed(name: str, mutant: Mutant, tests: str) -> bool:
    """Whether a test fails with the mutant."""
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        module = f"{PACKAGE}.{name}"
        sys.meta_path.insert(0, _Mutated(module, compile(mutant.tree, module, "exec")))
        choices = ("-x", "-q", "-n", "0", "-p", "no:cacheprovider", "--hypothesis-seed=0")
        os._exit(int(pytest.main([tests, *choices]) != 0))
    return _status(child) != 0


def _status(child: int) -> int:
    ends = time.monotonic() + SECONDS_MAX
    while time.monotonic() < ends:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status
        time.sleep(0.01)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return 1


def try_module(name: str, tests: Sequence[str]) -> int:
    """Try every mutant of a module; returns how many survive without a reason."""
    page = (ROOT / "docs" / "mutation.md").read_text(encoding="utf-8")
    reasons = [line for line in page.splitlines() if f"`{name}`" in line]
    source = (ROOT / f"vlmis_core/reporting/{name}.py").read_text(encoding="utf-8")
    tried = survived = unexplained = 0
    for mutant in mutants(source):
        tried += 1
        if any(is_noticed(name, mutant, each) for each in tests):
            continue
        survived += 1
        has_reason = any(f"`{mutant.change}`" in line for line in reasons)
        unexplained += not has_reason
        _tell(f"{name}.py:{mutant}{'' if has_reason else '   (no reason given)'}")
    _tell(f"{name}: {tried} mutants, {survived} survive")
    return unexplained


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")


def main(arguments: Sequence[str]) -> int:
    """Try the modules that are named, or all."""
    tests = [QUICK] + ([THOROUGH] if "--thorough" in arguments else [])
    names = [name for name in arguments if not name.startswith("--")] or list(MODULES)
    return min(sum(try_module(name, tests) for name in names), 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
