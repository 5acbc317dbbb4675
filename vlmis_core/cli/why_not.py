"""``vlmis why-not``: why records are not in DHIS2, and who can mend it."""

from dataclasses import replace

import typer

from vlmis_core.cli.remapped import print_remapped
from vlmis_core.cli.session import database_as, now
from vlmis_core.cli.tables import AsJson, Column, print_json, print_table
from vlmis_core.database.roles import PIPELINE
from vlmis_core.delivery.model.hold_reasons import FixBy
from vlmis_core.delivery.why_not import MissingRecords, list_missing_records

app = typer.Typer(help="Why records are not in DHIS2, and who can mend it.")

_COLUMNS = [
    Column("state", "state"),
    Column("records", "records"),
    Column("since day", "oldest_day"),
    Column("reason", "reason_code"),
    Column("who can fix it", "fix_by"),
    Column("causes", "causes"),
    Column("for example", "example", wraps=True),
]


@app.callback(invoke_without_command=True)
def why_not(as_json: AsJson = False) -> None:
    """Every reason for which a record is not in DHIS2, the most basic ones first."""
    with database_as(PIPELINE) as database:
        found = list_missing_records(database)
        if as_json:
            print_json(found)
            return
        if found:
            print_table("Not in DHIS2", _COLUMNS, [_in_words(entry) for entry in found])
            _print_warnings(found)
        else:
            typer.echo("Nothing waits: every record that is to be sent is in DHIS2.")
        print_remapped(database)


def _in_words(entry: MissingRecords) -> MissingRecords:
    """Name who can fix it in words; nobody has to do anything where it is empty."""
    return replace(entry, fix_by=FixBy(entry.fix_by).label) if entry.fix_by else entry


def _print_warnings(found: list[MissingRecords]) -> None:
    """Say when DHIS2 closes what waits, and where it contradicts preflight."""
    for entry in sorted(found, key=_closing):
        what = f"{entry.records} records {entry.state}, {entry.reason_code or 'not sent yet'}"
        if entry.closes_at is not None:
            hours = int((entry.closes_at - now()).total_seconds() // 3600)
            left = (
                f"closes the first of these days in {hours} hours"
                if hours >= 0
                else "closed the first of these days"
            )
            at = f"{entry.closes_at:%Y-%m-%d %H:%M %Z}"
            typer.echo(f"DHIS2 {left} ({at}): {what}")
        if entry.contradicts:
            typer.echo(f"DHIS2 disagrees with preflight ({entry.contradicts}): {what}")


def _closing(entry: MissingRecords) -> tuple[bool, float]:
    closes_at = entry.closes_at
    return closes_at is None, closes_at.timestamp() if closes_at else 0
