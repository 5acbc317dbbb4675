"""Fill the ledger of a demonstration, by the same services as everybody. Safe to run again."""

from datetime import UTC, date, timedelta, tzinfo

from sandbox.demo.plan import NATIONAL_FILE, PRODUCTS_FILE, DemoPlan
from sandbox.demo.window import import_window
from sandbox.stand_in.country import data_element_uid
from vlmis_core.clock import now
from vlmis_core.database import Database
from vlmis_core.database.upsert import UpsertResult
from vlmis_core.errors import NotLiveError
from vlmis_core.freeze.go_live import go_live
from vlmis_core.freeze.stock_days import report_stock_days
from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.ledger.movements import Entry, MovementLine
from vlmis_core.ledger.record_movements import record_movements
from vlmis_core.national_file.create_stores import create_national_stores, import_national_products
from vlmis_core.national_file.import_national_monthly import (
    read_national_file,
)
from vlmis_core.products.select_products import select_products
from vlmis_core.products.upsert_products import set_hmis_code
from vlmis_core.reports.end_of_day import EodStoreLine, report_eod
from vlmis_core.reports.report_filter import ReportFilter
from vlmis_core.stock_limits.save_limits import LimitLine, save_limits

RECORDED_BY = "demo"

MONTHS_OF_STOCK = {1: ("3", "6"), 2: ("2", "4"), 3: ("1.5", "3"), 4: ("1", "3")}
"""Level of the supply tree → usual minimum and maximum of a product; the file has none."""


def upsert_stores_and_products(recorder: Database) -> int:
    """Create the stores, attached to their org units, and the products with their HMIS Codes."""
    result = create_national_stores(recorder, read_national_file(NATIONAL_FILE))
    import_national_products(recorder, PRODUCTS_FILE)
    for product in select_products(recorder):
        if product.hmis_code is None:
            set_hmis_code(recorder, product.code, data_element_uid(product.code))
    return result.created + result.unchanged


def save_stock_limits_of_levels(recorder: Database) -> UpsertResult:
    """Give every product at every level a minimum and a maximum."""
    lines = [
        LimitLine(level, product.code, str(level), minimum, maximum)
        for product in select_products(recorder)
        for level, (minimum, maximum) in MONTHS_OF_STOCK.items()
    ]
    with recorder.transaction() as tx:
        return save_limits(tx, lines, what=RECORDED_BY)


def begin_ledger(recorder: Database, pipeline: Database, plan: DemoPlan) -> str:
    """Go live with the balances before the missed days, and record the movements since."""
    rows = read_national_file(NATIONAL_FILE)
    if not _is_live(pipeline):
        stock = plan.window.initial_stock(rows)
        go_live(pipeline, first_day=plan.first_day, initial_stock=stock, run_id=RECORDED_BY)
    entry = Entry.made(RECORDED_BY, now(), UTC)
    recorded = import_window(recorder, NATIONAL_FILE, plan.window, entry)
    return f"{recorded.recorded:,} recorded, {recorded.already_recorded:,} were there"


def record_training(recorder: Database, plan: DemoPlan, zone: tzinfo) -> int:
    """A few movements of kinds that the file does not have, marked ``training:``.

    Wastage yesterday, a return today, and a late entry: dispensing on the newest frozen day,
    which is counted in the first open one. They are taken from pairs with plenty of stock.
    """
    rich = _richest_sites(recorder, plan)
    yesterday, today = plan.newest + timedelta(days=1), plan.newest + timedelta(days=2)
    supplier = rich[1].supplier_store_code
    lines = [
        _training("wastage", rich[0], MovementKind.WASTAGE, yesterday, reason="broken"),
        _training("return", rich[1], MovementKind.RETURN_OUT, today, supplier=supplier),
        _training("late-entry", rich[2], MovementKind.DISPENSING, plan.newest),
    ]
    entry = Entry.made("training", now(), zone)
    return record_movements(recorder, lines, entry).recorded


def _is_live(database: Database) -> bool:
    try:
        report_stock_days(database, now=now(), zone=UTC, day_count=1)
    except NotLiveError:
        return False
    return True


def _richest_sites(database: Database, plan: DemoPlan) -> list[EodStoreLine]:
    newest = ReportFilter(first_day=plan.newest)
    frozen = report_eod(database, newest, by_day=True, line_count=None).lines
    sites = [line for line in frozen if line.level == max(each.level for each in frozen)]
    return sorted(sites, key=lambda line: (-line.closing, line.path, line.product_code))


def _training(
    name: str,
    line: EodStoreLine,
    kind: MovementKind,
    day: date,
    *,
    supplier: str | None = None,
    reason: str | None = None,
) -> MovementLine:
    return MovementLine(
        source_key=f"training:{name}",
        store_code=line.store_code,
        product_code=line.product_code,
        kind=kind,
        quantity=1,
        occurred_on=day,
        counterpart_store_code=supplier,
        reason=reason,
    )
