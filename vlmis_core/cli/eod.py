"""``vlmis eod``: list the stock days, freeze them, catch up, audit them, go live."""

import os
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer
from rich.progress import track

from vlmis_core.cli.airflow_days import backfill_to_type, print_comparison
from vlmis_core.cli.days import Day, DayArgument, FirstDay, LastDay
from vlmis_core.cli.importing import (
    Check,
    Encoding,
    Errors,
    IgnoredColumns,
    file_options,
    importing,
)
from vlmis_core.cli.language import print_message, reader
from vlmis_core.cli.tables import AsJson, Column, print_json, print_table
from vlmis_core.cli.terminal import Terminal, echo
from vlmis_core.clock import now
from vlmis_core.database.roles import ANALYST, PIPELINE, RECORDER
from vlmis_core.delivery.anchor_day import read_anchors
from vlmis_core.deployment import acting_person, database_as, open_client
from vlmis_core.errors import PermanentError, Violation
from vlmis_core.freeze.anchors import Anchor, compare_anchors, read_anchor
from vlmis_core.freeze.audit_days import audit_days
from vlmis_core.freeze.freeze_day import (
    allow_early_freeze,
    begin_day,
    check_day_may_be_frozen,
    freeze_chunk,
    seal_day,
)
from vlmis_core.freeze.freeze_day import catch_up as catch_up_days
from vlmis_core.freeze.go_live import COLUMNS as INITIAL_STOCK_COLUMNS
from vlmis_core.freeze.go_live import go_live as start_ledger
from vlmis_core.freeze.go_live import import_initial_stock
from vlmis_core.freeze.stock_days import report_stock_days
from vlmis_core.ledger.calendar import local_date, newest_day_to_freeze
from vlmis_core.messages import _, message
from vlmis_core.operations.airflow_command import has_airflow
from vlmis_core.operations.airflow_database import airflow_url
from vlmis_core.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="Stock days: freeze, catch up, audit.")

STATUS_COLUMNS = [
    Column(_("Day"), "day"),
    Column(_("State"), "state", terms="day_state"),
    Column(_("Frozen at"), "frozen_at"),
    Column(_("Stores"), "store_count"),
    Column(_("Rows"), "row_count"),
    Column(_("Movements"), "movement_count"),
    Column(_("Late"), "late_count"),
    Column(_("Reason for freezing early"), "early_reason"),
]


@app.command()
def status(
    days: Annotated[int, typer.Option(min=1, help="How many of the newest days.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Which days are frozen, open or missed, and when the next one freezes."""
    settings = load_settings()
    with database_as(ANALYST, settings) as database:
        found = report_stock_days(database, now=now(), zone=settings.zone, day_count=days)
    if as_json:
        print_json(asdict(found))
        return
    title = reader().gettext("Stock days (first day {day})", day=found.first_day)
    print_table(title, STATUS_COLUMNS, found.days)
    if found.missed:
        first, last = found.missed[0], found.missed[-1]
        print_message("days_are_missed", count=len(found.missed), first=first, last=last)
    else:
        print_message("no_day_is_missed", at=found.next_freeze_at)


@app.command()
def freeze(
    day: DayArgument,
    early: Annotated[
        str | None, typer.Option(metavar="REASON", help="Give up the day of grace, and why.")
    ] = None,
) -> None:
    """Freeze one day; a frozen day is left as it is."""
    settings = load_settings()
    with database_as(PIPELINE, settings) as database:
        check_day_may_be_frozen(database, day, now=now(), zone=settings.zone, early_reason=early)
        if early:
            with database_as(RECORDER, settings) as recorder:
                allow_early_freeze(recorder, day, reason=early, by=acting_person())
        run_id, size = _run_id(), settings.stores_per_chunk
        chunks = begin_day(database, day, run_id=run_id, stores_per_chunk=size)
        progress = reader().gettext("Freezing {day}", day=day)
        for chunk in track(chunks, progress, console=Terminal(stderr=True)):
            freeze_chunk(database, day, chunk.number, run_id=run_id)
        was_frozen_now = seal_day(database, day, run_id=run_id, stores_per_chunk=size)
    print_message("day_was_frozen_now" if was_frozen_now else "day_was_frozen", day=day)


@app.command()
def catch_up(last_day: LastDay = None) -> None:
    """Freeze every missed day, oldest first (default: up to the newest that is due)."""
    settings = load_settings()
    last_day = last_day or newest_day_to_freeze(now(), settings.zone)
    count = 0
    with database_as(PIPELINE, settings) as database:
        for day in catch_up_days(
            database,
            through=last_day,
            now=now(),
            zone=settings.zone,
            run_id=_run_id(),
            stores_per_chunk=settings.stores_per_chunk,
        ):
            print_message("day_was_frozen_now", day=day)
            count += 1
    print_message("days_were_frozen", count=count, last=last_day)


@app.command()
def backfill_command(first: DayArgument, last: DayArgument) -> None:
    """Print the command with which Airflow runs the freeze of these stock days again.

    The run of a stock day is due at 23:59 of the day after it.
    """
    if last < first:
        raise PermanentError(message("first_day_is_later", first=first, last=last))
    settings = load_settings()
    echo(backfill_to_type(settings, first, last))
    if not has_airflow(settings, os.environ):
        missing = message("airflow_is_missing", home=str(settings.home))
        echo(reader().text(missing), err=True)


@app.command()
def compare_airflow() -> None:
    """Compare the days that Airflow believes frozen with those that are, as after a restore."""
    settings = load_settings()
    airflow = airflow_url(settings, os.environ)
    if airflow is None:
        raise PermanentError(message("airflow_is_missing", home=str(settings.home)))
    with database_as(PIPELINE, settings) as database:
        if not print_comparison(database, airflow, settings):
            raise typer.Exit(1)


@app.command()
def go_live(
    first_day: Day = None,
    initial_stock: Annotated[
        Path | None,
        typer.Option(help=f"CSV with {', '.join(INITIAL_STOCK_COLUMNS)}; without: no stock."),
    ] = None,
    encoding: Encoding = None,
    ignore_column: IgnoredColumns = None,
    check: Check = False,
    errors: Errors = None,
) -> None:
    """Start the ledger: its first day, and the stock of every store on the evening before."""
    settings = load_settings()
    chosen = first_day or settings.first_day
    if chosen is None:
        raise PermanentError(message("first_day_is_missing"))
    today = local_date(now(), settings.zone)
    if chosen > today:
        raise PermanentError(message("day_is_after_today", day=chosen, today=today))
    options = file_options(encoding, ignore_column)
    with (
        database_as(PIPELINE, settings) as database,
        importing(database, check=check, errors=errors) as whole,
    ):
        if initial_stock is None:
            count = start_ledger(whole, first_day=chosen, initial_stock=[], run_id=_run_id())
        else:
            count = import_initial_stock(
                whole, initial_stock, options, first_day=chosen, run_id=_run_id()
            )
    print_message("ledger_went_live", first_day=chosen, count=count)


@app.command()
def anchor(day: Day = None, as_json: AsJson = False) -> None:
    """Print the digest of a frozen day (default: the newest), to be kept outside the database.

    Kept elsewhere, it shows vlmis eod audit --anchor whether any day up to it was rewritten since.
    """
    with database_as(PIPELINE) as database:
        found = read_anchor(database, day)
    if as_json:
        print_json({"anchor": str(found), **asdict(found)})
    else:
        echo(str(found))


@app.command()
def audit(
    first_day: FirstDay = None,
    last_day: LastDay = None,
    anchors: Annotated[
        list[str] | None,
        typer.Option(
            "--anchor", metavar="DAY:DIGEST", help="As vlmis eod anchor printed it; repeatable."
        ),
    ] = None,
    from_dhis2: Annotated[
        bool, typer.Option("--dhis2", help="Compare with every anchor that DHIS2 holds.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check every invariant of frozen days again, and the chain of digests (default: all days).

    Anchors show a day that was removed, and a history that was rewritten whole.
    """
    compared = _anchors(anchors or [], from_dhis2=from_dhis2)
    broken: list[dict[str, object]] = []
    count = 0
    with database_as(PIPELINE) as database:
        found = audit_days(database, first_day=first_day, last_day=last_day)
        progress = reader().gettext("Auditing")
        for day, violations in track(found, progress, console=Terminal(stderr=True)):
            count += 1
            broken += _shown(day, violations, as_json=as_json)
        for day, violation in compare_anchors(database, compared):
            broken += _shown(day, [violation], as_json=as_json)
    if as_json:
        print_json({"days": count, "anchors": len(compared), "violations": broken})
    else:
        print_message("days_were_audited", days=count, count=len(broken))
        print_message("anchors_were_compared", count=len(compared))
    if broken:
        raise typer.Exit(1)


def _anchors(texts: list[str], *, from_dhis2: bool) -> set[Anchor]:
    """Read the anchors that were typed, and those of DHIS2 where they are asked for."""
    kept = read_anchors(open_client(load_settings())) if from_dhis2 else []
    return {*map(Anchor.parse, texts), *kept}


def _shown(day: date, violations: list[Violation], *, as_json: bool) -> list[dict[str, object]]:
    """Print the violations of a day, unless they are printed as JSON; return them for that."""
    if not as_json:
        for violation in violations:
            echo(f"{day} {violation.text(reader())}")
    return [{"day": day, **asdict(violation)} for violation in violations]


def _run_id() -> str:
    return f"by-hand-{acting_person()}-{uuid4().hex[:8]}"
