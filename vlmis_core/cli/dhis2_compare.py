"""``vlmis dhis2 compare``: what dashboards in DHIS2 show, against what is posted."""

from datetime import date
from typing import Annotated

import typer

from vlmis_core.cli.language import reader
from vlmis_core.cli.tables import AsJson, Column, print_json, print_table
from vlmis_core.cli.terminal import echo
from vlmis_core.database.roles import PIPELINE
from vlmis_core.deployment import database_as, open_client
from vlmis_core.dhis2_setup.compare_analytics import ComparisonChoice, compare_analytics
from vlmis_core.messages import _, message
from vlmis_core.settings import load_settings

DIFFERENCES_SHOWN = 20
_COLUMNS = [
    Column(_("Product"), "product"),
    Column(_("Indicator"), "indicator"),
    Column(_("Level"), "level"),
    Column(_("Org unit"), "org_unit_uid"),
    Column(_("Period"), "period"),
    Column("VLMIS", "value"),
    Column("DHIS2", "shown"),
]


def compare(
    first_day: Annotated[
        date,
        typer.Option(
            "--from", parser=date.fromisoformat, metavar="YYYY-MM-DD", help="First stock day."
        ),
    ],
    last_day: Annotated[
        date,
        typer.Option(
            "--to", parser=date.fromisoformat, metavar="YYYY-MM-DD", help="Last stock day."
        ),
    ],
    level: Annotated[
        list[int] | None,
        typer.Option(help="Level of org units, 1 is the country; may be repeated. Default: all."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare every indicator of DHIS2 with the posted records. Exit code 1: a difference.

    By day, and by each week and month that has a day of the range. Changes nothing.
    """
    settings = load_settings()
    choice = ComparisonChoice(first_day, last_day, tuple(level or ()))
    with database_as(PIPELINE, settings) as database:
        found = compare_analytics(database, open_client(settings), choice)
    tr = reader()
    if as_json:
        print_json(found)
    else:
        if found.differing:
            print_table(str(settings.dhis2_url), _COLUMNS, found.differences[:DIFFERENCES_SHOWN])
        for reason, count in sorted(found.by_reason.items(), key=lambda each: -each[1]):
            echo(f"{count}: {tr.text(message(reason))}")
        echo(tr.sentence(found.message))
    if found.differing:
        raise typer.Exit(1)
