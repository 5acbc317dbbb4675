"""A store is closed, a product retired, when nothing is left of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from tests.support.codes import raises_code
from tests.support.country import Country, parse_line
from tests.support.postgres import TestDatabase
from vlmis_core.ledger.record_movements import record_movements_within
from vlmis_core.products.retire_product import retire_product
from vlmis_core.stores.close_store import close_store
from vlmis_core.stores.upsert_stores import import_stores

FIFTH = date(2026, 3, 5)


def test_a_store_at_zero_has_no_row_from_its_closing_day_on(vlmis: TestDatabase):
    country = Country(vlmis, stock={"T": 5})
    country.record("2026-03-01 dispensing T 5")
    close_store(vlmis.recorder, "T", closed_on=date(2026, 3, 2))
    country.freeze("2026-03-01", "2026-03-02")

    assert country.closing("2026-03-01", "T") == 0
    assert country.closing("2026-03-02", "T") is None


def test_a_closed_store_takes_no_movement(vlmis: TestDatabase):
    country = Country(vlmis, stock={"R": 5})
    close_store(vlmis.recorder, "T", closed_on=FIFTH)

    with raises_code("store_is_closed"):
        country.record("2026-03-05 distribution_out R 5 > T")


@pytest.mark.parametrize(
    ("ledger", "obstacle"),
    [
        ("2026-03-01 dispensing T 1", "store_holds_stock"),
        ("2026-03-06 dispensing T 5", "later_movements_exist"),
    ],
)
def test_a_store_with_stock_or_later_movements_is_not_closed(vlmis: TestDatabase, ledger, obstacle):
    country = Country(vlmis, stock={"T": 5})
    country.record(ledger)

    with raises_code("store_cannot_be_closed", obstacles=[obstacle]):
        close_store(vlmis.recorder, "T", closed_on=FIFTH)
    assert vlmis.value("select count(closed_on) from vlmis.store") == 0


def test_a_store_that_supplies_others_is_not_closed_before_them(vlmis: TestDatabase):
    Country(vlmis)

    with raises_code("store_cannot_be_closed", obstacles=["store_supplies_open_stores"]):
        close_store(vlmis.recorder, "R", closed_on=FIFTH)
    for code in ("S", "T", "R"):
        close_store(vlmis.recorder, code, closed_on=FIFTH)


def test_a_store_is_not_closed_in_the_frozen_past(vlmis: TestDatabase):
    Country(vlmis).freeze("2026-03-01", "2026-03-02")

    with raises_code("store_cannot_be_closed", obstacles=["day_is_before_first_open_day"]):
        close_store(vlmis.recorder, "T", closed_on=date(2026, 3, 2))


def test_closing_again_on_the_same_day_changes_nothing_and_another_day_is_refused(
    vlmis: TestDatabase,
):
    Country(vlmis)
    close_store(vlmis.recorder, "T", closed_on=FIFTH)
    close_store(vlmis.recorder, "T", closed_on=FIFTH)

    with raises_code("store_cannot_be_closed", obstacles=["store_is_closed_since"]):
        close_store(vlmis.recorder, "T", closed_on=date(2026, 3, 6))


def test_a_closed_store_supplies_nobody(vlmis: TestDatabase, tmp_path: Path):
    Country(vlmis)
    close_store(vlmis.recorder, "T", closed_on=FIFTH)
    file = tmp_path / "stores.csv"
    file.write_text("code,name,supplier_code\nU,U,T\n", encoding="utf-8")

    with raises_code("store_is_closed"):
        import_stores(vlmis.recorder, file)


def test_a_product_that_someone_holds_is_not_retired(vlmis: TestDatabase):
    country = Country(vlmis, stock={"S": 2, "T": 1})

    with raises_code("product_cannot_be_retired", obstacles=["product_is_held_by_stores"]):
        retire_product(vlmis.recorder, "BCG", retired_on=FIFTH)
    country.record("2026-03-01 dispensing S 2\n2026-03-06 dispensing T 1")
    with raises_code("product_cannot_be_retired", obstacles=["later_movements_exist"]):
        retire_product(vlmis.recorder, "BCG", retired_on=FIFTH)
    retire_product(vlmis.recorder, "BCG", retired_on=date(2026, 3, 7))


@pytest.mark.parametrize(("close", "what"), [(close_store, "store"), (retire_product, "product")])
def test_what_does_not_exist_is_named(vlmis: TestDatabase, close, what):
    day = {"closed_on" if what == "store" else "retired_on": FIFTH}
    with raises_code(f"{what}_not_found"):
        close(vlmis.recorder, "X", **day)


def test_closing_waits_for_who_is_recording_and_sees_what_they_recorded(vlmis: TestDatabase):
    country = Country(vlmis, stock={"R": 5})
    line = parse_line("2026-03-01 distribution_out R 5 > T")
    with ThreadPoolExecutor(1) as pool:
        with vlmis.recorder.transaction() as tx:
            record_movements_within(tx, [line], country.entry)
            closing = pool.submit(close_store, vlmis.recorder, "T", closed_on=FIFTH)
            while not vlmis.value("select exists (select from pg_locks where not granted)"):
                assert not closing.done()
        with raises_code("store_cannot_be_closed", obstacles=["store_holds_stock"]):
            closing.result()
