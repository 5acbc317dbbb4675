"""A shell of somebody whose home folder is empty, in a folder that is not the checkout."""

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from vlmis_core.operations.airflow_command import is_of_airflow

PROGRAM = str(Path(sys.executable).with_name("vlmis"))
SECONDS = 180


class Shell:
    """Runs what a person types there, without Airflow's settings of the tests."""

    def __init__(self, folder: Path, variables: Mapping[str, str] | None = None) -> None:
        """Take a folder for the user's own files and for the working directory."""
        self._home, self._directory = folder / "user", folder / "directory"
        self._home.mkdir()
        self._directory.mkdir()
        outside = {name: text for name, text in os.environ.items() if not is_of_airflow(name)}
        for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            outside.pop(name, None)
        self.variables = outside | {"HOME": str(self._home)} | dict(variables or {})

    def vlmis(self, *words: str) -> str:
        """Run the command ``vlmis``; returns what it printed."""
        return self._run([PROGRAM, *words])

    def started_from_outside(self, *words: str) -> str:
        """Run the command ``vlmis`` as a container's runtime does: its parent is outside."""
        start = f"import os, sys; os.getppid = lambda: 0; sys.argv[0] = {PROGRAM!r}; "
        return self._run(
            [sys.executable, "-c", start + "from vlmis_core.cli.main import main; main()", *words]
        )

    def type(self, line: str) -> str:
        """Run a line as it was printed; returns what it printed."""
        return self._run(shlex.split(line))

    def files_of_the_user(self) -> list[Path]:
        """What is in the home folder of the user and in the working directory."""
        return [*self._home.rglob("*"), *self._directory.rglob("*")]

    def _run(self, words: list[str]) -> str:
        done = subprocess.run(
            words,
            env=self.variables,
            cwd=self._directory,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout
