"""``vlmis doctor``: examine a deployment end to end and say what to mend.

Needs neither Airflow nor a running server: what cannot be reached is a finding, not a crash.
"""

import shutil
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from vlmis_core.cli.session import database_as, now
from vlmis_core.cli.tables import AsJson, print_json
from vlmis_core.database import Database
from vlmis_core.database.addresses import admin_url
from vlmis_core.database.roles import ANALYST, AUTH, PIPELINE, RECORDER
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.session import open_session
from vlmis_core.errors import NotLiveError, SettingsError, VlmisError
from vlmis_core.operations.check_closing import check_closing
from vlmis_core.operations.check_freshness import check_freshness
from vlmis_core.operations.examine_database import examine_database
from vlmis_core.operations.findings import Finding, Health, well
from vlmis_core.settings import Settings, load_settings

app = typer.Typer(help="Examine this deployment and say what to mend.")

DISK_WRONG, DISK_WATCH = 1 << 30, 5 << 30  # Bytes free: less than a night, less than a month.
MARKS = {
    Health.WELL: "[green]well[/]",
    Health.WATCH: "[yellow]watch[/]",
    Health.WRONG: "[red]wrong[/]",
}

Grace = Annotated[int, typer.Option(min=0, help="Minutes that a night may take after 23:59.")]


@app.callback(invoke_without_command=True)
def doctor(
    freshness: Annotated[
        bool, typer.Option("--freshness", help="Only: is the newest night done? For monitors.")
    ] = False,
    grace_minutes: Grace = 60,
    as_json: AsJson = False,
) -> None:
    """Exit code 0: nothing is wrong. 1: something is; the table says what to do."""
    grace = timedelta(minutes=grace_minutes)
    findings = list(_freshness(load_settings(), grace) if freshness else _examine(grace))
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        _print(findings)
    if any(finding.health is Health.WRONG for finding in findings):
        raise typer.Exit(1)


def _examine(grace: timedelta) -> Iterator[Finding]:
    try:
        settings = load_settings()
    except SettingsError as error:
        yield Finding("settings", Health.WRONG, str(error), "See .env.example.")
        return
    yield well("settings", f"home {settings.home}")
    yield _disk(settings)
    examined = list(_database(settings))
    yield from examined
    if not any(finding.examined in ("database", "schema") and finding.mend for finding in examined):
        yield from _roles(settings)
        yield from _freshness(settings, grace)
        yield from _closing(settings)
    yield _dhis2(settings)


def _disk(settings: Settings) -> Finding:
    place = settings.home if settings.home.exists() else settings.home.absolute().parent
    free = shutil.disk_usage(place).free
    found = f"{free / (1 << 30):,.1f} GiB free at {place}"
    if free < DISK_WATCH:
        health = Health.WRONG if free < DISK_WRONG else Health.WATCH
        return Finding("disk", health, found, "Make room, or move VLMIS_HOME to a larger disk.")
    return well("disk", found)


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        database = Database(admin_url(settings).render_as_string(hide_password=False))
        try:
            yield from examine_database(database, now=now(), zone=settings.zone)
        finally:
            database.dispose()
    except VlmisError as error:
        mend = "Is it running, and is VLMIS_DATABASE_URL right? Embedded: vlmis db start."
        yield Finding("database", Health.WRONG, str(error), mend)


def _roles(settings: Settings) -> Iterator[Finding]:
    refused = []
    for role in (RECORDER, PIPELINE, ANALYST, AUTH):
        try:
            with database_as(role, settings) as database, database.engine.connect():
                pass
        except Exception as error:  # Whatever the reason is, it is the finding.
            refused.append(f"{role}: {str(error).splitlines()[0]}")
    if refused:
        mend = "Set the password: alter role … password …, and VLMIS_DATABASE_PASSWORDS."
        yield Finding("roles", Health.WRONG, "; ".join(refused), mend)
    else:
        yield well("roles", "recorder, pipeline, analyst and auth can log in")


def _freshness(settings: Settings, grace: timedelta) -> Iterator[Finding]:
    try:
        with database_as(ANALYST, settings) as database:
            yield check_freshness(database, now=now(), zone=settings.zone, grace=grace)
    except NotLiveError as error:
        yield Finding("nights", Health.WATCH, "the ledger is not live", str(error))
    except VlmisError as error:
        yield Finding("nights", Health.WRONG, str(error), "vlmis db start")


def _closing(settings: Settings) -> Iterator[Finding]:
    try:
        with database_as(PIPELINE, settings) as database:
            yield check_closing(database, now=now())
    except VlmisError as error:
        yield Finding("closing days", Health.WRONG, str(error), "vlmis db start")


def _dhis2(settings: Settings) -> Finding:
    if settings.dhis2_url is None:
        return Finding("DHIS2", Health.WATCH, "not set up", "Set VLMIS_DHIS2_URL and credentials.")
    try:
        client = Dhis2Client(open_session(settings), settings.dhis2_url, timeout_seconds=30)
        user = client.get("me", fields="username")
        version = client.get("system/info").get("version", "unknown version")
    except VlmisError as error:
        mend = "Are VLMIS_DHIS2_URL and the token or password right, and is DHIS2 up?"
        return Finding("DHIS2", Health.WRONG, str(error), mend)
    return well("DHIS2", f"{settings.dhis2_url}: {version}, as {user.get('username')}")


def _print(findings: list[Finding]) -> None:
    table = Table("examined", "", "found", "what to do")
    for finding in findings:
        table.add_row(finding.examined, MARKS[finding.health], finding.found, finding.mend)
    Console().print(table)
