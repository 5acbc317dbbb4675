"""The VLMIS database as the role that fits: kept open, because pages come often and are short."""

from functools import cache

from sqlalchemy import create_engine

from vlmis_core.database import Database
from vlmis_core.database.addresses import role_url
from vlmis_core.database.roles import PIPELINE, RECORDER
from vlmis_core.settings import load_settings

_LONGEST_STATEMENT = "60s"


@cache
def database_as(role: str) -> Database:
    """One pool of connections a role and process."""
    engine = create_engine(
        role_url(load_settings(), role),
        pool_size=4,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 10,
            "options": f"-c statement_timeout={_LONGEST_STATEMENT}",
        },
    )
    return Database(engine)


def reporting_database() -> Database:
    """Stores, products, ledger and frozen quantities. A dependency: tests replace it."""
    return database_as(RECORDER)


def delivery_database() -> Database:
    """What was sent to DHIS2, and the right to send again."""
    return database_as(PIPELINE)
