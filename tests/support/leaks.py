"""Where a secret of a stack may not stand: its files, both databases, command lines, answers."""

import base64
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, create_engine, text

from sandbox.stack.home import StackHome
from vlmis_core.operations.airflow_command import KEPT_ENVIRONMENT
from vlmis_core.settings import REMEMBERED

KEPT = (REMEMBERED, KEPT_ENVIRONMENT, "run/supervisord.conf", "keys/")
"""The files of a home that must hold secrets; nobody but their owner may read them."""


class Secrets:
    """Secrets by what they are, each in every form in which it could leak."""

    def __init__(self, plain: Mapping[str, str], logins: Mapping[str, str]) -> None:
        """Take secrets by name, and passwords by username (they travel as basic auth, too)."""
        basic = {
            f"basic auth of {user}": base64.b64encode(f"{user}:{password}".encode()).decode()
            for user, password in logins.items()
        }
        passwords = {f"password of {user}": password for user, password in logins.items()}
        self.forms = {
            form: what
            for what, secret in {**plain, **passwords, **basic}.items()
            for form in (secret, quote(secret, safe=""), secret.encode().hex())
        }
        self._bytes = {form.encode(): what for form, what in self.forms.items()}

    def found_in(self, content: bytes) -> set[str]:
        """What the secrets are that stand in ``content``."""
        return {what for form, what in self._bytes.items() if form in content}


def leaks_in_files(home: StackHome, secrets: Secrets) -> Iterator[str]:
    """Files with a secret: logs, and PostgreSQL's own files with its journal."""
    for path in home.path.rglob("*"):
        name = str(path.relative_to(home.path))
        if not path.is_file() or name.startswith(KEPT):
            continue
        for what in secrets.found_in(path.read_bytes()):
            yield f"{what} in {name}"


def open_secret_files(home: StackHome) -> list[str]:
    """Files that must hold secrets, and that others than their owner may read."""
    kept = [path for path in home.path.rglob("*") if path.is_file()]
    return [
        str(path)
        for path in kept
        if str(path.relative_to(home.path)).startswith(KEPT)
        and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]


def leaks_in_database(url: URL, secrets: Secrets) -> Iterator[str]:
    """Tables with a secret in any column: texts, JSON, and bytes by their hexadecimal digits."""
    engine = create_engine(url)
    with engine.connect() as connection:
        tables = connection.execute(
            text(
                "select format('%I.%I', schemaname, tablename) from pg_tables "
                "where schemaname <> 'information_schema' order by 1"
            )
        ).scalars()
        for table in tables.all():
            found = connection.execute(
                text(
                    f"select distinct secret from {table} row_of_it, "
                    "unnest(cast(:forms as text[])) secret "
                    "where strpos(row_of_it::text, secret) > 0"
                ),
                {"forms": list(secrets.forms)},
            ).scalars()
            for form in found:
                yield f"{secrets.forms[form]} in {url.database}: {table}"
    engine.dispose()


def command_lines(home: StackHome) -> set[bytes]:
    """The command lines of every process that runs for this home at this moment."""
    mark, seen = str(home.path).encode(), set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line, around = ((process / name).read_bytes() for name in ("cmdline", "environ"))
        except OSError:  # It has ended, or is another's.
            continue
        if mark in line or mark in around:
            seen.add(line)
    return seen


def leaks_in(what: str, contents: Iterable[bytes], secrets: Secrets) -> list[str]:
    """Secrets in whatever was collected."""
    return [f"{found} in {what}" for each in contents for found in secrets.found_in(each)]
