"""``vlmis org-units``: the replica of the DHIS2 org-unit tree."""

from typing import Annotated

import typer

from vlmis_core.cli.language import reader
from vlmis_core.cli.tables import AsJson, Column, print_json, print_table
from vlmis_core.cli.terminal import echo
from vlmis_core.clock import now
from vlmis_core.database.roles import PIPELINE
from vlmis_core.deployment import database_as, open_client
from vlmis_core.ledger.calendar import local_date
from vlmis_core.messages import _
from vlmis_core.org_units.refresh_org_units import (
    OrgUnitDiff,
    apply_org_units,
    diff_org_units,
    read_org_units,
)
from vlmis_core.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="The org units of DHIS2.")

_COLUMNS = [
    Column(_("Change"), "change", terms="org_unit_change"),
    Column(_("Uid"), "org_unit_uid"),
    Column(_("Code"), "code"),
    Column(_("Name"), "name", wraps=True),
]
_SET_ASIDE_COLUMNS = [
    Column(_("Uid"), "uid"),
    Column(_("Code"), "code"),
    Column(_("Name"), "name", wraps=True),
    Column(_("Reason"), "message", wraps=True),
]


@app.command()
def refresh(
    accept_removals: Annotated[
        bool, typer.Option(help="Allow more than 20 % of the org units to be removed or set aside.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read the whole tree from DHIS2 and make it the replica, all of it or nothing."""
    settings = load_settings()
    with database_as(PIPELINE, settings) as database:
        reading = read_org_units(database, open_client(settings), now=now())
        diff = apply_org_units(
            database,
            reading,
            accept_removals=accept_removals,
            now=now(),
            today=local_date(now(), settings.zone),
        )
    _show(diff, as_json=as_json)


@app.command("diff")
def diff_command(as_json: AsJson = False) -> None:
    """Read the whole tree from DHIS2 and show what a refresh would change; change nothing."""
    settings = load_settings()
    with database_as(PIPELINE, settings) as database:
        diff = diff_org_units(database, read_org_units(database, open_client(settings), now=now()))
    _show(diff, as_json=as_json)


def _show(diff: OrgUnitDiff, *, as_json: bool) -> None:
    if as_json:
        print_json(diff)
        return
    if diff.changes:
        print_table(reader().gettext("Org units"), _COLUMNS, diff.changes)
    if diff.set_aside:
        print_table(reader().gettext("Set aside"), _SET_ASIDE_COLUMNS, diff.set_aside)
    for affected in diff.affected_records:
        echo(reader().text(affected))
    echo(reader().sentence(diff.message))
    if diff.stores is not None:
        echo(reader().sentence(diff.stores.message))
