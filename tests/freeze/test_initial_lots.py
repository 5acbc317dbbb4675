"""Going live with products that are tracked by lot: the initial stock has its lots."""

from datetime import date
from pathlib import Path

import pytest

from tests.support.codes import raises_code, raises_faults
from tests.support.postgres import TestDatabase
from vlmis_core.freeze.go_live import import_initial_stock
from vlmis_core.products.track_product import track_product

FIRST_DAY = date(2026, 3, 1)


@pytest.fixture
def start(vlmis: TestDatabase, tmp_path: Path):
    """Go live with these lines; BCG is tracked from the first day on, OPV is not."""
    vlmis.execute("insert into vlmis.store (code, name) values ('C', 'Central')")
    vlmis.execute(
        "insert into vlmis.store (code, name, supplier_store_id)"
        " select 'R', 'R', store_id from vlmis.store"
    )
    vlmis.execute("insert into vlmis.product (code, name) values ('BCG', 'BCG'), ('OPV', 'OPV')")

    def started(*lines: str) -> int:
        file = tmp_path / "stock.csv"
        header = "store_code,product_code,quantity,lot,expires_on"
        file.write_text("\n".join([header, *lines]), encoding="utf-8")
        return import_initial_stock(vlmis.pipeline, file, first_day=FIRST_DAY, run_id="test")

    return started


def test_the_initial_stock_of_a_tracked_product_has_lots_and_the_rest_is_unassigned(
    vlmis: TestDatabase, start
) -> None:
    with raises_code("tracking_needs_a_day"):
        track_product(vlmis.recorder, "BCG")
    track_product(vlmis.recorder, "BCG", tracked_from=FIRST_DAY)

    rows = start("C,BCG,20,A,2027-01-31", "C,BCG,7,,", "C,BCG,5,B,2026-12-31", "C,OPV,9,,")

    assert rows == 2
    assert vlmis.rows(
        "select lot, expires_on::text, balance from analyst.lot_balance order by 1"
    ) == [
        ("A", "2027-01-31", 20),
        ("B", "2026-12-31", 5),
        ("unassigned", None, 7),
    ]
    assert vlmis.value("select count(*) from vlmis.day_violations('2026-02-28')") == 0
    with raises_code("product_is_tracked"):
        track_product(vlmis.recorder, "BCG", tracked_from=date(2026, 3, 5))


def test_lots_of_the_initial_stock_are_refused_as_elsewhere(vlmis: TestDatabase, start) -> None:
    track_product(vlmis.recorder, "BCG", tracked_from=FIRST_DAY)
    with raises_faults(
        (3, "expires_on", "lot_expires_on_another_day"),
        (4, "expires_on", "lot_needs_expiry_date"),
        (5, "lot", "product_is_not_tracked"),
        (6, "lot", "lot_is_reserved"),
        (7, "product_code", "initial_stock_is_repeated"),
        (8, "product_code", "initial_stock_is_repeated"),
    ):
        start(
            "C,BCG,1,A,2027-01-31",
            "R,BCG,1,A,2027-01-30",
            "C,BCG,1,B,",
            "C,OPV,1,A,2027-01-31",
            "C,BCG,1,Unassigned,",
            "C,BCG,1,,",
            "C,BCG,1,,",
        )
