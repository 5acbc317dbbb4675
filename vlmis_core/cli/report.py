"""``vlmis report``: the End-of-Day report, daily operations, the stock card of a pair."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from vlmis_core.cli.language import reader
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
from vlmis_core.clock import now
from vlmis_core.database.roles import RECORDER
from vlmis_core.deployment import database_as
from vlmis_core.ledger.calendar import local_date
from vlmis_core.reports.daily_operations import LiveMovement, stream_operations
from vlmis_core.reports.end_of_day import EodDayLine, select_eod, stream_eod
from vlmis_core.reports.report_filter import ReportFilter
from vlmis_core.reports.stock_card import CardLine, report_stock_card
from vlmis_core.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="What the stores hold, received and gave out.")

FirstDay = Annotated[
    datetime | None,
    typer.Option("--from", help="First day.", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD"),
]
LastDay = Annotated[
    datetime | None,
    typer.Option("--to", help="Last day.", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD"),
]
Store = Annotated[str | None, typer.Option(help="Code of a store.")]
StoresBelow = Annotated[bool, typer.Option(help="With the stores below --store.")]
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
    first_day: FirstDay = None,
    last_day: LastDay = None,
    store: Store = None,
    stores_below: StoresBelow = True,
    product: Product = None,
    csv: AsCsv = None,
    as_json: AsJson = False,
) -> None:
    """The End-of-Day report of --day (default: the newest frozen day), or of --from … --to."""
    chosen = ReportFilter(
        first_day=day_of(day) or day_of(first_day),
        last_day=day_of(day) or day_of(last_day),
        store_code=store,
        with_stores_below=stores_below,
        product_code=product,
        longest_days=None,
    )
    with database_as(RECORDER) as database, database.transaction() as tx:
        selection = select_eod(tx, chosen)
        lines = list(stream_eod(tx, selection, by_day=True))
    first, last = selection.days.first_day, selection.days.last_day
    days = str(first) if first == last else f"{first} … {last}"
    title = reader().gettext("End-of-Day report {days}: {lines} lines", days=days, lines=len(lines))
    _print(lines, EodDayLine, EOD_COLUMNS, title, csv=csv, as_json=as_json)


@app.command()
def operations(
    day: Day = None,
    store: Store = None,
    stores_below: StoresBelow = True,
    product: Product = None,
    csv: AsCsv = None,
    as_json: AsJson = False,
) -> None:
    """Daily operations: the live movements of days that are not frozen yet, newest first."""
    chosen = ReportFilter(
        first_day=day_of(day),
        last_day=day_of(day),
        store_code=store,
        with_stores_below=stores_below,
        product_code=product,
    )
    with database_as(RECORDER) as database, database.transaction() as tx:
        lines = list(stream_operations(tx, chosen))
    title = reader().gettext("Daily operations: {movements} movements", movements=len(lines))
    _print(lines, LiveMovement, OPERATION_COLUMNS, title, csv=csv, as_json=as_json)


@app.command()
def stock_card(
    store: Annotated[str, typer.Argument(help="Code of the store.")],
    product: Annotated[str, typer.Argument(help="Code of the product.")],
    first_day: FirstDay = None,
    last_day: LastDay = None,
    csv: AsCsv = None,
    as_json: AsJson = False,
) -> None:
    """Every movement of a store and product with the balance after it (default: 31 days)."""
    chosen = ReportFilter(
        first_day=day_of(first_day),
        last_day=day_of(last_day),
        store_code=store,
        product_code=product,
        longest_days=None,
    ).with_usual_days(local_date(now(), load_settings().zone))
    with database_as(RECORDER) as database:
        card = report_stock_card(database, chosen)
    if as_json and not csv:
        print_json(card)
        return
    title = f"{card.store_name} × {card.product_name}, {chosen.first_day} … {chosen.last_day}"
    _print(card.lines, CardLine, CARD_COLUMNS, title, csv=csv, as_json=False)
    if not csv:
        balances = reader().gettext(
            "opening {opening}, closing {closing} ({unit})",
            opening=card.opening,
            closing=card.closing,
            unit=card.unit,
        )
        typer.echo(balances)


def _print(
    lines: Sequence[Any],
    line_type: type[Any],
    columns: Sequence[Column],
    title: str,
    *,
    csv: Path | None,
    as_json: bool,
) -> None:
    if csv:
        write_csv(csv, line_type, lines)
    elif as_json:
        print_json(lines)
    else:
        print_table(title, columns, lines)
