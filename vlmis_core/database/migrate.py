"""Bring a database to the newest schema: revisions once, then everything that can be repeated.

Alembic runs the revisions, in order, forward only: the baseline (``sql/schema``), then the numbered
migrations (``sql/migrations``). Functions, checks and views (``sql/functions``, ``sql/checks``,
``sql/views``) are created again every time. ``sql/order.toml`` declares the order of the files. All
of it is one transaction, and one at a time. docs/adr/0002 says why.
"""

import tomllib
from pathlib import Path

from alembic import command, op
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine

from vlmis_core.database.queries import load_query, sql_directory, sql_text


def migrate(engine: Engine, *, time_zone: str, changes_time_zone: bool = False) -> str:
    """Apply everything that is missing; returns the schema's revision. Safe to run again.

    Args:
        engine: Connects as someone who may create roles, or for whom the five roles exist and who
            is a member of ``vlmis_owner``.
        time_zone: The zone in which stock days begin and end; written down for the gate of the
            freeze, for good once the ledger is live.
        changes_time_zone: Whether it is written down also for a ledger that is live.
    """
    with engine.begin() as connection:
        return migrate_within(connection, time_zone=time_zone, changes_time_zone=changes_time_zone)


def migrate_within(
    connection: Connection, *, time_zone: str, changes_time_zone: bool = False
) -> str:
    """Do as ``migrate`` does, in the caller's transaction, which acts as the owner afterwards."""
    connection.execute(load_query("database/lock_migration"))
    _run_script(connection, "bootstrap")
    connection.execute(load_query("database/act_as_owner"))
    command.upgrade(_config(connection), "head")
    _run_declared(connection, "repeatable")
    connection.execute(
        load_query("database/set_time_zone"),
        {"time_zone": time_zone, "changes": changes_time_zone},
    )
    return (
        MigrationContext.configure(
            connection, opts={"version_table_schema": "vlmis"}
        ).get_current_revision()
        or "none"
    )


def create_roles(engine: Engine) -> None:
    """Create the roles that are missing, and give all of them their rights on the database."""
    with engine.begin() as connection:
        _run_script(connection, "bootstrap")


def run_baseline() -> None:
    """Run the files of ``sql/schema`` on the connection of the running migration."""
    _run_declared(op.get_bind(), "baseline")


def run_migration_file(name: str) -> None:
    """Run ``sql/migrations/<name>.sql`` on the connection of the running migration."""
    _run_script(op.get_bind(), f"migrations/{name}")


def declared_order() -> dict[str, list[str]]:
    """Read ``sql/order.toml``: the paths of ``baseline`` and ``repeatable``, below ``sql/``."""
    order: dict[str, list[str]] = tomllib.loads(
        (sql_directory() / "order.toml").read_text(encoding="utf-8")
    )
    return order


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _run_declared(connection: Connection, part: str) -> None:
    for path in declared_order()[part]:
        _run_script(connection, path.removesuffix(".sql"))


def _run_script(connection: Connection, name: str) -> None:
    # The driver itself takes several statements at once, and leaves colons and percent signs alone.
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(sql_text(name).encode())
