"""``vlmis push``: send what is not in DHIS2 yet, or say what would be sent."""

import getpass
from datetime import date, datetime
from typing import Annotated
from uuid import uuid4

import typer
from rich.console import Console
from rich.progress import track

from vlmis_core.cli.dhis2 import dhis2_of
from vlmis_core.cli.remapped import remapped
from vlmis_core.cli.session import database_as, now
from vlmis_core.cli.tables import AsJson, day_of, print_json
from vlmis_core.database import Database
from vlmis_core.database.roles import PIPELINE
from vlmis_core.delivery.delete_stale_values import delete_stale_values
from vlmis_core.delivery.dry_run_push import dry_run_push
from vlmis_core.delivery.plan_push import PushBatch, plan_push
from vlmis_core.delivery.production import (
    SwitchOrder,
    check_production,
    identity_of,
    switch_off_production,
    switch_production,
)
from vlmis_core.delivery.push_batch import SendChoices, push_batch
from vlmis_core.delivery.read_back import read_back
from vlmis_core.delivery.send_summary_message import summarise_and_notify
from vlmis_core.delivery.take_metadata_snapshot import take_metadata_snapshot
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.errors import PermanentError
from vlmis_core.ledger.calendar import local_date
from vlmis_core.settings import Settings, load_settings

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
    dhis2 = dhis2_of(settings)
    with database_as(PIPELINE, settings) as database:
        if not dry_run and not check_production(
            database, dhis2, production=settings.production, home=settings.home
        ):
            typer.echo("Not production (VLMIS_PRODUCTION is off): nothing was sent.")
            return
        run_id = f"command-{uuid4()}"
        batches = _plan(database, dhis2, settings, run_id=run_id, night=day_of(night))
        if dry_run:
            _dry_run(database, dhis2, settings, run_id=run_id, batches=batches)
            return
        for batch in track(batches, "Sending", console=Console(stderr=True)):
            push_batch(
                database,
                dhis2,
                run_id=run_id,
                number=batch.number,
                choices=SendChoices(settings.values_per_request, settings.overwrite_others),
            )
        read_back(database, dhis2, run_id=run_id)
        summary = summarise_and_notify(
            database, dhis2, run_id=run_id, recipients=settings.message_recipients
        )
        if as_json:
            print_json(summary)
        else:
            typer.echo(str(summary))
        old = delete_stale_values(database, dhis2, run_id=run_id)
    if old.any_seen:
        typer.echo(f"{old}.", err=as_json)


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
    begun = day_of(first) or settings.push_from or local_date(now(), settings.zone)
    with database_as(PIPELINE, settings) as database:
        identity = switch_production(
            database,
            dhis2_of(settings),
            SwitchOrder(getpass.getuser(), begun),
            home=settings.home,
            now=now(),
        )
    typer.echo(f"Production on for {identity}, stock days from {begun}.")
    if not settings.production:
        typer.echo("Set VLMIS_PRODUCTION=true as well: both are needed.")


@production.command("off")
def switch_off() -> None:
    """Send nothing until it is switched on again; works while DHIS2 is down."""
    with database_as(PIPELINE) as database:
        was_on = switch_off_production(database, by=getpass.getuser(), now=now())
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
        identity = identity_of(database, dhis2, home=settings.home)
    answer = "Sends" if allowed else "Does not send (VLMIS_PRODUCTION is off)"
    typer.echo(f"{answer}: {identity}")


def _plan(
    database: Database,
    dhis2: Dhis2Client,
    settings: Settings,
    *,
    run_id: str,
    night: date | None,
) -> list[PushBatch]:
    today = local_date(now(), settings.zone)
    if night is not None and night > today:
        raise PermanentError(f"--night {night} lies in the future; today is {today}.")
    snapshot_id = take_metadata_snapshot(
        database,
        dhis2,
        data_set=settings.data_set,
        now=now(),
        category_codes=settings.category_codes,
    )
    return plan_push(
        database,
        night=night or today,
        run_id=run_id,
        snapshot_id=snapshot_id,
        counts_attempts=night is None or night == today,
        push_from=settings.push_from,
    )


def _dry_run(
    database: Database,
    dhis2: Dhis2Client,
    settings: Settings,
    *,
    run_id: str,
    batches: list[PushBatch],
) -> None:
    for batch in batches:
        found = dry_run_push(
            database,
            dhis2,
            run_id=run_id,
            number=batch.number,
            values_per_request=settings.values_per_request,
        )
        typer.echo(
            f"{found.label}: {found.tally.accepted} records would be accepted, "
            f"{found.tally.refused + found.tally.held} refused, {found.tally.unknown} unknown"
        )
        for (code, sentence), count in found.refusals.most_common():
            typer.echo(f"  {count} × {code} {sentence}")
    if not batches:
        typer.echo("0 records would be sent.")
    typer.echo("Nothing was stored. What is held: vlmis why-not.")
