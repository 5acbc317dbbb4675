"""``vlmis products``: the products and the data elements that they report into."""

from dataclasses import asdict
from typing import Annotated

import typer

from vlmis_core.cli.days import Day, FirstDay
from vlmis_core.cli.importing import (
    Check,
    Encoding,
    Errors,
    File,
    IgnoredColumns,
    file_options,
    import_master_data,
)
from vlmis_core.cli.language import print_text, reader
from vlmis_core.cli.tables import AsJson, Column, print_json, print_table
from vlmis_core.clock import now
from vlmis_core.database.roles import RECORDER
from vlmis_core.deployment import database_as
from vlmis_core.ledger.calendar import local_date
from vlmis_core.messages import _
from vlmis_core.products import retire_product as retiring
from vlmis_core.products.select_products import select_products
from vlmis_core.products.track_product import track_product
from vlmis_core.products.upsert_products import (
    COLUMNS,
    OPTIONAL_COLUMNS,
    import_products,
    set_hmis_code,
)
from vlmis_core.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="The products and their HMIS Codes.")

Code = Annotated[str, typer.Argument(help="Code of the product.")]
LIST_COLUMNS = [
    Column(_("Product"), "code"),
    Column(_("Name"), "name", wraps=True),
    Column(_("Unit"), "unit", wraps=True),
    Column(_("HMIS Code"), "hmis_code"),
    Column(_("Tracked by lot from"), "tracked_from"),
    Column(_("Retired"), "retired_on"),
]


@app.command(
    "import", help=f"Products from a CSV file: {', '.join((*COLUMNS, *OPTIONAL_COLUMNS))}."
)
def import_file(
    file: File,
    encoding: Encoding = None,
    ignore_column: IgnoredColumns = None,
    check: Check = False,
    errors: Errors = None,
) -> None:
    """Create the products of a CSV file and change those that differ; all or nothing."""
    options = file_options(encoding, ignore_column)
    result = import_master_data(import_products, file, options, check=check, errors=errors)
    text = _("Products: {created} created, {changed} changed, {unchanged} unchanged.")
    print_text(text, **asdict(result))


@app.command("list")
def list_products(as_json: AsJson = False) -> None:
    """Show the products; one without HMIS Code is never reported."""
    with database_as(RECORDER) as database:
        products = select_products(database)
    if as_json:
        print_json(products)
    else:
        print_table(reader().gettext("Products"), LIST_COLUMNS, products)


@app.command()
def set_code(
    code: Code,
    hmis_code: Annotated[str, typer.Argument(help="Uid of the DHIS2 data element.")],
) -> None:
    """Set the HMIS Code of a product; it applies to what is not yet posted."""
    with database_as(RECORDER) as database:
        set_hmis_code(database, code, hmis_code)
    print_text(_("{code} reports into data element {hmis_code}."), code=code, hmis_code=hmis_code)


@app.command()
def retire(code: Code, on: Day = None) -> None:
    """Retire a product that no store holds (default: from today on)."""
    settings = load_settings()
    retired_on = on or local_date(now(), settings.zone)
    with database_as(RECORDER, settings) as database:
        retiring.retire_product(database, code, retired_on=retired_on)
    print_text(_("{code} takes no movements from {day} on."), code=code, day=retired_on)


@app.command()
def track(
    code: Code,
    first: FirstDay = None,
) -> None:
    """Track a product by lot from a stock day on (default: the earliest); it is never undone."""
    with database_as(RECORDER) as database:
        day = track_product(database, code, tracked_from=first)
    print_text(_("{code} is tracked by lot from {day} on."), code=code, day=day)
