"""``vlmis dhis2``: the DHIS2 of this deployment, and what its answers mean."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from vlmis_core.cli.dhis2_setup import setup
from vlmis_core.cli.session import database_as, now
from vlmis_core.cli.tables import AsJson, Column, print_json, print_table
from vlmis_core.database.roles import RECORDER
from vlmis_core.delivery.read_recorded_answer import read_recorded_answer
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.session import open_session
from vlmis_core.dhis2_setup.check_setup import CheckChoices, check_setup
from vlmis_core.dhis2_setup.model.facts import Severity
from vlmis_core.errors import SettingsError
from vlmis_core.settings import Settings, load_settings

app = typer.Typer(no_args_is_help=True, help="DHIS2 and its answers.")

app.command("setup")(setup)

_COLUMNS = [
    Column("index", "index"),
    Column("verdict", "outcome"),
    Column("code", "code"),
    Column("DHIS2 says", "sentence", wraps=True),
]


@app.callback()
def dhis2() -> None:
    """DHIS2 and its answers."""


@app.command("read-answer")
def read_answer(
    file: Annotated[Path, typer.Argument(help="A recorded conversation (JSON).")],
    as_json: AsJson = False,
) -> None:
    """Say for each value of a recorded import: accepted, refused (with code) or unknown."""
    verdicts = read_recorded_answer(file)
    if as_json:
        print_json(verdicts)
        return
    print_table(str(file), _COLUMNS, verdicts)
    counts = Counter(verdict.outcome for verdict in verdicts)
    typer.echo(", ".join(f"{counts[outcome]} {outcome}" for outcome in sorted(counts)) or "empty")


@app.command()
def check(as_json: AsJson = False) -> None:
    """Check as the service user that figures will arrive and show. Exit code 1: something is wrong.

    Looks at version and clock, rights, data set, the data element of every product and the org unit
    of every store. Changes nothing.
    """
    settings = load_settings()
    choices = CheckChoices(
        settings.data_set,
        settings.category_codes,
        settings.zone,
        uses_token=settings.dhis2_token is not None,
    )
    with database_as(RECORDER, settings) as database:
        findings = check_setup(database, dhis2_of(settings), choices, now=now())
    if as_json:
        print_json(findings)
    for finding in [] if as_json else findings:
        typer.echo(f"{finding.severity}: {finding.what}")
        typer.echo(f"  Why: {finding.why}. Who mends it: {finding.fix_by.label}.")
    if not findings and not as_json:
        typer.echo(f"{settings.dhis2_url} is ready: figures will arrive, and dashboards show them.")
    if any(finding.severity is Severity.WRONG for finding in findings):
        raise typer.Exit(1)


def dhis2_of(settings: Settings) -> Dhis2Client:
    """The DHIS2 of the settings; nothing is sent yet."""
    if not settings.dhis2_url:
        raise SettingsError("VLMIS_DHIS2_URL is not set: give the address of DHIS2, without /api.")
    return Dhis2Client(
        open_session(settings),
        settings.dhis2_url,
        timeout_seconds=settings.dhis2_timeout_seconds,
    )
