"""``vlmis report``: the End-of-Day report, daily operations, late entries, expiring lots, cards."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from vlmis_core.cli.days import Day, FirstDay, LastDay
from vlmis_core.cli.language import print_text, reader
from vlmis_core.cli.tables import AsCsv, AsJson, Column, print_json, print_table, write_csv
from vlmis_core.clock import now
from vlmis_core.database import Database
from vlmis_core.database.roles import RECORDER
from vlmis_core.deployment import database_as
from vlmis_core.errors import PermanentError
from vlmis_core.ledger.calendar import local_date
from vlmis_core.messages import _, message
from vlmis_core.products.select_products import select_products
from vlmis_core.reports.daily_operations import LiveMovement, stream_operations
from vlmis_core.reports.end_of_day import line_class, report_eod
from vlmis_core.reports.expiring_lots import ExpiringLot, report_expiring_lots
from vlmis_core.reports.late_entries import LateEntry, stream_late_entries
from vlmis_core.reports.report_filter import ReportFilter
from vlmis_core.reports.stock_card import CardLine, report_stock_card
from vlmis_core.settings import load_settings
from vlmis_core.stores.find_stores import find_store

app = typer.Typer(no_args_is_help=True, help="What the stores hold, received and gave out.")

Store = Annotated[str | None, typer.Option(help="Code of a store.")]
StoresBelow = Annotated[bool, typer.Option(help="With the stores below --store.")]
Product = Annotated[str | None, typer.Option(help="Code of a product.")]

_STORE = Column(_("Store"), "store_code")
_PRODUCT = Column(_("Product"), "product_code")
_COUNTS_IN = Column(_("Counts in"), "stock_day")
_HAPPENED = Column(_("Happened on"), "occurred_on")
_KIND = Column(_("Kind"), "kind", terms="movement_kind")
_EFFECT = Column(_("Effect on stock"), "stock_effect")
_ORIGIN = [
    Column(_("Other store"), "counterpart_store_code"),
    Column(_("Reason"), "reason", terms="movement_reason"),
    Column(_("Recorded by"), "recorded_by"),
]
_IS_LATE = Column(_("Late"), "is_late")

_DAY = Column(_("Day"), "day")
_QUANTITIES = [
    Column(_("Opening"), "opening", stays=True),
    Column(_("Arrivals"), "arrivals"),
    Column(_("Received"), "requisitions_received"),
    Column(_("Distributed"), "distributions_out"),
    Column(_("Returned in"), "returns_in"),
    Column(_("Returned out"), "returns_out"),
    Column(_("Count ±"), "count_adjustment"),
    Column(_("Dispensed"), "dispensing"),
    Column(_("Wasted"), "wastage"),
    Column(_("Closing"), "closing", stays=True),
    Column(_("Late"), "has_late_entries"),
]
EOD_COLUMNS = [_STORE, _PRODUCT, *_QUANTITIES]
TOTAL_COLUMNS = [
    *(_PRODUCT, *_QUANTITIES),
    Column(_("Stores"), "stores"),
    Column(_("Stores stocked out"), "stores_at_zero"),
]
OPERATION_COLUMNS = [
    *(_COUNTS_IN, _HAPPENED, _STORE, _PRODUCT, _KIND, _EFFECT, *_ORIGIN, _IS_LATE),
]
LATE_COLUMNS = [
    *(_COUNTS_IN, _HAPPENED, Column(_("Days late"), "days_late")),
    *(_STORE, _PRODUCT, _KIND, _EFFECT, *_ORIGIN),
]
CARD_COLUMNS = [
    *(_COUNTS_IN, _HAPPENED, _KIND, _EFFECT, Column(_("Balance"), "balance"), *_ORIGIN, _IS_LATE),
    Column(_("Outcome"), "outcome", terms="transfer_outcome"),
    Column(_("Received"), "received"),
]

EXPIRING_COLUMNS = [
    *(Column(_("Expires on"), "expires_on"), Column(_("Expiry"), "expiry", terms="lot_expiry")),
    *(_STORE, _PRODUCT, Column(_("Lot"), "lot"), Column(_("Balance"), "balance")),
]


@app.command()
def eod(
    day: Day = None,
    first_day: FirstDay = None,
    last_day: LastDay = None,
    store: Store = None,
    stores_below: StoresBelow = True,
    product: Product = None,
    by_day: Annotated[bool, typer.Option(help="A line for each day of a range.")] = False,
    csv: AsCsv = None,
    as_json: AsJson = False,
) -> None:
    """The End-of-Day report of --day (default: the newest frozen day), or of --from … --to.

    A line is a store and product over all these days, as on the page; by --by-day, on one day.
    """
    chosen = _filter(day or first_day, day or last_day, store, product, stores_below)
    with database_as(RECORDER) as database:
        _require_known(database, store, product)
        report = report_eod(database, chosen, by_day=by_day, line_count=None)
    days = report.selection.days
    title = reader().ngettext(
        "End-of-Day report, {first} – {last}: {count} line",
        "End-of-Day report, {first} – {last}: {count} lines",
        len(report.lines),
        first=days.first_day,
        last=days.last_day,
    )
    by_day = by_day or days.is_one_day
    columns = [*([_DAY] if by_day else []), *EOD_COLUMNS]
    _print(report.lines, line_class(by_day=by_day), columns, title, csv=csv, as_json=as_json)
    if not csv and not as_json:
        print_table(reader().gettext("Totals by product"), TOTAL_COLUMNS, report.totals)


@app.command()
def operations(
    day: Day = None,
    first_day: FirstDay = None,
    last_day: LastDay = None,
    store: Store = None,
    stores_below: StoresBelow = True,
    product: Product = None,
    csv: AsCsv = None,
    as_json: AsJson = False,
) -> None:
    """Daily operations: the live movements of days that are not frozen yet, newest first."""
    chosen = _filter(day or first_day, day or last_day, store, product, stores_below)
    with database_as(RECORDER) as database, database.transaction() as tx:
        _require_known(database, store, product)
        lines = list(stream_operations(tx, chosen))
    title = reader().ngettext(
        "Daily operations: {count} movement", "Daily operations: {count} movements", len(lines)
    )
    _print(lines, LiveMovement, OPERATION_COLUMNS, title, csv=csv, as_json=as_json)


@app.command()
def late_entries(
    first_day: FirstDay = None,
    last_day: LastDay = None,
    store: Store = None,
    stores_below: StoresBelow = True,
    product: Product = None,
    csv: AsCsv = None,
    as_json: AsJson = False,
) -> None:
    """Movements recorded after their own day was frozen (default: 31 stock days)."""
    chosen = _with_usual_days(_filter(first_day, last_day, store, product, stores_below))
    with database_as(RECORDER) as database, database.transaction() as tx:
        _require_known(database, store, product)
        lines = list(stream_late_entries(tx, chosen))
    title = reader().ngettext(
        "Late entries, {first} – {last}: {count} movement",
        "Late entries, {first} – {last}: {count} movements",
        len(lines),
        first=chosen.first_day,
        last=chosen.last_day,
    )
    _print(lines, LateEntry, LATE_COLUMNS, title, csv=csv, as_json=as_json)


@app.command()
def expiring(
    within: Annotated[
        int | None,
        typer.Option(min=0, max=3650, help="Days from today (default: VLMIS_EXPIRY_HORIZON_DAYS)."),
    ] = None,
    store: Store = None,
    stores_below: StoresBelow = True,
    product: Product = None,
    csv: AsCsv = None,
    as_json: AsJson = False,
) -> None:
    """What stores hold of lots that have expired or soon will; the first to expire first."""
    settings = load_settings()
    today = local_date(now(), settings.zone)
    horizon_days = settings.expiry_horizon_days if within is None else within
    chosen = _filter(None, None, store, product, stores_below)
    with database_as(RECORDER) as database:
        _require_known(database, store, product)
        _totals, lots = report_expiring_lots(
            database, chosen, today=today, horizon_days=horizon_days, line_count=None
        )
    title = reader().ngettext(
        "Expiring lots, until {last}: {count} line",
        "Expiring lots, until {last}: {count} lines",
        len(lots),
        last=today + timedelta(days=horizon_days),
    )
    _print(lots, ExpiringLot, EXPIRING_COLUMNS, title, csv=csv, as_json=as_json)


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
    chosen = _with_usual_days(_filter(first_day, last_day, store, product))
    with database_as(RECORDER) as database:
        card = report_stock_card(database, chosen)
    if as_json and not csv:
        print_json(card)
        return
    title = f"{card.store_name} × {card.product_name}, {chosen.first_day} – {chosen.last_day}"
    _print(card.lines, CardLine, CARD_COLUMNS, title, csv=csv, as_json=False)
    if not csv:
        text = _("Opening {opening}, closing {closing} ({unit})")
        print_text(text, opening=card.opening, closing=card.closing, unit=card.unit)


def _filter(
    first_day: date | None,
    last_day: date | None,
    store: str | None,
    product: str | None,
    stores_below: bool = True,
) -> ReportFilter:
    """Choose what a report shows; a command may ask for any number of days."""
    return ReportFilter(
        first_day=first_day,
        last_day=last_day,
        store_code=store,
        with_stores_below=stores_below,
        product_code=product,
        longest_days=None,
    )


def _require_known(database: Database, store: str | None, product: str | None) -> None:
    if store is not None and find_store(database, store) is None:
        raise PermanentError(message("store_not_found", store=store))
    if product is not None and product not in [known.code for known in select_products(database)]:
        raise PermanentError(message("product_not_found", product=product))


def _with_usual_days(chosen: ReportFilter) -> ReportFilter:
    return chosen.with_usual_days(local_date(now(), load_settings().zone))


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
