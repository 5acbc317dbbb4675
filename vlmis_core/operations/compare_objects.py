"""Compare the database's functions, triggers, constraints and rights with what the migrations make.

A rule that was switched off leaves no trace in any row, so that no audit can see it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from vlmis_core.database import Database
from vlmis_core.database.migrate import migrate_within
from vlmis_core.database.queries import load_query
from vlmis_core.messages import message
from vlmis_core.operations.check_result import Check, CheckResult, failed, passed, warning
from vlmis_core.settings import Settings

_NAMES_SHOWN = 20
_LISTS = (
    "create_own_schemas",
    "create_own_relations",
    "create_own_partitions",
    "create_own_functions",
)
_QUERIES = (
    "select_rights",
    "select_database_rights",
    "select_role_settings",
    "select_definitions",
    "select_constraints",
    "select_triggers",
)

Objects = Mapping[tuple[str, str], str]
"""How each object is defined, by its kind and name."""


def check_objects(database: Database, settings: Settings) -> CheckResult:
    """Check that every rule and right is what the migrations make, and that there is no other.

    The migrations run in a database of their own on the same server, which is rolled back and
    dropped; roles stay as they are. Whoever may not create a database cannot compare.

    Args:
        database: The VLMIS database, as the one who migrates.
        settings: Of the deployment.
    """
    try:
        with database.engine.connect() as connection:
            present = _select_objects(connection)
        with _comparison(database.engine) as connection:
            connection.execute(load_query("operations/reset_roles"))
            migrate_within(connection, time_zone=settings.time_zone)
            expected = _select_objects(connection)
    except DBAPIError as error:
        detail = str(error.orig).splitlines()[0]
        return warning(Check.OBJECTS, message("objects_cannot_be_compared", detail=detail))
    differences = list(_differences(present, expected))
    if differences:
        shown = differences[:_NAMES_SHOWN]
        found = message("objects_differ", count=len(differences), objects=shown)
        return failed(Check.OBJECTS, found)
    return passed(Check.OBJECTS, message("objects_are_as_migrated", count=len(expected)))


def _differences(present: Objects, expected: Objects) -> Iterator[str]:
    for kind, name in sorted(present.keys() | expected.keys()):
        if present.get((kind, name)) != expected.get((kind, name)):
            yield f"{kind} {name}"


def _select_objects(connection: Connection) -> Objects:
    # Nothing of the system's own is called: it may be what was changed.
    connection.execute(load_query("operations/select_search_path"))
    for made in _LISTS:
        connection.execute(load_query(f"operations/{made}"))
    return {
        (row.kind, row.name): row.definition
        for query in _QUERIES
        for row in connection.execute(load_query(f"operations/{query}"))
    }


@contextmanager
def _comparison(engine: Engine) -> Iterator[Connection]:
    """Connect to an empty database on the same server; nothing that is done in it stays."""
    server = engine.execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as control:
        control.execute(load_query("operations/drop_comparison"))
        control.execute(load_query("operations/create_comparison"))
        try:
            comparison = create_engine(
                engine.url.set(database="vlmis_comparison"), poolclass=NullPool
            )
            with comparison.connect() as connection:
                yield connection
        finally:
            control.execute(load_query("operations/drop_comparison"))
