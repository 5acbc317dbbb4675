"""``vlmis db``: start, stop, migrate and enter the database."""

import os
import shutil
import subprocess
from typing import Annotated

import typer
from sqlalchemy import URL, create_engine

from vlmis_core.cli.language import reader
from vlmis_core.cli.terminal import echo
from vlmis_core.database import Database, embedded
from vlmis_core.database.addresses import admin_url, role_url
from vlmis_core.database.migrate import migrate as migrate_schema
from vlmis_core.database.roles import ANALYST, OWNER, ROLES
from vlmis_core.deployment import acting_person, database_as
from vlmis_core.errors import PermanentError
from vlmis_core.ledger.remove_movement import remove_movement
from vlmis_core.messages import message
from vlmis_core.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="The VLMIS database.")

Role = Annotated[str, typer.Option(help=f"One of {', '.join(ROLES)}.")]


@app.command()
def start() -> None:
    """Start the embedded server, and check that the database answers (an external one too)."""
    url = admin_url(load_settings())
    database = Database(url.render_as_string(hide_password=False))
    with database.transaction():
        pass  # To enter it is the proof.
    database.dispose()
    echo(reader().text(message("database_answers", url=url.render_as_string())))


@app.command()
def stop() -> None:
    """Stop the embedded server."""
    settings = load_settings()
    if settings.database_url is not None:
        raise PermanentError(message("database_is_external"))
    embedded.stop(settings.home)


@app.command()
def migrate(
    change_time_zone: Annotated[
        bool,
        typer.Option(
            "--change-time-zone",
            help="Freeze the days of a live ledger by VLMIS_TIME_ZONE from now on.",
        ),
    ] = False,
) -> None:
    """Bring the schema to the newest version; safe to run again."""
    settings = load_settings()
    revision = migrate_schema(
        create_engine(admin_url(settings)),
        time_zone=settings.time_zone,
        changes_time_zone=change_time_zone,
    )
    echo(reader().text(message("schema_migrated", revision=revision)))


@app.command("remove-movement")
def remove(
    source_key: Annotated[str, typer.Argument(help="Key of the movement.")],
    reason: Annotated[str, typer.Option(help="Why; it is kept with your name.")],
) -> None:
    """Remove a movement that no reversal can put right from an open day; it is kept in a log."""
    with database_as(OWNER) as database:
        remove_movement(database, source_key, by=acting_person(), reason=reason)
    echo(reader().text(message("movement_was_removed", source_key=source_key)))


@app.command()
def url(role: Role = ANALYST) -> None:
    """Print the URL of the database for a role, with its password."""
    print(_checked_address(role).render_as_string(hide_password=False))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def psql(context: typer.Context, role: Role = ANALYST) -> None:
    """Open psql as a role; what follows -- goes to psql: vlmis db psql -- -c "select 1"."""
    address = _checked_address(role)
    program = shutil.which("psql", path=f"{embedded.programs()}{os.pathsep}{os.environ['PATH']}")
    if program is None:
        raise PermanentError(message("psql_is_missing"))
    # Not in the command line, which every user of the machine can read.
    environment = os.environ | {"PGPASSWORD": address.password or ""}
    without_password = address._replace(password=None).render_as_string()
    command = [program, "--dbname", without_password, *context.args]
    raise typer.Exit(subprocess.call(command, env=environment))


def _checked_address(role: str) -> URL:
    if role not in ROLES:
        raise PermanentError(message("database_role_is_unknown", role=role, roles=ROLES))
    return role_url(load_settings(), role).set(drivername="postgresql")
