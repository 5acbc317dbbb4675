"""``vlmis push differences``: what DHIS2 holds otherwise than it was posted, and the ways out."""

from typing import Annotated

import typer

from vlmis_core.cli.language import print_text, reader
from vlmis_core.cli.tables import AsJson, Column, print_json, print_table
from vlmis_core.cli.terminal import echo
from vlmis_core.database import Database
from vlmis_core.database.roles import PIPELINE
from vlmis_core.delivery.list_differences import DifferenceChoice, list_differences
from vlmis_core.delivery.open_differences import OpenDifferences, list_open_differences
from vlmis_core.deployment import database_as
from vlmis_core.messages import _

_GROUPS = [
    Column(_("What"), "kind", terms="difference_kind"),
    Column(_("Store"), "store_code"),
    Column(_("Org unit"), "org_unit_uid"),
    Column(_("From org unit"), "origin_org_unit_uid"),
    Column(_("Number"), "count"),
    Column(_("First day"), "first_day"),
    Column(_("Last day"), "last_day"),
    Column(_("Entered by"), lambda found: ", ".join(found.people)),
]
_VALUES = [
    Column(_("Day"), "day"),
    Column(_("Store"), "store_code"),
    Column(_("Product"), "product_code"),
    Column(_("Data value"), "category", terms="category"),
    Column(_("What"), "kind", terms="difference_kind"),
    Column(_("Frozen"), "frozen_value"),
    Column(_("In DHIS2"), "found_value"),
    Column(_("Entered by"), "stored_by"),
    Column(_("When"), "stored_at"),
    Column(_("Org unit"), "org_unit_uid"),
]


def differences(
    values: Annotated[bool, typer.Option("--values", help="Every data value.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what DHIS2 holds otherwise than it was posted, who changed it, and what to do."""
    with database_as(PIPELINE) as database:
        groups = list_open_differences(database)
        lines = _values(database) if values else []
    if as_json:
        print_json({"differences": [_as_json(each) for each in groups], "values": lines})
    elif groups:
        _print_groups(groups)
        if lines:
            print_table(reader().gettext("Data values"), _VALUES, lines)
    else:
        print_text(_("DHIS2 holds what was posted, as far as the last check has seen."))


def _values(database: Database) -> list[object]:
    choice = DifferenceChoice(only_open=True)
    return list(list_differences(database, choice, line_count=None, skipped=0)[1])


def _print_groups(groups: list[OpenDifferences]) -> None:
    tr = reader()
    print_table(tr.gettext("Otherwise in DHIS2 than posted"), _GROUPS, groups)
    for each in groups:
        echo(tr.text(each.message))


def _as_json(found: OpenDifferences) -> dict[str, object]:
    tr = reader()
    described = {**found.message.as_json(), "text": tr.text(found.message)}
    known = {name: getattr(found, name) for name in found.__slots__}
    return {**known, "requeue_command": found.requeue_command, "message": described}
