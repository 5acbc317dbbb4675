"""``vlmis stock-limits``: minimum and maximum stock, of levels in months, of stores in units."""

from typing import Annotated

import typer

from vlmis_core.cli.language import print_text, reader
from vlmis_core.cli.tables import AsJson, Column, print_json, print_table
from vlmis_core.database.roles import RECORDER
from vlmis_core.deployment import database_as
from vlmis_core.errors import PermanentError
from vlmis_core.messages import _, message
from vlmis_core.stock_limits.list_limits import LimitChoice, list_level_limits, list_pair_limits
from vlmis_core.stock_limits.remove_limits import remove_level_limits, remove_store_limits
from vlmis_core.stock_limits.save_limits import LimitLine, save_limits

app = typer.Typer(no_args_is_help=True, help="Minimum and maximum stock of levels and stores.")

Product = Annotated[str, typer.Argument(help="Code of the product.")]
Level = Annotated[int | None, typer.Option(min=1, help="Level of the supply tree; 1: central.")]
Store = Annotated[str | None, typer.Option(help="Code of one store, instead of a level.")]

_LEVEL_COLUMNS = [
    Column(_("Level"), "level"),
    Column(_("Product"), "product_code"),
    Column(_("Name"), "product_name", wraps=True),
    Column(_("Minimum (months)"), "minimum_months"),
    Column(_("Maximum (months)"), "maximum_months"),
]
_STORE_COLUMNS = [
    Column(_("Store"), "store_code"),
    Column(_("Name"), "store_name", wraps=True),
    Column(_("Product"), "product_code"),
    Column(_("Minimum"), "minimum"),
    Column(_("Maximum"), "maximum"),
    Column(_("Unit"), "unit"),
]


@app.command("list")
def list_limits(
    level: Level = None,
    store: Store = None,
    product: Annotated[str | None, typer.Option(help="Only of this product.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show the limits of levels, and those of single stores, which apply instead."""
    chosen = LimitChoice(level=level, store_code=store, product_code=product)
    with database_as(RECORDER) as database:
        levels = [] if store else list_level_limits(database, chosen)
        stores = [] if level else list_pair_limits(database, chosen)
    if as_json:
        print_json({"levels": levels, "stores": stores})
    elif levels or stores:
        if levels:
            print_table(reader().gettext("Limits of levels"), _LEVEL_COLUMNS, levels)
        if stores:
            print_table(reader().gettext("Limits of stores"), _STORE_COLUMNS, stores)
    else:
        print_text(_("There are no such limits."))


@app.command("set")
def set_limits(
    product: Product,
    minimum: Annotated[str, typer.Option(help="Months for a level, units for a store.")],
    maximum: Annotated[str, typer.Option(help="Months for a level, units for a store.")],
    level: Level = None,
    store: Store = None,
) -> None:
    """Set the limits of a product at a level, or at one store; they apply from the next day on."""
    if level is None:
        line = LimitLine(1, product, store_code=store or "", minimum=minimum, maximum=maximum)
    else:
        line = LimitLine(
            1,
            product,
            level=str(level),
            minimum_months=minimum,
            maximum_months=maximum,
            store_code=store or "",
        )
    with database_as(RECORDER) as database, database.transaction() as tx:
        save_limits(tx, [line], what=message("stock_limits"))
    print_text(_("The limits are saved."))


@app.command()
def remove(product: Product, level: Level = None, store: Store = None) -> None:
    """Remove the limits of a product at a level, or at one store."""
    if (level is None) == (store is None):
        code = "limit_needs_level_or_store" if level is None else "limit_has_level_and_store"
        raise PermanentError(message(code))
    with database_as(RECORDER) as database:
        if level is not None:
            remove_level_limits(database, level, product)
        elif store is not None:
            remove_store_limits(database, store, product)
    print_text(_("The limits are removed."))
