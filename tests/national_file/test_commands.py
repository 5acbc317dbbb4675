"""The commands that bring stores, products and the national file in."""

import json
from datetime import date

from tests.national_file.national_country import PRODUCTS_FILE, start_ledger, write_file
from tests.stores.org_units import add_org_unit, uid
from tests.support.codes import raises_code
from vlmis_core.products.upsert_products import import_products

A = "a" * 11
FIRST_DAY = date(2017, 1, 1)


def test_the_national_file_is_imported_with_its_products_and_stores(vlmis, command, tmp_path):
    file = write_file(tmp_path / "january.csv", "2017,1,GOH,OUME,S1,AS27000,10,9,5,0,14")
    arguments = ("import", "national-monthly", file)
    with raises_code("ledger_is_not_live"):
        command(*arguments, "--products", PRODUCTS_FILE, "--create-stores")
    assert vlmis.value("select count(*) from vlmis.store") == 0
    start_ledger(vlmis, FIRST_DAY)
    imported = command(*arguments, "--products", PRODUCTS_FILE, "--create-stores")

    assert "1 month imported, 0 imported before." in imported.stdout
    assert "0 months imported, 1 imported before." in command(*arguments).stdout
    result = json.loads(command(*arguments, "--json").stdout)
    assert result["months_before"] == ["2017-01-01"]


def test_stores_are_imported_attached_shown_moved_and_closed(vlmis, command, tmp_path):
    file = tmp_path / "stores.csv"
    file.write_text("code,name,supplier_code\nC,Central,\nR,Region,C\nS,[Site],R\n")
    add_org_unit(vlmis, "r", code="R")
    add_org_unit(vlmis, "t", code="T")

    assert "Stores: 3 created, 0 changed" in command("stores", "import", file).stdout
    assert "Stores: 1 attached, 2 without org unit" in command("stores", "attach").stdout
    assert "Stores: 1 created" in command("stores", "attach", uid("t"), "--supplier", "R").stdout
    assert "1 changed" in command("stores", "move", "S", "--supplier", "C").stdout
    command("stores", "close", "S", "--on", "2026-03-05")

    shown = command("stores", "tree").stdout
    assert "R Unit R" in shown
    assert "S [Site] no org unit closed on 2026-03-05" in shown
    stores = json.loads(command("stores", "tree", "--json").stdout)
    assert {store["code"]: store["supplier_code"] for store in stores} == {
        "C": None,
        "R": "C",
        "S": "C",
        "T": "R",
    }


def test_products_are_imported_coded_listed_and_retired(vlmis, command, tmp_path):
    file = tmp_path / "products.csv"
    file.write_text("code,name\nBCG,Bacille\n")

    assert "Products: 1 created" in command("products", "import", file).stdout
    command("products", "set-code", "BCG", A)
    assert A in command("products", "list").stdout
    command("products", "retire", "BCG", "--on", "2026-03-05")
    (product,) = json.loads(command("products", "list", "--json").stdout)
    assert product == {
        "code": "BCG",
        "name": "Bacille",
        "unit": "dose",
        "hmis_code": A,
        "retired_on": "2026-03-05",
        "tracked_from": None,
        "doses_per_vial": None,
    }


def test_movements_are_imported_from_a_file(vlmis, command, tmp_path):
    products, movements = tmp_path / "products.csv", tmp_path / "movements.csv"
    products.write_text("code,name\nBCG,Bacille\n")
    import_products(vlmis.recorder, products)
    vlmis.execute("insert into vlmis.store (code, name) values ('C', 'Central')")
    start_ledger(vlmis, FIRST_DAY)
    movements.write_text(
        "source_key,store_code,product_code,kind,quantity,occurred_on,counterpart_store_code,"
        "lot,expires_on,reason\nk1,C,BCG,arrival,5,2017-01-02,,,,\n"
    )

    shown = command("import", "movements", movements).stdout
    assert shown == "1 movement recorded (0 late); 0 recorded before.\n"
    again = json.loads(command("import", "movements", movements, "--json").stdout)
    assert again == {"recorded": 0, "already_recorded": 1, "late": 0}
