"""``vlmis explain``: trace a data value, or tell why DHIS2 does not have it."""

from typing import Annotated

import typer

from vlmis_core.cli.days import RequiredDay
from vlmis_core.cli.language import reader
from vlmis_core.cli.tables import AsJson, print_json
from vlmis_core.cli.terminal import Terminal
from vlmis_core.cli.trace_text import trace_text
from vlmis_core.clock import now
from vlmis_core.database.roles import PIPELINE
from vlmis_core.delivery.current_values import read_current_values
from vlmis_core.delivery.model.category_names import find_category
from vlmis_core.delivery.trace_value import ValueChoice, trace_value
from vlmis_core.deployment import database_as, open_client
from vlmis_core.dhis2.categories import CATEGORIES, Category
from vlmis_core.errors import PermanentError
from vlmis_core.messages import message
from vlmis_core.settings import load_settings

app = typer.Typer(help="Trace a data value from the movements to DHIS2, or why it is not there.")


@app.callback(invoke_without_command=True)
def explain(
    store: Annotated[str, typer.Option(help="Code of the store.")],
    product: Annotated[str, typer.Option(help="Code of the product.")],
    day: RequiredDay,
    category: Annotated[
        str | None, typer.Option(help="One of the nine categories, such as 'closing'; else all.")
    ] = None,
    live: Annotated[bool, typer.Option(help="Also read what DHIS2 has now.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what was recorded, frozen, sent, answered and read back."""
    tr, settings = reader(), load_settings()
    choice = ValueChoice(store, product, day, _category(category))
    with database_as(PIPELINE, settings) as database:
        traced = trace_value(database, choice, settings, now=now())
    current = read_current_values(open_client(settings), traced.trace) if live else None
    if as_json:
        print_json(
            {
                "status": traced.status,
                "answer": traced.answer,
                "fix_by": traced.fix_by,
                "trace": traced.trace,
                "current_values": current,
            }
        )
    else:
        _print(trace_text(traced, current, tr))


def _print(text: str) -> None:
    answer, _, steps = text.partition("\n\n")
    console = Terminal(soft_wrap=True)
    console.print(f"{answer}\n", style="bold")
    console.print(steps)


def _category(name: str | None) -> Category | None:
    if name is None:
        return None
    found = find_category(name)
    if found is None:
        raise PermanentError(message("category_not_found", name=name, categories=CATEGORIES))
    return found
