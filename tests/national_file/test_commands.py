"""The commands that bring stores, products and the national file in."""

import json
from datetime import date

import pytest
from typer.testing import CliRunner, Result

from tests.national_file.national_country import PRODUCTS_FILE, start_ledger, write_file
from tests.stores.org_units import add_org_unit, uid
from tests.support.codes import raises_code
from tests.support.postgres import TestDatabase
from vlmis_core.cli.main import app
from vlmis_core.database.roles import RECORDER
from vlmis_core.products.upsert_products import import_products

A = "a" * 11
FIRST_DAY = date(2017, 1, 1)


@pytest.fixture
def vlmis_command(vlmis: TestDatabase, monkeypatch: pytest.MonkeyPatch):
    """Run ``vlmis`` on the test's database; a refusal is raised."""
    passwords = {RECORDER: vlmis.url_of(RECORDER).split(":")[2].split("@")[0]}
    address = vlmis.url.render_as_string(hide_password=False)
    monkeypatch.setenv("VLMIS_DATABASE_URL", address)
    monkeypatch.setenv("VLMIS_DATABASE_PASSWORDS", json.dumps(passwords))

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(app, [str(part) for part in arguments], catch_exceptions=False)

    return run


def test_the_national_file_is_imported_with_its_products_and_stores(vlmis, vlmis_command, tmp_path):
    file = write_file(tmp_path / "january.csv", "2017,1,GOH,OUME,S1,AS27000,10,9,5,0,14")
    arguments = ("import", "national-monthly", file)
    with raises_code("ledger_is_not_live"):
        vlmis_command(*arguments, "--products", PRODUCTS_FILE, "--create-stores")
    assert vlmis.value("select count(*) from vlmis.store") == 0
    start_ledger(vlmis, FIRST_DAY)
    imported = vlmis_command(*arguments, "--products", PRODUCTS_FILE, "--create-stores")

    assert "1 month imported, 0 imported before." in imported.stdout
    assert "0 months imported, 1 imported before." in vlmis_command(*arguments).stdout
    result = json.loads(vlmis_command(*arguments, "--json").stdout)
    assert result["months_before"] == ["2017-01-01"]


def test_stores_are_imported_attached_shown_moved_and_closed(vlmis, vlmis_command, tmp_path):
    file = tmp_path / "stores.csv"
    file.write_text("code,name,supplier_code\nC,Central,\nR,[Region],C\nS,Site,R\n")
    add_org_unit(vlmis, "r", code="R")
    add_org_unit(vlmis, "t", code="T")

    assert "Stores: 3 created, 0 changed" in vlmis_command("stores", "import", file).stdout
    assert "Stores: 1 attached, 2 without org unit" in vlmis_command("stores", "attach").stdout
    assert (
        "Stores: 1 created" in vlmis_command("stores", "attach", uid("t"), "--supplier", "R").stdout
    )
    assert "1 changed" in vlmis_command("stores", "move", "S", "--supplier", "C").stdout
    vlmis_command("stores", "close", "S", "--on", "2026-03-05")

    shown = vlmis_command("stores", "tree").stdout
    assert "R [Region]" in shown
    assert "S Site no org unit closed on 2026-03-05" in shown
    stores = json.loads(vlmis_command("stores", "tree", "--json").stdout)
    assert {store["code"]: store["supplier_code"] for store in stores} == {
        "C": None,
        "R": "C",
        "S": "C",
        "T": "R",
    }


def test_products_are_imported_coded_listed_and_retired(vlmis, vlmis_command, tmp_path):
    file = tmp_path / "products.csv"
    file.write_text("code,name\nBCG,Bacille\n")

    assert "Products: 1 created" in vlmis_command("products", "import", file).stdout
    vlmis_command("products", "set-code", "BCG", A)
    assert A in vlmis_command("products", "list").stdout
    vlmis_command("products", "retire", "BCG", "--on", "2026-03-05")
    (product,) = json.loads(vlmis_command("products", "list", "--json").stdout)
    assert product == {
        "code": "BCG",
        "name": "Bacille",
        "unit": "dose",
        "hmis_code": A,
        "retired_on": "2026-03-05",
    }


def test_movements_are_imported_from_a_file(vlmis, vlmis_command, tmp_path):
    products, movements = tmp_path / "products.csv", tmp_path / "movements.csv"
    products.write_text("code,name\nBCG,Bacille\n")
    import_products(vlmis.recorder, products)
    vlmis.execute("insert into vlmis.store (code, name) values ('C', 'Central')")
    start_ledger(vlmis, FIRST_DAY)
    movements.write_text(
        "source_key,store_code,product_code,kind,quantity,occurred_on,counterpart_store_code,"
        "lot,expires_on,reason\nk1,C,BCG,arrival,5,2017-01-02,,,,\n"
    )

    shown = vlmis_command("import", "movements", movements).stdout
    assert shown == "1 movement recorded (0 late); 0 recorded before.\n"
    again = json.loads(vlmis_command("import", "movements", movements, "--json").stdout)
    assert again == {"recorded": 0, "already_recorded": 1, "late": 0}
