"""``vlmis changes``: who changed master data: products, stores, limits, accounts, org units."""

from typing import Annotated

import typer

from vlmis_core.cli.language import print_text, reader
from vlmis_core.cli.tables import AsJson, Column, print_json, print_table
from vlmis_core.database.roles import RECORDER
from vlmis_core.deployment import database_as
from vlmis_core.messages import _
from vlmis_core.operations.master_data_changes import Entity, list_changes

app = typer.Typer(help="Who changed products, stores, stock limits, accounts, org units.")

_COLUMNS = [
    Column(_("When"), "changed_at"),
    Column(_("Who"), "changed_by"),
    Column(_("What"), "entity", terms="changed_entity"),
    Column(_("Code or username"), "entity_key"),
    Column(_("Change"), "what", wraps=True),
]


@app.callback(invoke_without_command=True)
def changes(
    entity: Annotated[Entity | None, typer.Option(help="Only changes of this kind.")] = None,
    key: Annotated[
        str | None, typer.Option(help="Only of this product or store (code), or account.")
    ] = None,
    lines: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Show who changed master data, newest first."""
    with database_as(RECORDER) as database:
        found = list_changes(database, entity=entity, entity_key=key, line_count=lines)
    if as_json:
        print_json(found)
    elif found:
        print_table(reader().gettext("Changes"), _COLUMNS, found)
    else:
        print_text(_("There are no such changes."))
