"""``vlmis push``: send what is not in DHIS2 yet, or say what would be sent."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated
from uuid import uuid4

import typer
from rich.progress import track

from vlmis_core.cli.days import DayArgument, FirstDay
from vlmis_core.cli.differences import differences
from vlmis_core.cli.language import print_message, reader
from vlmis_core.cli.remapped import remapped
from vlmis_core.cli.tables import AsJson, print_json
from vlmis_core.cli.terminal import Terminal, echo
from vlmis_core.clock import now
from vlmis_core.database.roles import PIPELINE, RECORDER
from vlmis_core.delivery.dry_run_push import DryRunResult, dry_run_push
from vlmis_core.delivery.finish_run import PushSummary
from vlmis_core.delivery.first_day import (
    change_first_day,
    check_first_day_is_kept,
    preview_first_day,
)
from vlmis_core.delivery.plan_push import PushBatch
from vlmis_core.delivery.production import (
    check_production,
    read_identity,
    read_production_state,
    switch_production_off,
    switch_production_on,
)
from vlmis_core.delivery.push import NewRun, PushDisplay, run_push
from vlmis_core.deployment import acting_person, database_as, open_client
from vlmis_core.errors import PermanentError
from vlmis_core.ledger.calendar import local_date
from vlmis_core.messages import message
from vlmis_core.settings import load_settings

app = typer.Typer(help="Send what is not in DHIS2 yet, or say what would be sent.")
production = typer.Typer(no_args_is_help=True, help="Whether this installation may send.")
app.add_typer(production, name="production")
app.command()(remapped)
app.command()(differences)


@app.callback(invoke_without_command=True)
def push(
    context: typer.Context,
    night: Annotated[
        date | None,
        typer.Option(
            parser=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="Local date it counts for; a past one adds no attempt.",
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
    counted_for = night or today
    if counted_for > today:
        raise PermanentError(message("day_is_after_today", day=counted_for, today=today))
    with database_as(PIPELINE, settings) as database:
        if dry_run:
            _show_dry_run(
                dry_run_push(
                    database, open_client(settings), settings, night=counted_for, now=begun_at
                )
            )
            return
        end = run_push(
            database,
            open_client(settings),
            settings,
            run=NewRun(f"command-{uuid4()}", counted_for, counted_for == today, begun_at),
            display=PushDisplay(_track, print_json if as_json else _show_summary),
        )
    if end is None:
        print_message("production_is_off")
        return
    for counts in (end.deletions, end.registrations):
        if counts.any_seen:
            echo(reader().text(counts.message), err=as_json)


@production.command("on")
def switch_on(first_day: FirstDay = None) -> None:
    """Let this installation send to this DHIS2, and to no other.

    The first time, stock days are sent from --from on (default: today); later, the day is kept.
    """
    settings = load_settings()
    with database_as(RECORDER, settings) as database:
        check_first_day_is_kept(database, first_day)
        switch = switch_production_on(
            database,
            open_client(settings),
            by=acting_person(),
            push_from=first_day or settings.push_from or local_date(now(), settings.zone),
            home=settings.home,
            now=now(),
        )
    print_message(
        "sending_is_allowed", installation=switch.identity.message, push_from=switch.push_from
    )
    if not settings.production:
        print_message("production_setting_is_missing")


@production.command("off")
def switch_off() -> None:
    """Send nothing until it is switched on again; works while DHIS2 is down."""
    with database_as(RECORDER) as database:
        was_on = switch_production_off(database, by=acting_person(), now=now())
    print_message("sending_is_no_longer_allowed" if was_on else "sending_was_not_allowed")


@production.command("first-day")
def first_day(
    day: DayArgument,
    confirmed: Annotated[
        bool, typer.Option("--yes", help="Change it without asking for confirmation.")
    ] = False,
) -> None:
    """Send stock days from another day on, after saying what that means."""
    with database_as(RECORDER) as database:
        change = preview_first_day(database, day)
        echo(reader().text(change.message))
        if not confirmed and not typer.confirm(reader().gettext("Change the first day?")):
            raise PermanentError(message("change_was_not_confirmed"))
        change_first_day(database, day, seen=change.present, by=acting_person(), now=now())
    print_message("first_day_is_now", day=day)


@production.command()
def status() -> None:
    """Whether a push would send, and to whom."""
    settings = load_settings()
    dhis2 = open_client(settings)
    with database_as(PIPELINE, settings) as database:
        allowed = check_production(database, dhis2, settings)
        identity = read_identity(database, dhis2, home=settings.home)
        switch = read_production_state(database, settings).switch
    code = "push_would_send" if allowed else "push_would_not_send"
    print_message(code, installation=identity.message)
    if switch is not None:
        print_message("first_day_is_now", day=switch.push_from)


def _track(batches: Sequence[PushBatch]) -> Iterable[PushBatch]:
    return track(batches, reader().gettext("Sending"), console=Terminal(stderr=True))


def _show_summary(summary: PushSummary) -> None:
    echo(summary.text(reader()))


def _show_dry_run(results: Iterable[DryRunResult]) -> None:
    is_empty = True
    for found in results:
        is_empty = False
        print_message(
            "dry_run_of_batch",
            batch=found.label,
            accepted=found.tally.accepted,
            refused=found.tally.refused + found.tally.held,
            unknown=found.tally.unknown,
        )
        for (code, sentence), count in found.refusals.most_common():
            echo(f"  {count} × {code} {sentence}")
    if is_empty:
        print_message("dry_run_has_no_records")
    print_message("dry_run_stored_nothing")
