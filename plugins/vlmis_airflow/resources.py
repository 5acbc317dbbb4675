"""Airflow connections, turned into what the services take. Opened in tasks, never at parse time."""

from collections.abc import Iterator
from contextlib import contextmanager

from airflow.providers.postgres.hooks.postgres import PostgresHook

from vlmis_airflow.dhis2_hook import Dhis2Hook
from vlmis_core.database import Database
from vlmis_core.dhis2.client import Dhis2Client

VLMIS_CONNECTION = "vlmis_db"
DHIS2_CONNECTION = "dhis2_default"


@contextmanager
def vlmis_database() -> Iterator[Database]:
    """Open the VLMIS database of connection ``vlmis_db`` (role vlmis_pipeline) for one task."""
    engine = PostgresHook(VLMIS_CONNECTION).get_sqlalchemy_engine(
        {"pool_size": 1, "connect_args": {"connect_timeout": 10}}
    )
    database = Database(engine, actor="airflow")
    try:
        yield database
    finally:
        database.dispose()


def dhis2() -> Dhis2Client:
    """DHIS2 of connection ``dhis2_default``; nothing is sent yet."""
    return Dhis2Hook(DHIS2_CONNECTION).client()
