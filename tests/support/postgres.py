"""A real PostgreSQL for tests: one server a process, one fresh database a test."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import URL, create_engine, text
from sqlalchemy.exc import DBAPIError

from vlmis_core.database import Database, embedded
from vlmis_core.database.migrate import migrate
from vlmis_core.database.roles import OWNER, PIPELINE, RECORDER

_numbers = count(1)


class TestDatabase:
    """One migrated database; enter it as any role."""

    __test__ = False

    def __init__(self, url: URL, passwords: dict[str, str]) -> None:
        self.url = url
        self._passwords = passwords
        self._open: dict[str, Database] = {}

    def url_of(self, role: str) -> str:
        """The URL of the database as `role`, with its password."""
        url = self.url.set(username=role, password=self._passwords[role])
        return url.render_as_string(hide_password=False)

    def as_role(self, role: str) -> Database:
        """The database as `role`; the same object every time."""
        if role not in self._open:
            self._open[role] = Database(self.url_of(role))
        return self._open[role]

    @property
    def recorder(self) -> Database:
        """As the role that records."""
        return self.as_role(RECORDER)

    @property
    def pipeline(self) -> Database:
        """As the role that freezes and pushes."""
        return self.as_role(PIPELINE)

    def rows(self, statement: str, **params: object) -> list[tuple]:
        """Look into any table, as the administrator."""
        with self.as_role(embedded.ADMIN).engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement), params)]

    def value(self, statement: str, **params: object) -> object:
        """The first column of the first row."""
        return self.rows(statement, **params)[0][0]

    def count(self, statement: str, **params: object) -> int:
        """The first column of the first row, which is a whole number."""
        found = self.value(statement, **params)
        assert isinstance(found, int)
        return found

    def store_id(self, code: str) -> int:
        """The id of a store."""
        return self.count("select store_id from vlmis.store where code = :code", code=code)

    def content(self) -> dict[str, object]:
        """Every row of every table of the system, as a digest by table."""
        tables = self.rows(
            "select format('%I.%I', table_schema, table_name) from information_schema.tables"
            " where table_schema in ('vlmis', 'vlmis_days') and table_type = 'BASE TABLE'"
        )
        digest = "select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {} t"
        return {str(table): self.value(digest.format(table)) for (table,) in tables}

    def execute(self, statement: str, role: str = OWNER, **params: object) -> None:
        """Change something by hand, as the owner unless said otherwise."""
        with self.as_role(role).engine.begin() as connection:
            connection.execute(text(statement), params)

    def dispose(self) -> None:
        """Close every connection, so that the database can be dropped."""
        for database in self._open.values():
            database.dispose()


def sqlstate_of(error: DBAPIError) -> str:
    """The SQLSTATE with which PostgreSQL refused a statement."""
    assert isinstance(error.orig, psycopg.Error)
    return str(error.orig.sqlstate)


class TestServer:
    """An embedded server below a temporary home, with a migrated template."""

    __test__ = False

    def __init__(self, home: Path) -> None:
        self.home = home
        self.admin = embedded.start(home)
        engine = create_engine(self.admin)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("alter system set fsync = off"))
            connection.execute(text("select pg_reload_conf()"))
        migrate(engine, time_zone="UTC")
        engine.dispose()

    @contextmanager
    def fresh_database(self, template: str = "vlmis") -> Iterator[TestDatabase]:
        """A database of its own, made from a template and dropped afterwards."""
        name = f"test_{next(_numbers)}"
        control = create_engine(
            self.admin.set(database="postgres"), isolation_level="AUTOCOMMIT", pool_size=1
        )
        with control.connect() as connection:
            connection.execute(
                text(f"create database {name} template {template} strategy file_copy")
            )
        made = TestDatabase(self.admin.set(database=name), embedded.load_passwords(self.home))
        try:
            yield made
        finally:
            made.dispose()
            with control.connect() as connection:
                connection.execute(text(f"drop database {name} with (force)"))
            control.dispose()


@contextmanager
def temporary_server() -> Iterator[TestServer]:
    """Start a server for this process; it and its files are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="vlmis-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o755)
        server = TestServer(home)
        try:
            yield server
        finally:
            embedded.stop(home)
