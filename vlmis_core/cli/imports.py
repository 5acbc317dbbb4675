"""``vlmis import``: files of movements, counts and stock limits, and the national monthly file."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.status import Status

from vlmis_core.cli.importing import (
    Check,
    Encoding,
    Errors,
    File,
    IgnoredColumns,
    file_options,
    import_master_data,
    importing,
)
from vlmis_core.cli.language import print_message, print_text, reader
from vlmis_core.cli.tables import AsJson, print_json
from vlmis_core.cli.terminal import Terminal, echo
from vlmis_core.clock import now
from vlmis_core.database import Database
from vlmis_core.database.roles import RECORDER
from vlmis_core.deployment import acting_person, database_as
from vlmis_core.files.table_file import FileOptions
from vlmis_core.ledger.movements import Entry, Recorded
from vlmis_core.ledger.record_counts import import_counts
from vlmis_core.ledger.record_movements import import_movements
from vlmis_core.ledger.unlikely_quantities import likely_of
from vlmis_core.messages import Message, _, message
from vlmis_core.national_file.create_stores import create_national_stores, import_national_products
from vlmis_core.national_file.import_national_monthly import (
    import_national_monthly,
    read_national_file,
)
from vlmis_core.settings import Settings, load_settings
from vlmis_core.stock_limits.save_limits import COLUMNS, OPTIONAL_COLUMNS, import_limits

app = typer.Typer(
    no_args_is_help=True, help="Files of entries and of stock limits, all or nothing."
)


@app.command()
def movements(
    file: File,
    encoding: Encoding = None,
    ignore_column: IgnoredColumns = None,
    check: Check = False,
    errors: Errors = None,
    as_json: AsJson = False,
) -> None:
    """Record the movements of a CSV file; sent again, they are already recorded."""
    options = file_options(encoding, ignore_column)
    recorded = _record(import_movements, file, options, check=check, errors=errors)
    if as_json:
        print_json(recorded)
    else:
        echo(reader().text(_result("movements_recorded", recorded)))


@app.command()
def counts(
    file: File,
    encoding: Encoding = None,
    ignore_column: IgnoredColumns = None,
    check: Check = False,
    errors: Errors = None,
    as_json: AsJson = False,
) -> None:
    """Record the physical counts of a file; lines with one source_key are the lots of one count."""
    options = file_options(encoding, ignore_column)
    recorded = _record(import_counts, file, options, check=check, errors=errors)
    if as_json:
        print_json(recorded)
    else:
        echo(reader().text(_result("counts_recorded", recorded)))


@app.command(help=f"Stock limits from a file: {', '.join((*COLUMNS, *OPTIONAL_COLUMNS))}.")
def stock_limits(
    file: File,
    encoding: Encoding = None,
    ignore_column: IgnoredColumns = None,
    check: Check = False,
    errors: Errors = None,
) -> None:
    """Save the limits of a file: a line is of a level (months) or of a store (units)."""
    options = file_options(encoding, ignore_column)
    result = import_master_data(import_limits, file, options, check=check, errors=errors)
    text = _("Stock limits: {created} created, {changed} changed, {unchanged} unchanged.")
    print_text(text, **asdict(result))


@app.command()
def national_monthly(
    file: File,
    products: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="CSV with the products of the file."),
    ] = None,
    create_stores: Annotated[
        bool,
        typer.Option("--create-stores", help="Create the missing part of the supply chain."),
    ] = False,
    encoding: Encoding = None,
    ignore_column: IgnoredColumns = None,
    check: Check = False,
    errors: Errors = None,
    as_json: AsJson = False,
) -> None:
    """Record the months of a national file that are not in the ledger yet, day by day."""
    settings, options = load_settings(), file_options(encoding, ignore_column)
    with (
        database_as(RECORDER, settings) as database,
        importing(database, check=check, errors=errors) as whole,
        _working(reader().gettext("Importing {file} …", file=file.name)),
    ):
        if products is not None:
            import_national_products(whole, products, options)
        if create_stores:
            create_national_stores(whole, read_national_file(file, options))
        imported = import_national_monthly(whole, file, _entry(settings), options)
    if as_json:
        print_json(imported)
        return
    tr = reader()
    for month in imported.months:
        print_message("month_imported", month=f"{month:%Y-%m}")
    for move in imported.moves:
        print_message(
            "site_moved",
            site=move.site_code,
            supplier=move.supplier,
            month=f"{move.month:%Y-%m}",
            before=move.supplier_before,
        )
    months = message(
        "months_imported", count=len(imported.months), before=len(imported.months_before)
    )
    echo(f"{tr.text(months)} {tr.text(_result('movements_recorded', imported.recorded))}")


def _record(
    import_file: Callable[[Database, Path, Entry, FileOptions], Recorded],
    file: Path,
    options: FileOptions,
    *,
    check: bool,
    errors: Path | None,
) -> Recorded:
    settings = load_settings()
    with (
        database_as(RECORDER, settings) as database,
        importing(database, check=check, errors=errors) as whole,
        _working(reader().gettext("Recording {file} …", file=file.name)),
    ):
        return import_file(whole, file, _entry(settings), options)


def _entry(settings: Settings) -> Entry:
    return Entry.made(acting_person(), now(), settings.zone, likely_of(settings))


def _working(progress: str) -> Status:
    return Terminal(stderr=True).status(progress)


def _result(code: str, recorded: Recorded) -> Message:
    return message(
        code,
        count=recorded.recorded,
        late=recorded.late,
        before=recorded.already_recorded,
    )
