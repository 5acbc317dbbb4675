"""``vlmis report``: the End-of-Day report, daily operations, the stock card of a pair."""

from datetime import timedelta
from typing import Annotated

import typer

from vlmis_core.cli.session import database_as, now
from vlmis_core.cli.tables import (
    AsCsv,
    AsJson,
    Column,
    Day,
    day_of,
    print_json,
    print_table,
    write_csv,
)
from vlmis_core.database.roles import ANALYST, RECORDER
from vlmis_core.ledger.calendar import local_date
from vlmis_core.reports.report_eod import EodChoice, EodLine, report_eod
from vlmis_core.reports.report_operations import OperationLine, report_operations
from vlmis_core.reports.report_stock_card import CardLine, report_stock_card
from vlmis_core.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="What the stores hold, received and gave out.")

Store = Annotated[str | None, typer.Option(help="Code of a store.")]
Product = Annotated[str | None, typer.Option(help="Code of a product.")]

EOD_COLUMNS = [
    Column("day", "day"),
    Column("store", "store_code"),
    Column("product", "product_code"),
    Column("opening", "opening", stays=True),
    Column("arrivals", "arrivals"),
    Column("received", "requisitions_received"),
    Column("distributed", "distributions_out"),
    Column("returned in", "returns_in"),
    Column("returned out", "returns_out"),
    Column("count ±", "count_adjustment"),
    Column("dispensed", "dispensing"),
    Column("wasted", "wastage"),
    Column("closing", "closing", stays=True),
    Column("late", "has_late_entries"),
]
OPERATION_COLUMNS = [
    Column("counts in", "stock_day"),
    Column("happened", "occurred_on"),
    Column("store", "store_code"),
    Column("product", "product_code"),
    Column("kind", "kind"),
    Column("effect", "stock_effect"),
    Column("other store", "counterpart_store_code"),
    Column("reason", "reason"),
    Column("by", "recorded_by"),
    Column("late", "is_late"),
]
CARD_COLUMNS = [
    Column("counts in", "stock_day"),
    Column("happened", "occurred_on"),
    Column("kind", "kind"),
    Column("effect", "stock_effect"),
    Column("balance", "balance"),
    Column("other store", "counterpart_store_code"),
    Column("reason", "reason"),
    Column("by", "recorded_by"),
    Column("late", "is_late"),
]


@app.command()
def eod(
    day: Day = None,
    through: Day = None,
    store: Store = None,
    below: Annotated[bool, typer.Option(help="Also the stores that --store supplies.")] = False,
    product: Product = None,
    csv: AsCsv = None,
    as_json: AsJson = False,
) -> None:
    """The End-of-Day report of --day (default: the newest frozen day), or --day … --through."""
    choice = EodChoice(
        first_day=day_of(day),
        last_day=day_of(through),
        store_code=store,
        with_stores_below=below,
        product_code=product,
    )
    with database_as(ANALYST) as database:
        lines = report_eod(database, choice)
    if csv:
        write_csv(csv, EodLine, lines)
    elif as_json:
        print_json(lines)
    else:
        days = " … ".join(sorted({str(line.day) for line in (lines[:1] + lines[-1:])}))
        print_table(f"End-of-Day report {days}: {len(lines):,} lines", EOD_COLUMNS, lines)


@app.command()
def operations(
    day: Day = None,
    store: Store = None,
    product: Product = None,
    csv: AsCsv = None,
    as_json: AsJson = False,
) -> None:
    """Daily operations: the live movements of days that are not frozen yet, newest first."""
    with database_as(ANALYST) as database:
        lines = report_operations(
            database, stock_day=day_of(day), store_code=store, product_code=product
        )
    if csv:
        write_csv(csv, OperationLine, lines)
    elif as_json:
        print_json(lines)
    else:
        print_table(f"Daily operations: {len(lines):,} movements", OPERATION_COLUMNS, lines)


@app.command()
def stock_card(
    store: Annotated[str, typer.Argument(help="Code of the store.")],
    product: Annotated[str, typer.Argument(help="Code of the product.")],
    day: Day = None,
    through: Day = None,
    csv: AsCsv = None,
    as_json: AsJson = False,
) -> None:
    """Every movement of a store and product with the balance after it (default: 31 days)."""
    last_day = day_of(through) or local_date(now(), load_settings().zone)
    first_day = day_of(day) or last_day - timedelta(days=30)
    with database_as(RECORDER) as database:
        card = report_stock_card(
            database, store_code=store, product_code=product, first_day=first_day, last_day=last_day
        )
    if csv:
        write_csv(csv, CardLine, card.lines)
    elif as_json:
        print_json(card)
    else:
        title = f"{card.store_name} × {card.product_name}, {first_day} … {last_day}"
        print_table(title, CARD_COLUMNS, card.lines)
        typer.echo(f"opening {card.opening:,}, closing {card.closing:,} ({card.unit})")
