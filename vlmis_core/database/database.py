"""Transactions on the VLMIS database, and the errors of the system that its failures become."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar, overload

import psycopg
from psycopg.abc import Buffer
from psycopg.types.array import ListBinaryDumper
from psycopg.types.json import JsonbBinaryDumper
from sqlalchemy import Connection, CursorResult, Engine, Row, create_engine, event
from sqlalchemy.exc import DBAPIError

from vlmis_core.database.failures import meaning_of
from vlmis_core.database.queries import load_query, statement_text
from vlmis_core.database.typed_rows import row_builder
from vlmis_core.messages import Message

X = TypeVar("X")

_STREAMED_ROWS = 2_000
"""Rows that a streamed query holds in memory."""


class Transaction:
    """One open transaction; its statements are files of ``sql/queries``, named without ending."""

    def __init__(self, connection: Connection) -> None:
        """Wrap a connection on which a transaction has begun."""
        self._connection = connection

    def act_as(self, actor: str) -> None:
        """Say who acts until the end of the transaction: changes of master data are kept so."""
        self.value("database/set_actor", actor=actor)

    def run(self, query: str, **params: Any) -> int:
        """Run a statement; returns the number of rows that it touched."""
        return self._execute(query, params).rowcount

    @overload
    def rows(self, query: str, *, as_: Callable[..., X], **params: Any) -> list[X]: ...
    @overload
    def rows(self, query: str, **params: Any) -> Sequence[Row[Any]]: ...
    def rows(self, query: str, *, as_: Any = None, **params: Any) -> Any:
        """Run a query; returns all its rows, each built from its columns by a class or function.

        Raises:
            TypeError: the columns of the query are not the fields of ``as_``.
        """
        result = self._execute(query, params)
        if as_ is None:
            return result.all()
        return list(map(row_builder(query, as_, tuple(result.keys())), result.all()))

    @overload
    def stream(self, query: str, *, as_: Callable[..., X], **params: Any) -> Iterator[X]: ...
    @overload
    def stream(self, query: str, **params: Any) -> Iterator[Row[Any]]: ...
    def stream(self, query: str, *, as_: Any = None, **params: Any) -> Iterator[Any]:
        """Run a query whose rows are read as they are needed: a cursor of the server, never all."""
        options = {"yield_per": _STREAMED_ROWS}
        result = self._connection.execute(load_query(query), params, execution_options=options)
        if as_ is None:
            yield from result
        else:
            yield from map(row_builder(query, as_, tuple(result.keys())), result)

    @overload
    def row(self, query: str, *, as_: Callable[..., X], **params: Any) -> X | None: ...
    @overload
    def row(self, query: str, **params: Any) -> Row[Any] | None: ...
    def row(self, query: str, *, as_: Any = None, **params: Any) -> Any:
        """Run a query that gives at most one row; returns it as an ``as_``, or None."""
        result = self._execute(query, params)
        columns = tuple(result.keys())
        row = result.one_or_none()
        return row if row is None or as_ is None else row_builder(query, as_, columns)(row)

    @overload
    def value(self, query: str, *, as_: type[X], **params: Any) -> X: ...
    @overload
    def value(self, query: str, **params: Any) -> Any: ...
    def value(self, query: str, *, as_: Any = None, **params: Any) -> Any:
        """Run a query; returns the first column of its first row, or None.

        Raises:
            TypeError: ``as_`` is given and the value is not one; None is not.
        """
        value = self._execute(query, params).scalar()
        if as_ is not None and not isinstance(value, as_):
            raise TypeError(f"{query} gave {value!r}, not the {as_.__name__} that was asked for")
        return value

    def copy_rows(self, copy_statement: str, rows: Iterable[Sequence[Any]]) -> int:
        """Stream ``rows`` through a COPY statement."""
        count = 0
        with self._cursor() as cursor, cursor.copy(self._copy_text(copy_statement)) as copy:
            for row in rows:
                copy.write_row(row)
                count += 1
        return count

    def copy_texts(self, copy_statement: str, texts: Iterable[str]) -> None:
        """Stream texts that are written in COPY's text format already."""
        with self._cursor() as cursor, cursor.copy(self._copy_text(copy_statement)) as copy:
            for text in texts:
                copy.write(text)

    def script(self, name: str) -> None:
        """Run a script of several statements without parameters."""
        self._driver().execute(statement_text(name).encode())

    def _execute(self, query: str, params: dict[str, Any]) -> CursorResult[Any]:
        return self._connection.execute(load_query(query), params)

    def _driver(self) -> psycopg.Connection[Any]:
        driver = self._connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        return driver

    def _cursor(self) -> psycopg.Cursor[Any]:
        return self._driver().cursor()

    @staticmethod
    def _copy_text(name: str) -> bytes:
        return statement_text(name).encode()


class Database:
    """The VLMIS database as one role. Cheap to make; connections are opened when needed."""

    def __init__(self, url_or_engine: str | Engine, *, actor: str | None = None) -> None:
        """Take a SQLAlchemy URL (``postgresql+psycopg://…``) or an engine made elsewhere.

        ``actor`` is who changes master data through it; None: known by the database role only.
        """
        self._actor = actor
        self.engine = (
            create_engine(url_or_engine, pool_pre_ping=True, connect_args={"connect_timeout": 10})
            if isinstance(url_or_engine, str)
            else url_or_engine
        )
        if not event.contains(self.engine, "connect", _adapt_types):
            event.listen(self.engine, "connect", _adapt_types)

    def acting(self, actor: str) -> "Database":
        """The same database and connections, for what ``actor`` does."""
        return Database(self.engine, actor=actor)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Open a transaction: committed when the block ends well, rolled back when it does not.

        Never autocommit: the server would finish and commit a killed client's statement.

        Raises:
            DatabaseUnavailableError: no connection, a lock time-out, a deadlock, a shutdown.
            VlmisError: what a function of the owner refused, see ``failures``.
        """
        with _translated_errors(), self.engine.begin() as connection:
            tx = Transaction(connection)
            if self._actor is not None:
                tx.act_as(self._actor)
            yield tx

    @contextmanager
    def one_transaction(self, *, keep: bool) -> Iterator["Database"]:
        """Open one transaction for all that the block does; unless ``keep``, roll it back.

        Yields a database whose transactions are savepoints: services work as always. A block that
        fails leaves no row behind.
        """
        with _translated_errors(), self.engine.connect() as connection, connection.begin() as whole:
            yield _Savepoints(connection, self._actor)
            if not keep:
                whole.rollback()

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


class _Savepoints(Database):
    """The database in one open transaction, in which every other one is a savepoint."""

    def __init__(self, connection: Connection, actor: str | None) -> None:
        super().__init__(connection.engine, actor=actor)
        self._connection = connection

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Open a savepoint: kept when the block ends well, rolled back when it does not."""
        with _translated_errors(), self._connection.begin_nested():
            tx = Transaction(self._connection)
            if self._actor is not None:
                tx.act_as(self._actor)
            yield tx


@contextmanager
def _translated_errors() -> Iterator[None]:
    """Raise what an error of the driver means to the system."""
    try:
        yield
    except DBAPIError as error:
        raise meaning_of(error.orig) from error
    except psycopg.Error as error:  # COPY and scripts bypass SQLAlchemy.
        raise meaning_of(error) from error


class _MessageDumper(JsonbBinaryDumper):
    """Writes a message as ``jsonb``: its code and its values."""

    def dump(self, obj: Message) -> Buffer | None:
        return super().dump(obj.as_json())


def _adapt_types(connection: psycopg.Connection[Any], _: object) -> None:
    """Let statements take lists and messages as parameters."""
    # Lists of thousands of keys are sent most; as text they cost twice the time.
    connection.adapters.register_dumper(list, ListBinaryDumper)
    connection.adapters.register_dumper(Message, _MessageDumper)
