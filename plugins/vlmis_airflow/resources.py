"""Airflow connections, turned into what the services take. Opened in tasks, never at parse time."""

import weakref

from airflow.providers.postgres.hooks.postgres import PostgresHook

from vlmis_airflow.connections import DHIS2_CONNECTION, VLMIS_CONNECTION
from vlmis_airflow.dhis2_hook import Dhis2Hook
from vlmis_core.database import Database
from vlmis_core.dhis2.client import Dhis2Client


def vlmis_database() -> Database:
    """Give the VLMIS database of connection ``vlmis_db`` (role vlmis_pipeline).

    It connects when it is used, and closes its connections when the task lets go of it.
    """
    engine = PostgresHook(VLMIS_CONNECTION).get_sqlalchemy_engine(
        {"pool_size": 1, "connect_args": {"connect_timeout": 10}}
    )
    database = Database(engine, actor="airflow")
    weakref.finalize(database, engine.dispose)
    return database


def dhis2() -> Dhis2Client:
    """DHIS2 of connection ``dhis2_default``; nothing is sent yet."""
    return Dhis2Hook(DHIS2_CONNECTION).client()
