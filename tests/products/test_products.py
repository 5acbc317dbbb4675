"""Products and their HMIS Codes."""

from datetime import date
from pathlib import Path

import pytest

from tests.support.codes import raises_code, raises_faults
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.database.upsert import UpsertResult
from vlmis_core.products.retire_product import retire_product
from vlmis_core.products.select_products import Product, select_products
from vlmis_core.products.upsert_products import import_products, set_hmis_code

A, B = "a" * 11, "b" * 11


def upsert(vlmis: TestDatabase, tmp_path: Path, *lines: str) -> UpsertResult:
    file = tmp_path / "products.csv"
    file.write_text("\n".join(["code,name,unit,hmis_code", *lines]), encoding="utf-8")
    return import_products(vlmis.recorder, file)


def test_a_file_creates_products_counted_in_doses_unless_it_says_otherwise(vlmis, tmp_path):
    assert upsert(vlmis, tmp_path, "BCG,Bacille,,", f"DIL,Diluent,vial,{A}") == UpsertResult(
        2, 0, 0
    )
    assert select_products(vlmis.recorder) == [
        Product("BCG", "Bacille", "dose", None, None, None),
        Product("DIL", "Diluent", "vial", A, None, None),
    ]


def test_a_blank_field_leaves_what_was_there(vlmis, tmp_path):
    upsert(vlmis, tmp_path, f"DIL,Diluent,vial,{A}")

    assert upsert(vlmis, tmp_path, "DIL,,,") == UpsertResult(0, 0, 1)
    assert upsert(vlmis, tmp_path, "DIL,Renamed,,") == UpsertResult(0, 1, 0)
    assert select_products(vlmis.recorder) == [Product("DIL", "Renamed", "vial", A, None, None)]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("X,,,", (3, "name", "field_is_missing")),
        (",X,,", (3, "code", "field_is_missing")),
        ("X,X,,abc", (3, "hmis_code", "hmis_code_is_no_uid")),
        (f"X,X,,{A}", (3, "hmis_code", "hmis_code_is_taken")),
        ("OPV,Polio,,", (3, "code", "code_is_repeated")),
    ],
)
def test_a_bad_line_refuses_the_file_whole(vlmis, tmp_path, line, fault):
    upsert(vlmis, tmp_path, f"BCG,Bacille,,{A}")

    with raises_faults(fault):
        upsert(vlmis, tmp_path, "OPV,Polio,,", line)
    assert [product.code for product in select_products(vlmis.recorder)] == ["BCG"]


def test_products_may_change_hmis_codes_with_each_other(vlmis, tmp_path):
    upsert(vlmis, tmp_path, f"BCG,Bacille,,{A}", f"OPV,Polio,,{B}")

    assert upsert(vlmis, tmp_path, f"BCG,,,{B}", f"OPV,,,{A}") == UpsertResult(0, 2, 0)


def test_the_unit_of_a_product_with_stock_history_stays(vlmis, tmp_path):
    Country(vlmis, stock={"S": 1})

    with raises_code("product_unit_is_fixed"):
        upsert(vlmis, tmp_path, "BCG,,vial,")
    assert upsert(vlmis, tmp_path, "OPV,,vial,") == UpsertResult(0, 1, 0)


def test_an_hmis_code_is_set_for_one_product_in_use(vlmis, tmp_path):
    upsert(vlmis, tmp_path, "BCG,Bacille,,", "OPV,Polio,,")
    set_hmis_code(vlmis.recorder, "BCG", A)

    with raises_code("hmis_code_is_taken"):
        set_hmis_code(vlmis.recorder, "OPV", A)
    with raises_code("product_not_found"):
        set_hmis_code(vlmis.recorder, "X", B)


def test_the_hmis_code_of_a_retired_product_is_free_for_another(vlmis, tmp_path):
    upsert(vlmis, tmp_path, f"BCG,Bacille,,{A}", "OPV,Polio,,")
    retire_product(vlmis.recorder, "BCG", retired_on=date(2026, 3, 1))
    set_hmis_code(vlmis.recorder, "OPV", A)

    codes = {product.code: product.hmis_code for product in select_products(vlmis.recorder)}
    assert codes == {"BCG": A, "OPV": A}
