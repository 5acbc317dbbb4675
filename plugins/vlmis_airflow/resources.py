"""Airflow connections, turned into what the services take. Opened in tasks, never at parse time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from airflow.providers.postgres.hooks.postgres import PostgresHook

from vlmis_airflow.dhis2_hook import Dhis2Hook
from vlmis_core.database import Database
from vlmis_core.dhis2.client import Dhis2Client

LEDGER_CONNECTION = "vlmis_db"
DHIS2_CONNECTION = "dhis2_default"

Found = TypeVar("Found")


@contextmanager
def ledger() -> Iterator[Database]:
    """Open the VLMIS database of connection ``vlmis_db`` (role vlmis_pipeline) for one task."""
    engine = PostgresHook(LEDGER_CONNECTION).get_sqlalchemy_engine(
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


def with_dhis2(service: Callable[..., Found], **choices: Any) -> Found:
    """Call one service between the two: with the ledger, DHIS2, and what it may choose."""
    with ledger() as database:
        return service(database, dhis2(), **choices)
