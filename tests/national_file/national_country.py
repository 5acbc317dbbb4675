"""The national file's country, ready to go live."""

from datetime import UTC, date, datetime
from pathlib import Path

from tests.support.postgres import TestDatabase
from vlmis_core.freeze.freeze_day import catch_up
from vlmis_core.freeze.go_live import go_live
from vlmis_core.ledger.movements import Entry
from vlmis_core.national_file.create_stores import create_national_stores, import_national_products
from vlmis_core.national_file.import_national_monthly import read_national_file

DATA = Path(__file__).parents[2] / "data"
NATIONAL_FILE = DATA / "cote_divoire_lmis_2016_2017.csv"
PRODUCTS_FILE = DATA / "cote_divoire_products.csv"
FIRST_DAY = date(2016, 1, 1)
LATER = datetime(2018, 1, 10, 12, tzinfo=UTC)
ENTRY = Entry.made("national import", LATER, UTC)

HEADER = (
    "year,month,region,district,site_code,product_code,stock_initial,stock_received,"
    "stock_distributed,stock_adjustment,stock_end,average_monthly_consumption,stock_stockout_days\n"
)


def create_country(vlmis: TestDatabase, file: Path = NATIONAL_FILE) -> None:
    """Products and the whole chain of stores, without org units."""
    import_national_products(vlmis.recorder, PRODUCTS_FILE)
    create_national_stores(vlmis.recorder, read_national_file(file))


def start_ledger(vlmis: TestDatabase, first_day: date = FIRST_DAY) -> None:
    """Go live with empty shelves."""
    go_live(vlmis.pipeline, first_day=first_day, initial_stock=[], run_id="go-live")


def write_file(path: Path, *lines: str) -> Path:
    """A national file of ``YEAR,MONTH,REGION,DISTRICT,SITE,PRODUCT,INITIAL,…,END`` lines."""
    path.write_text(HEADER + "".join(f"{line},0,0\n" for line in lines), encoding="utf-8")
    return path


def freeze_through(vlmis: TestDatabase, day: date, now: datetime = LATER) -> list[date]:
    """Freeze every day up to one, as the services of every night do; returns them."""
    return list(
        catch_up(
            vlmis.pipeline, through=day, now=now, zone=UTC, run_id="night", stores_per_chunk=500
        )
    )
