"""``vlmis doctor``: examine a deployment end to end and say what to fix.

Needs neither Airflow nor a running server: what cannot be reached is a failed check, not a crash.
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
from vlmis_core.operations.check_result import CheckResult, CheckStatus, passed
from vlmis_core.operations.examine_database import examine_database
from vlmis_core.settings import Settings, load_settings

app = typer.Typer(help="Examine this deployment and say what to fix.")

DISK_WRONG, DISK_WATCH = 1 << 30, 5 << 30  # Bytes free: less than a night, less than a month.
MARKS = {
    CheckStatus.OK: "[green]OK[/]",
    CheckStatus.WARNING: "[yellow]Warning[/]",
    CheckStatus.ERROR: "[red]Error[/]",
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
    results = list(_freshness(load_settings(), grace) if freshness else _examine(grace))
    if as_json:
        print_json([asdict(result) for result in results])
    else:
        _print(results)
    if any(result.status is CheckStatus.ERROR for result in results):
        raise typer.Exit(1)


def _examine(grace: timedelta) -> Iterator[CheckResult]:
    try:
        settings = load_settings()
    except SettingsError as error:
        yield CheckResult("settings", CheckStatus.ERROR, str(error), "See .env.example.")
        return
    yield passed("settings", f"home {settings.home}")
    yield _disk(settings)
    examined = list(_database(settings))
    yield from examined
    if not any(result.check in ("database", "schema") and result.action for result in examined):
        yield from _roles(settings)
        yield from _freshness(settings, grace)
        yield from _closing(settings)
    yield _dhis2(settings)


def _disk(settings: Settings) -> CheckResult:
    place = settings.home if settings.home.exists() else settings.home.absolute().parent
    free = shutil.disk_usage(place).free
    found = f"{free / (1 << 30):,.1f} GiB free at {place}"
    if free < DISK_WATCH:
        status = CheckStatus.ERROR if free < DISK_WRONG else CheckStatus.WARNING
        return CheckResult("disk", status, found, "Make room, or move VLMIS_HOME to a larger disk.")
    return passed("disk", found)


def _database(settings: Settings) -> Iterator[CheckResult]:
    try:
        database = Database(admin_url(settings).render_as_string(hide_password=False))
        try:
            yield from examine_database(database, now=now(), zone=settings.zone)
        finally:
            database.dispose()
    except VlmisError as error:
        action = "Is it running, and is VLMIS_DATABASE_URL right? Embedded: vlmis db start."
        yield CheckResult("database", CheckStatus.ERROR, str(error), action)


def _roles(settings: Settings) -> Iterator[CheckResult]:
    refused = []
    for role in (RECORDER, PIPELINE, ANALYST, AUTH):
        try:
            with database_as(role, settings) as database, database.engine.connect():
                pass
        except Exception as error:  # Whatever the reason, it is reported.
            refused.append(f"{role}: {str(error).splitlines()[0]}")
    if refused:
        action = "Set the password: alter role … password …, and VLMIS_DATABASE_PASSWORDS."
        yield CheckResult("roles", CheckStatus.ERROR, "; ".join(refused), action)
    else:
        yield passed("roles", "recorder, pipeline, analyst and auth can log in")


def _freshness(settings: Settings, grace: timedelta) -> Iterator[CheckResult]:
    try:
        with database_as(ANALYST, settings) as database:
            yield check_freshness(database, now=now(), zone=settings.zone, grace=grace)
    except NotLiveError as error:
        yield CheckResult("nights", CheckStatus.WARNING, "the ledger is not live", str(error))
    except VlmisError as error:
        yield CheckResult("nights", CheckStatus.ERROR, str(error), "vlmis db start")


def _closing(settings: Settings) -> Iterator[CheckResult]:
    try:
        with database_as(PIPELINE, settings) as database:
            yield check_closing(database, now=now())
    except VlmisError as error:
        yield CheckResult("closing days", CheckStatus.ERROR, str(error), "vlmis db start")


def _dhis2(settings: Settings) -> CheckResult:
    if settings.dhis2_url is None:
        return CheckResult(
            "DHIS2", CheckStatus.WARNING, "not set up", "Set VLMIS_DHIS2_URL and credentials."
        )
    try:
        client = Dhis2Client(open_session(settings), settings.dhis2_url, timeout_seconds=30)
        user = client.get("me", fields="username")
        version = client.get("system/info").get("version", "unknown version")
    except VlmisError as error:
        action = "Are VLMIS_DHIS2_URL and the token or password right, and is DHIS2 up?"
        return CheckResult("DHIS2", CheckStatus.ERROR, str(error), action)
    return passed("DHIS2", f"{settings.dhis2_url}: {version}, as {user.get('username')}")


def _print(results: list[CheckResult]) -> None:
    table = Table("check", "", "found", "what to do")
    for result in results:
        table.add_row(result.check, MARKS[result.status], result.detail, result.action)
    Console().print(table)
