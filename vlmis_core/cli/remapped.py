"""``vlmis moved``: what DHIS2 holds under an old HMIS Code or org unit."""

import typer

from vlmis_core.cli.session import database_as, now
from vlmis_core.cli.tables import AsJson, Column, print_json, print_table
from vlmis_core.database import Database
from vlmis_core.database.roles import PIPELINE
from vlmis_core.delivery.remapped import list_deletions, list_posted_elsewhere

app = typer.Typer(help="What DHIS2 holds under an old HMIS Code or org unit.")

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


@app.callback(invoke_without_command=True)
def moved(as_json: AsJson = False) -> None:
    """Posted records of products or stores that moved, and old figures that wait for deletion."""
    with database_as(PIPELINE) as database:
        if as_json:
            print_json(
                {
                    "posted_elsewhere": list_posted_elsewhere(database),
                    "deletions": list_deletions(database, now=now()),
                }
            )
        elif not print_moved(database):
            typer.echo("Everything posted stands under its present HMIS Code and org unit.")


def print_moved(database: Database) -> bool:
    """Print what moved, each part only where there is something; whether there was."""
    elsewhere = list_posted_elsewhere(database)
    deletions = list_deletions(database, now=now())
    if elsewhere:
        print_table("Posted under an old HMIS Code or org unit", _ELSEWHERE, elsewhere)
        typer.echo("They stay there until somebody moves them:")
        for entry in elsewhere:
            typer.echo(f"  {entry.how_to_move}")
        typer.echo("With --delete-old, our figures at the old place are deleted after that.")
    if deletions:
        print_table("Old figures in DHIS2, asked to be deleted", _DELETIONS, deletions)
    return bool(elsewhere or deletions)
