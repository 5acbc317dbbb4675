"""``vlmis push remapped``: what DHIS2 has under an old HMIS Code or org unit."""

from dataclasses import dataclass
from datetime import date

import typer

from vlmis_core.cli.language import reader
from vlmis_core.cli.tables import AsJson, Column, print_json, print_table
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
from vlmis_core.messages import Translator


@dataclass(frozen=True, slots=True)
class _StaleLine:
    """Stale values with the same outcome, as they are printed."""

    outcome: str
    product_code: str
    data_element_uid: str
    records: int
    first_day: date
    last_day: date
    asked_by: str
    reason: str


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
            typer.echo(
                reader().gettext("Every posted record has its current HMIS Code and org unit.")
            )


def print_remapped(database: Database) -> bool:
    """Print remapped records and stale values where there are any; return whether there were."""
    tr = reader()
    records = list_remapped(database)
    stale = list_stale_values(database, now=now())
    if records:
        _print_records(records, tr)
    if stale:
        print_table(
            tr.gettext("Stale values to delete in DHIS2"),
            _stale_columns(tr),
            [_stale_line(group, tr) for group in stale],
        )
    return bool(records or stale)


def _print_records(records: list[RemappedRecords], tr: Translator) -> None:
    columns = [
        Column(tr.gettext("Product or store"), "code"),
        Column(tr.gettext("Old uid"), "old_uid"),
        Column(tr.gettext("New uid"), "new_uid"),
        Column(tr.gettext("Records"), "records"),
        Column(tr.gettext("Days"), "days"),
        Column(tr.gettext("First day"), "first_day"),
        Column(tr.gettext("Last day"), "last_day"),
    ]
    for change in dict.fromkeys(entry.what_changed for entry in records):
        title = tr.gettext(
            "Posted records whose {change:mapping_change} has changed", change=change
        )
        print_table(title, columns, [entry for entry in records if entry.what_changed == change])
    typer.echo(tr.gettext("They stay at their old target until somebody sends them again:"))
    for entry in records:
        typer.echo(f"  {entry.requeue_command}")
    typer.echo(tr.gettext("With --delete-old, the stale values are deleted after that."))


def _stale_columns(tr: Translator) -> list[Column]:
    return [
        Column(tr.gettext("Outcome"), "outcome"),
        Column(tr.gettext("Product"), "product_code"),
        Column(tr.gettext("Old HMIS Code"), "data_element_uid"),
        Column(tr.gettext("Records"), "records"),
        Column(tr.gettext("First day"), "first_day"),
        Column(tr.gettext("Last day"), "last_day"),
        Column(tr.gettext("Requested by"), "asked_by"),
        Column(tr.gettext("Details"), "reason", wraps=True),
    ]


def _stale_line(group: StaleValueGroup, tr: Translator) -> _StaleLine:
    waits = (
        tr.gettext("They are deleted at the next push.")
        if group.is_posted
        else tr.gettext("They wait until the records are posted to their new target.")
    )
    return _StaleLine(
        outcome=tr.term("deletion_outcome", group.outcome),
        product_code=group.product_code,
        data_element_uid=group.data_element_uid,
        records=group.records,
        first_day=group.first_day,
        last_day=group.last_day,
        asked_by=group.asked_by,
        reason=tr.text(group.finding) if group.finding else waits,
    )
