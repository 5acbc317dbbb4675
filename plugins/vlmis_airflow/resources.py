"""Airflow connections, turned into what the services take. Opened in tasks, never at parse time."""

from collections.abc import Iterator
from contextlib import contextmanager

from airflow.providers.postgres.hooks.postgres import PostgresHook

from vlmis_core.database import Database

LEDGER_CONNECTION = "vlmis_db"


@contextmanager
def ledger() -> Iterator[Database]:
    """Open the VLMIS database of connection ``vlmis_db`` (role vlmis_pipeline) for one task."""
    engine = PostgresHook(LEDGER_CONNECTION).get_sqlalchemy_engine(
        {"pool_size": 1, "connect_args": {"connect_timeout": 10}}
    )
    database = Database(engine)
    try:
        yield database
    finally:
        database.dispose()
