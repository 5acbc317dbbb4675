"""Forms list the lots of the store, propose the one that expires first, and say what is wrong."""

import re

import pytest

from tests.support.country import Country
from tests.support.postgres import TestDatabase
from tests.web.recording.form import Form, bcg
from tests.web.site import Site, person


@pytest.fixture
def country(vlmis: TestDatabase) -> Country:
    """On 5 March S holds: OLD 5 (expired), SOON 10 (April), LATE 30 (2027); T holds SOON 4."""
    made = Country(vlmis, stock={"C": 1}, today="2026-03-05")
    made.track(since="2026-03-01")
    for lot, expires, quantity in (
        ("OLD", "2026-03-04", 5),
        ("SOON", "2026-04-01", 14),
        ("LATE", "2027-12-31", 30),
    ):
        made.record(
            f"2026-03-01 arrival C {quantity} lot={lot} expires={expires}\n"
            f"2026-03-01 distribution_out C {quantity} > R lot={lot}\n"
            f"2026-03-01 distribution_out R {quantity} > S lot={lot}"
        )
    made.record(
        "2026-03-02 return_out S 4 > R lot=SOON\n2026-03-02 distribution_out R 4 > T lot=SOON"
    )
    made.freeze("2026-03-01")
    return made


def typed(page: str) -> list[tuple[str, str]]:
    """Quantity and lot of the filled rows of a form."""
    names = ("quantity", "lot")
    columns = [re.findall(rf'name="{name}"[^>]*? value="([^"]*)"', page) for name in names]
    return [row for row in zip(*columns, strict=True) if any(row)]


@pytest.mark.parametrize(
    ("name", "quantity", "given", "proposed"),
    [
        ("dispensing", 7, {}, [("7", "SOON")]),
        ("dispensing", 15, {}, [("10", "SOON"), ("5", "LATE")]),
        ("return", 12, {}, [("5", "OLD"), ("7", "SOON")]),
        ("wastage", 5, {"reason": "expired"}, [("5", "OLD")]),
    ],
)
def test_the_lot_that_expires_first_is_proposed(
    site: Site,
    country: Country,
    name: str,
    quantity: int,
    given: dict[str, str],
    proposed: list[tuple[str, str]],
) -> None:
    browser = site.as_person(site.keeper_of("S"))
    asked = Form(browser, f"/record/new/{name}").send(bcg(quantity, **given))
    assert (asked.status_code, typed(asked.text)) == (200, proposed)
    assert "Nothing is saved yet." in asked.text
    rows = [bcg(number, lot=lot, **given) for number, lot in proposed]
    form = Form(browser, f"/record/new/{name}", asked.text)
    assert form.send(*rows).status_code == 303
    if name == "dispensing":
        left = {"7": "LATE 30, OLD 5, SOON 3", "15": "LATE 25, OLD 5"}
        assert country.lots("S") == left[str(quantity)]


def test_rows_that_name_lots_are_taken_into_account(site: Site, country: Country) -> None:
    browser = site.as_person(site.keeper_of("S"))
    asked = Form(browser, "/record/new/dispensing").send(bcg(8, lot="SOON"), bcg(36))
    assert typed(asked.text) == [("8", "SOON"), ("2", "SOON"), ("34", "LATE")]
    rows = [bcg(number, lot=lot) for number, lot in typed(asked.text)]
    refused = Form(browser, "/record/new/dispensing", asked.text).send(*rows)
    assert refused.status_code == 422
    assert 'id="bad-lot-3"' in refused.text


def test_dispensing_from_an_expired_lot_is_refused_beside_the_lot(
    site: Site, country: Country
) -> None:
    browser = site.as_person(site.keeper_of("S"))
    refused = Form(browser, "/record/new/dispensing").send(bcg(1, lot="OLD"))
    assert refused.status_code == 422
    assert re.search(r'id="bad-lot-1">Lot OLD of BCG expired on 2026-03-04', refused.text)


def test_a_form_lists_the_lots_of_the_store_with_balance_and_expiry(
    site: Site, country: Country
) -> None:
    page = site.as_person(site.keeper_of("S")).get("/vlmis/record/new/dispensing").text
    offered = re.findall(r'<option value="(\w+)" data-balance="(\d+)"', page)
    assert offered[:3] == [("OLD", "5"), ("SOON", "10"), ("LATE", "30")]
    assert "BCG · 10 dose · expires 2026-04-01 · expires soon</option>" in page
    assert page.count("✖</span> expired") == 1  # In the table of the stock now.


def test_a_count_by_lot_has_a_line_for_each_lot(site: Site, country: Country) -> None:
    browser = site.as_person(site.keeper_of("S"))
    page = browser.get("/vlmis/record/new/count?store=S&product=BCG").text
    assert typed(page) == [("", "OLD"), ("", "SOON"), ("", "LATE")]


def test_a_lot_that_a_count_leaves_out_is_asked_about(site: Site, country: Country) -> None:
    browser = site.as_person(site.keeper_of("S"))
    asked = Form(browser, "/record/new/count").send(bcg(9, lot="SOON", reason="count"))
    assert typed(asked.text) == [("9", "SOON"), ("", "OLD"), ("", "LATE")]
    assert country.lots("S") == "LATE 30, OLD 5, SOON 10"
    rows = [bcg(number, lot=lot, reason="count") for number, lot in ((9, "SOON"), (0, "OLD"))]
    form = Form(browser, "/record/new/count", asked.text)
    assert form.send(*rows, bcg(30, lot="LATE", reason="count")).status_code == 303
    assert country.lots("S") == "LATE 30, SOON 9"


def test_a_request_that_names_no_lot_is_told_the_lots_of_the_store(
    site: Site, country: Country
) -> None:
    line = {
        "source_key": "k",
        "store_code": "S",
        "product_code": "BCG",
        "kind": "dispensing",
        "quantity": 1,
        "occurred_on": "2026-03-05",
    }
    browser = site.as_person(person(), Accept="application/json", Authorization="Bearer x")
    refused = browser.post("/vlmis/api/v1/movements", json={"lines": [line]})
    (wrong,) = refused.json()["errors"]
    assert (wrong["field"], wrong["code"]) == ("lot", "lot_of_store_is_missing")
    lots = "OLD (5, 2026-03-04), SOON (10, 2026-04-01), LATE (30, 2027-12-31)"
    assert lots in wrong["reason"]
