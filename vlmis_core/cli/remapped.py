"""``vlmis push remapped``: what DHIS2 holds under an old HMIS Code or org unit."""

import typer

from vlmis_core.cli.session import database_as, now
from vlmis_core.cli.tables import AsJson, Column, print_json, print_table
from vlmis_core.database import Database
from vlmis_core.database.roles import PIPELINE
from vlmis_core.delivery.remapped import list_remapped, list_stale_values

_ELSEWHERE = [
    Column("changed", "what_changed"),
    Column("of", "code"),
    Column("old", "old_uid"),
    Column("now", "new_uid"),
    Column("records", "records"),
    Column("days", "days"),
    Column("first", "first_day"),
    Column("last", "last_day"),
]
_DELETIONS = [
    Column("", "outcome"),
    Column("product", "product_code"),
    Column("old code", "data_element_uid"),
    Column("records", "records"),
    Column("first", "first_day"),
    Column("last", "last_day"),
    Column("asked by", "asked_by"),
    Column("why", "finding", wraps=True),
]


def remapped(as_json: AsJson = False) -> None:
    """Posted records of products or stores that moved, and old figures that wait for deletion."""
    with database_as(PIPELINE) as database:
        if as_json:
            print_json(
                {
                    "remapped": list_remapped(database),
                    "deletions": list_stale_values(database, now=now()),
                }
            )
        elif not print_remapped(database):
            typer.echo("Everything posted stands under its present HMIS Code and org unit.")


def print_remapped(database: Database) -> bool:
    """Print what moved, each part only where there is something; whether there was."""
    elsewhere = list_remapped(database)
    deletions = list_stale_values(database, now=now())
    if elsewhere:
        print_table("Posted under an old HMIS Code or org unit", _ELSEWHERE, elsewhere)
        typer.echo("They stay there until somebody moves them:")
        for entry in elsewhere:
            typer.echo(f"  {entry.requeue_command}")
        typer.echo("With --delete-old, our figures at the old place are deleted after that.")
    if deletions:
        print_table("Old figures in DHIS2, asked to be deleted", _DELETIONS, deletions)
    return bool(elsewhere or deletions)
