"""``vlmis push``: send what is not in DHIS2 yet, or say what would be sent."""

import getpass
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated
from uuid import uuid4

import typer
from rich.console import Console
from rich.progress import track

from vlmis_core.cli.dhis2 import dhis2_of
from vlmis_core.cli.remapped import remapped
from vlmis_core.cli.session import database_as, now
from vlmis_core.cli.tables import AsJson, day_of, print_json
from vlmis_core.database.roles import PIPELINE
from vlmis_core.delivery.dry_run_push import DryRunResult, dry_run_push
from vlmis_core.delivery.plan_push import PushBatch
from vlmis_core.delivery.production import (
    check_production,
    read_identity,
    switch_production_off,
    switch_production_on,
)
from vlmis_core.delivery.push_steps import NewRun, PushDisplay, run_push
from vlmis_core.errors import PermanentError
from vlmis_core.ledger.calendar import local_date
from vlmis_core.settings import load_settings

app = typer.Typer(help="Send what is not in DHIS2 yet, or say what would be sent.")
production = typer.Typer(no_args_is_help=True, help="Whether this installation may send.")
app.add_typer(production, name="production")
app.command()(remapped)


@app.callback(invoke_without_command=True)
def push(
    context: typer.Context,
    night: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="Local date it counts for; a past one adds no attempt."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Store nothing; say what would happen.")] = False,
    as_json: AsJson = False,
) -> None:
    """Send every frozen record that DHIS2 does not have yet, and read it back."""
    if context.invoked_subcommand is not None:
        return
    settings = load_settings()
    begun_at = now()
    today = local_date(begun_at, settings.zone)
    counted_for = day_of(night) or today
    if counted_for > today:
        raise PermanentError(f"--night {counted_for} lies in the future; today is {today}.")
    with database_as(PIPELINE, settings) as database:
        if dry_run:
            _show_dry_run(
                dry_run_push(
                    database, dhis2_of(settings), settings, night=counted_for, now=begun_at
                )
            )
            return
        deletions = run_push(
            database,
            dhis2_of(settings),
            settings,
            run=NewRun(f"command-{uuid4()}", counted_for, counted_for == today, begun_at),
            display=PushDisplay(_track, print_json if as_json else typer.echo),
        )
    if deletions is None:
        typer.echo("Not production (VLMIS_PRODUCTION is off): nothing was sent.")
    elif deletions.any_seen:
        typer.echo(f"{deletions}.", err=as_json)


@production.command("on")
def switch_on(
    first: Annotated[
        datetime | None,
        typer.Option(
            "--from", formats=["%Y-%m-%d"], help="First stock day to send; default today."
        ),
    ] = None,
) -> None:
    """Let this installation send to this DHIS2, and to no other."""
    settings = load_settings()
    push_from = day_of(first) or settings.push_from or local_date(now(), settings.zone)
    with database_as(PIPELINE, settings) as database:
        identity = switch_production_on(
            database,
            dhis2_of(settings),
            by=getpass.getuser(),
            push_from=push_from,
            home=settings.home,
            now=now(),
        )
    typer.echo(f"Production on for {identity}, stock days from {push_from}.")
    if not settings.production:
        typer.echo("Set VLMIS_PRODUCTION=true as well: both are needed.")


@production.command("off")
def switch_off() -> None:
    """Send nothing until it is switched on again; works while DHIS2 is down."""
    with database_as(PIPELINE) as database:
        was_on = switch_production_off(database, by=getpass.getuser(), now=now())
    typer.echo(f"Production {'off' if was_on else 'was off already'}: nothing is sent.")


@production.command()
def status() -> None:
    """Whether a push would send, and to whom."""
    settings = load_settings()
    dhis2 = dhis2_of(settings)
    with database_as(PIPELINE, settings) as database:
        allowed = check_production(
            database, dhis2, production=settings.production, home=settings.home
        )
        identity = read_identity(database, dhis2, home=settings.home)
    answer = "Sends" if allowed else "Does not send (VLMIS_PRODUCTION is off)"
    typer.echo(f"{answer}: {identity}")


def _track(batches: Sequence[PushBatch]) -> Iterable[PushBatch]:
    return track(batches, "Sending", console=Console(stderr=True))


def _show_dry_run(results: Iterable[DryRunResult]) -> None:
    is_empty = True
    for found in results:
        is_empty = False
        typer.echo(
            f"{found.label}: {found.tally.accepted} records would be accepted, "
            f"{found.tally.refused + found.tally.held} refused, {found.tally.unknown} unknown"
        )
        for (code, sentence), count in found.refusals.most_common():
            typer.echo(f"  {count} × {code} {sentence}")
    if is_empty:
        typer.echo("0 records would be sent.")
    typer.echo("Nothing was stored.")
