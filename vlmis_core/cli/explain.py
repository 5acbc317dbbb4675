"""``vlmis explain``: one figure, from the movements to what DHIS2 holds, or why it is not there."""

from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console

from vlmis_core.cli.dhis2 import dhis2_of
from vlmis_core.cli.session import database_as, now
from vlmis_core.cli.tables import AsJson, print_json
from vlmis_core.cli.trace_text import trace_text
from vlmis_core.database.roles import PIPELINE
from vlmis_core.delivery.current_values import read_current_values
from vlmis_core.delivery.model.category_names import find_category, in_words
from vlmis_core.delivery.trace_value import Circumstances, ValueChoice, trace_value
from vlmis_core.dhis2.categories import CATEGORIES, Category
from vlmis_core.errors import PermanentError
from vlmis_core.settings import load_settings

app = typer.Typer(
    help="One figure, from the movements to what DHIS2 holds, or why it is not there."
)


@app.callback(invoke_without_command=True)
def explain(
    store: Annotated[str, typer.Option(help="Code of the store.")],
    product: Annotated[str, typer.Option(help="Code of the product.")],
    day: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Stock day.")],
    category: Annotated[
        str | None, typer.Option(help="One of the nine figures, such as 'closing'; else all.")
    ] = None,
    live: Annotated[bool, typer.Option(help="Also ask DHIS2 what it holds now.")] = False,
    as_json: AsJson = False,
) -> None:
    """The whole trace of a figure: what was recorded, frozen, sent, answered and read back."""
    settings = load_settings()
    choice = ValueChoice(store, product, day.date(), _category(category))
    circumstances = Circumstances(now(), settings.zone, settings.production, settings.push_from)
    with database_as(PIPELINE, settings) as database:
        traced = trace_value(database, choice, circumstances)
    current = read_current_values(dhis2_of(settings), traced.trace) if live else None
    if as_json:
        print_json({"traced": traced, "current_values": current})
    else:
        _print(trace_text(traced, current, settings.zone))


def _print(text: str) -> None:
    answer, _, trace = text.partition("\n\n")
    console = Console(markup=False, emoji=False, highlight=False, soft_wrap=True)
    console.print(f"{answer}\n", style="bold")
    console.print(trace)


def _category(name: str | None) -> Category | None:
    if name is None:
        return None
    found = find_category(name)
    if found is None:
        nine = ", ".join(in_words(category).lower() for category in CATEGORIES)
        raise PermanentError(f"--category {name!r} is none of the nine figures: {nine}.")
    return found
