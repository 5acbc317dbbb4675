"""``make mutation``: mutmut changes the pure modules; name each change that no test notices.

``[tool.mutmut]`` of pyproject.toml names the modules and the tests. A change that survives needs a
reason in docs/mutation.md, which names the change as this command prints it.
"""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
REASONS = ROOT / "docs" / "mutation.md"
TEXT_OR_STRICT = re.compile(r'f?"[^"]*"|strict=\w+')
NOTICED = ("caught by type check", "timeout")
"""Beside those that a test fails with, which mutmut does not list."""


def mutmut(*words: str, stdout: int | None = subprocess.PIPE) -> str:
    """Call mutmut, which finds mypy beside itself; returns what it prints, if that is kept."""
    tools = Path(sys.executable).parent
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [tools / "mutmut", *words],
        cwd=ROOT,
        env=os.environ | {"PATH": path},
        stdout=stdout,
        text=True,
        check=True,
    )
    return done.stdout or ""


def survivors() -> list[str]:
    """Run every mutant; returns the changes that survive, as ``module: before → after``."""
    mutmut("run", stdout=None)  # Its progress is for people.
    results = (line.strip().split(": ") for line in mutmut("results").splitlines())
    alive = [mutant for mutant, status in results if status not in NOTICED]
    found = {mutant: change(mutmut("show", mutant)) for mutant in alive}
    return [
        f"{mutant.split('.x')[0]}: {before} → {after}"
        for mutant, (before, after) in found.items()
        if without_wording(before) != without_wording(after)
    ]


def change(diff: str) -> tuple[str, str]:
    """Return the lines that a diff takes out and those that it puts in, with single blanks."""
    lines = diff.splitlines()
    before, after = (
        " ".join(" ".join(line[1:] for line in lines if line[:2] == f"{sign} ").split())
        for sign in "-+"
    )
    return before, after


def without_wording(code: str) -> str:
    """Leave out sentences for people, and whether a zip checks that its parts have one length."""

    def kept(found: re.Match[str]) -> str:
        return found[0] if '"' in found[0] and " " not in found[0] else ""

    return TEXT_OR_STRICT.sub(kept, code)


def report(found: Sequence[str]) -> int:
    """Print the changes that survive without a reason; 1 when there is one."""
    explained = " ".join(REASONS.read_text(encoding="utf-8").split())
    unexplained = [each for each in found if each not in explained]
    for each in unexplained:
        sys.stderr.write(f"survives: {each}\n")
    sys.stderr.write(f"{len(found)} survive, {len(unexplained)} without a reason\n")
    return min(len(unexplained), 1)


if __name__ == "__main__":
    sys.exit(report(survivors()))
