"""``vlmis why-not``: why records are not in DHIS2, and who can mend it."""

import typer

from vlmis_core.cli.moved import print_moved
from vlmis_core.cli.session import database_as
from vlmis_core.cli.tables import AsJson, Column, print_json, print_table
from vlmis_core.database.roles import PIPELINE
from vlmis_core.services.push.explain_missing import explain_missing

app = typer.Typer(help=__doc__)

_COLUMNS = [
    Column("state", "state"),
    Column("records", "records"),
    Column("since day", "oldest_day"),
    Column("reason", "reason_code"),
    Column("who can mend it", "mender"),
    Column("causes", "causes"),
    Column("closes in DHIS2", "closes_at"),
    Column("contradicts preflight", "contradicts"),
    Column("for example", "example", wraps=True),
]


@app.callback(invoke_without_command=True)
def why_not(as_json: AsJson = False) -> None:
    """Every reason for which a record is not in DHIS2, the most basic ones first."""
    with database_as(PIPELINE) as database:
        found = explain_missing(database)
        if as_json:
            print_json(found)
            return
        if found:
            print_table("Not in DHIS2", _COLUMNS, found)
        else:
            typer.echo("Nothing waits: every record that is to be sent is in DHIS2.")
        print_moved(database)
