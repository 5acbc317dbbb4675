"""``vlmis indicators``: which frozen days have their indicators, and computing them."""

from dataclasses import asdict
from typing import Annotated

import typer

from vlmis_core.cli.days import FirstDay, LastDay
from vlmis_core.cli.language import print_message
from vlmis_core.cli.tables import AsJson, print_json
from vlmis_core.database.roles import PIPELINE
from vlmis_core.deployment import database_as
from vlmis_core.indicators.compute_indicators import (
    ChosenDays,
    compute_days,
    read_computed_days,
    roll_up_months,
)

app = typer.Typer(no_args_is_help=True, help="Indicators of frozen days: which exist, compute.")


@app.command()
def status(as_json: AsJson = False) -> None:
    """Which frozen days have their indicators."""
    with database_as(PIPELINE) as database:
        found = read_computed_days(database)
    if as_json:
        print_json(asdict(found))
        return
    if found.waiting:
        print_message("indicators_wait", count=found.waiting, newest=found.newest_frozen)
    else:
        print_message("indicators_are_complete", newest=found.newest_frozen)
    if found.of_older_version:
        print_message("indicators_of_older_version", count=found.of_older_version)


@app.command()
def compute(
    first_day: FirstDay = None,
    last_day: LastDay = None,
    with_present_limits: Annotated[
        bool,
        typer.Option(
            "--with-present-limits",
            help="Assess the days by today's minimum and maximum; else they keep theirs.",
        ),
    ] = False,
) -> None:
    """Compute the frozen days that have no indicators yet; with --from, a range again."""
    count = 0
    with database_as(PIPELINE) as database:
        for day in compute_days(database, ChosenDays(first_day, last_day, with_present_limits)):
            print_message("indicators_computed", day=day)
            count += 1
        for month in roll_up_months(database):
            print_message("month_was_rolled_up", month=month.strftime("%Y-%m"))
    print_message("indicators_were_computed", count=count)
