"""``vlmis push remapped``: what DHIS2 has under an old HMIS Code or org unit."""

from vlmis_core.cli.language import print_text, reader
from vlmis_core.cli.tables import AsJson, Column, print_json, print_table
from vlmis_core.cli.terminal import echo
from vlmis_core.clock import now
from vlmis_core.database import Database
from vlmis_core.database.roles import PIPELINE
from vlmis_core.delivery.remapped import (
    RemappedRecords,
    StaleValueGroup,
    list_remapped,
    list_stale_values,
)
from vlmis_core.deployment import database_as
from vlmis_core.messages import Translator, _

_REMAPPED = [
    Column(_("Product or store"), "code"),
    Column(_("Old uid"), "old_uid"),
    Column(_("New uid"), "new_uid"),
    Column(_("Records"), "records"),
    Column(_("Days"), "days"),
    Column(_("First day"), "first_day"),
    Column(_("Last day"), "last_day"),
]
_STALE = [
    Column(_("Outcome"), "outcome", terms="deletion_outcome"),
    Column(_("Product"), "product_code"),
    Column(_("Old HMIS Code"), "data_element_uid"),
    Column(_("Records"), "records"),
    Column(_("First day"), "first_day"),
    Column(_("Last day"), "last_day"),
    Column(_("Requested by"), "asked_by"),
    Column(_("Details"), lambda group: _details(group), wraps=True),
]


def remapped(as_json: AsJson = False) -> None:
    """List posted records under an old HMIS Code or org unit, and the stale values to delete."""
    with database_as(PIPELINE) as database:
        if as_json:
            print_json(
                {
                    "remapped": list_remapped(database),
                    "stale_values": list_stale_values(database, now=now()),
                }
            )
        elif not print_remapped(database):
            print_text(_("Every posted record has its current HMIS Code and org unit."))


def print_remapped(database: Database) -> bool:
    """Print remapped records and stale values where there are any; return whether there were."""
    tr = reader()
    records = list_remapped(database)
    stale = list_stale_values(database, now=now())
    if records:
        _print_records(records, tr)
    if stale:
        print_table(tr.gettext("Stale values to delete in DHIS2"), _STALE, stale)
    return bool(records or stale)


def _print_records(records: list[RemappedRecords], tr: Translator) -> None:
    for change in dict.fromkeys(entry.what_changed for entry in records):
        title = tr.gettext(
            "Posted records whose {change:mapping_change} has changed", change=change
        )
        print_table(title, _REMAPPED, [entry for entry in records if entry.what_changed == change])
    print_text(_("They stay at their old target until somebody sends them again:"))
    for entry in records:
        echo(f"  {entry.requeue_command}")
    print_text(_("With --delete-old, the stale values are deleted after that."))


def _details(group: StaleValueGroup) -> str:
    tr = reader()
    if group.finding:
        return tr.text(group.finding)
    if group.is_posted:
        return tr.gettext("They are deleted at the next push.")
    return tr.gettext("They wait until the records are posted to their new target.")
