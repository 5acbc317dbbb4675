"""Store keepers record, see at once what is wrong, and cancel their own entries."""

import re

import pytest

from tests.support.country import Country
from tests.web.recording.form import Form, bcg
from tests.web.site import Site, person
from vlmis_core.accounts.roles import Role
from vlmis_core.ledger.recording_store import list_store_balances

pytestmark = pytest.mark.usefixtures("country")


def stock(site: Site, country: Country, code: str) -> int:
    """The live balance of BCG."""
    held = list_store_balances(site.vlmis.recorder, site.store_id(code), today=country.today)
    return next(line.balance for line in held if line.code == "BCG")


def movements(site: Site) -> int:
    return site.vlmis.count("select count(*) from vlmis.movement")


@pytest.mark.parametrize(
    ("name", "store", "fields", "reason", "left"),
    [
        ("dispensing", "S", {}, "", -4),
        ("wastage", "S", {}, "broken", -4),
        ("distribution", "R", {"child": "S"}, "", -4),
        ("arrival", "C", {}, "", 4),
        ("count", "S", {}, "count", -7),
    ],
)
def test_a_keeper_records_once_however_often_the_form_is_sent(
    site: Site,
    country: Country,
    name: str,
    store: str,
    fields: dict[str, str],
    reason: str,
    left: int,
) -> None:
    before = stock(site, country, store)
    form = Form(site.as_person(site.keeper_of(store)), f"/record/new/{name}")
    first = form.send(bcg(4, reason=reason), **fields)
    told = f"/vlmis/record/entries?store={store}&recorded=1"
    assert (first.status_code, first.headers["location"]) == (303, told)
    held = movements(site)
    again = form.send(bcg(4, reason=reason), **fields)
    assert "before=1" in again.headers["location"]
    assert movements(site) == held
    assert stock(site, country, store) == before + left
    shown = form.browser.get(first.headers["location"]).text
    assert "1 line saved." in shown


def test_who_records_in_the_whole_country_names_a_store_and_a_keeper_chooses_one(
    site: Site,
) -> None:
    page = "/vlmis/record/new?store=S"
    anywhere = site.as_person(person(Role.ADMINISTRATOR)).get(page).text
    assert '<input name="store" value="S"' in anywhere
    keeper = site.as_person(
        person(Role.STORE_KEEPER, stores=frozenset(map(site.store_id, "RS")))
    ).get(page)
    assert '<select name="store">' in keeper.text
    only = site.as_person(site.keeper_of("S")).get(page).text
    assert 'name="store" list="stores"' not in only
    assert '<select name="store">' not in only


def test_one_bad_line_keeps_all_that_was_typed_and_stores_nothing(site: Site) -> None:
    held = movements(site)
    form = Form(site.as_person(site.keeper_of("S")), "/record/new/dispensing")
    answer = form.send(bcg(1, lot="LOT-7"), bcg("many"), {"quantity": 3}, {})
    assert answer.status_code == 422
    assert 'value="many" aria-invalid="true"' in answer.text
    assert "This is not a whole number." in answer.text
    assert "Choose a product." in answer.text
    assert 'value="LOT-7"' in answer.text
    assert movements(site) == held
    assert (
        Form(form.browser, "/record/new/dispensing", answer.text).hidden["key"]
        == (form.hidden["key"])
    )


def test_more_than_the_store_has_is_refused_beside_its_quantity(site: Site) -> None:
    form = Form(site.as_person(site.keeper_of("S")), "/record/new/dispensing")
    answer = form.send(bcg(1), {}, bcg(5000))
    assert answer.status_code == 422
    assert 'id="bad-quantity-1"' in answer.text or 'id="bad-quantity-3"' in answer.text
    assert "of BCG in stock at S" in answer.text


def test_an_empty_form_and_a_future_day_are_refused(site: Site) -> None:
    form = Form(site.as_person(site.keeper_of("S")), "/record/new/dispensing")
    assert "Fill in at least one line" in form.send().text
    answer = form.send(bcg(1), occurred_on="2026-03-06")
    assert "is in the future" in answer.text


def test_other_content_under_the_same_form_is_not_recorded(site: Site) -> None:
    form = Form(site.as_person(site.keeper_of("S")), "/record/new/dispensing")
    form.send(bcg(1))
    answer = form.send(bcg(2))
    assert answer.status_code == 422
    assert "This form was saved before" in answer.text


def swap_codes(site: Site, one: str, other: str) -> None:
    site.vlmis.execute(
        "update vlmis.store set code = case code when :one then :other else :one end"
        " where code in (:one, :other)",
        one=one,
        other=other,
    )


@pytest.mark.parametrize(
    ("name", "store", "fields", "reason"),
    [("dispensing", "S", {}, ""), ("distribution", "R", {"child": "S"}, "")],
)
def test_a_form_that_was_opened_before_codes_were_swapped_asks_which_store_is_meant(
    site: Site, name: str, store: str, fields: dict[str, str], reason: str
) -> None:
    keeper = person(Role.STORE_KEEPER, stores=frozenset(map(site.store_id, "RST")))
    form = Form(site.as_person(keeper), f"/record/new/{name}?store={store}")
    swap_codes(site, "S", "T")
    held = movements(site)

    asked = form.send(bcg(1, reason=reason), **fields)

    assert asked.status_code == 422
    assert "S is the code of T now" in asked.text
    assert movements(site) == held
    again = Form(form.browser, f"/record/new/{name}?store={store}", asked.text)
    assert "is the code of" not in again.send(bcg(1, reason=reason), **fields).text


def test_a_late_entry_is_announced_before_it_is_saved(site: Site) -> None:
    browser = site.as_person(site.keeper_of("S"))
    held = movements(site)
    asked = Form(browser, "/record/new/dispensing").send(bcg(1), occurred_on="2026-03-02")
    assert asked.status_code == 200
    assert "will count on 2026-03-04" in asked.text
    assert movements(site) == held
    saved = Form(browser, "/record/new/dispensing", asked.text).send(
        bcg(1), occurred_on="2026-03-02"
    )
    assert saved.status_code == 303
    assert "counted on 2026-03-04" in browser.get(saved.headers["location"]).text


@pytest.mark.parametrize("page", ["new", "new/dispensing", "returns", "entries"])
def test_another_store_is_refused_by_its_address(site: Site, page: str) -> None:
    browser = site.as_person(site.keeper_of("R", "S", "T"))
    assert browser.get(f"/vlmis/record/{page}?store=S").status_code == 403
    assert browser.get(f"/vlmis/record/{page}").status_code == 200


def test_nobody_records_at_another_store_by_a_form(site: Site) -> None:
    held = movements(site)
    form = Form(site.as_person(site.keeper_of("R", "S", "T")), "/record/new/dispensing")
    form.address += "?store=S"
    assert form.send(bcg(1)).status_code == 403
    assert movements(site) == held


def test_an_entry_is_cancelled_once_and_by_who_made_it(site: Site, country: Country) -> None:
    keeper = site.keeper_of("S")
    browser = site.as_person(keeper)
    before = stock(site, country, "S")
    Form(browser, "/record/new/dispensing").send(bcg(2))
    newest = site.vlmis.value("select max(movement_id) from vlmis.movement")
    button = Form(browser, "/record/entries")
    button.address = f"/vlmis/record/entries/{newest}/cancel"
    assert button.send().headers["location"].endswith("done=cancelled")
    assert "done=cancelled_before" in button.send().headers["location"]
    assert stock(site, country, "S") == before
    foreign = site.vlmis.value(
        "select min(movement_id) from vlmis.movement where recorded_by = 'tester'"
        " and store_id = :s and kind = 'dispensing'",
        s=site.store_id("S"),
    )
    button.address = f"/vlmis/record/entries/{foreign}/cancel"
    assert button.send().status_code == 403


def test_a_return_moves_when_the_supplier_confirms_receipt(site: Site, country: Country) -> None:
    before = stock(site, country, "S"), stock(site, country, "R")
    declared = Form(site.as_person(site.keeper_of("S")), "/record/new/return").send(bcg(5), bcg(1))
    assert declared.headers["location"].startswith("/vlmis/record/returns")
    assert (stock(site, country, "S"), stock(site, country, "R")) == before
    return_id = site.vlmis.value("select min(return_id) from vlmis.stock_return")
    page = f"/record/returns/{return_id}"
    child = site.as_person(site.keeper_of("S"))
    assert child.get(f"/vlmis{page}").status_code == 403
    form = Form(site.as_person(site.keeper_of("R", "S")), page)
    assert "Only 5 were declared" in form.send(received="6").text
    assert form.send(received="3").headers["location"].endswith("done=acknowledged")
    assert form.send(received="3").headers["location"].endswith("done=acknowledged_before")
    assert (stock(site, country, "S"), stock(site, country, "R")) == (before[0] - 5, before[1] + 3)
    child = site.as_person(site.keeper_of("S"))
    for page in ("/vlmis/record/returns", "/vlmis/record/entries"):
        assert "3 of 5 dose arrived, 2 lost" in child.get(page).text
    assert "1 dose: to confirm" in child.get("/vlmis/record/entries").text


def test_a_declared_return_is_withdrawn_by_its_own_store_and_moves_nothing(
    site: Site, country: Country
) -> None:
    before = stock(site, country, "S")
    child = site.as_person(site.keeper_of("S"))
    Form(child, "/record/new/return").send(bcg(5))
    button = f"/record/returns/{site.vlmis.value('select return_id from vlmis.stock_return')}"
    shown = child.get("/vlmis/record/returns").text
    assert f"{button}/withdraw" in shown
    parent = site.as_person(site.keeper_of("R"))
    theirs = Form(parent, f"{button}/withdraw", page=parent.get("/vlmis/record/returns").text)
    assert theirs.send().status_code == 403
    child = site.as_person(site.keeper_of("S"))
    own = Form(child, f"{button}/withdraw", page=child.get("/vlmis/record/returns").text)
    assert own.send().headers["location"].endswith("done=withdrawn")
    assert own.send().headers["location"].endswith("done=withdrawn_before")
    shown = child.get("/vlmis/record/returns").text
    assert f"{button}/withdraw" not in shown
    assert "5 dose: withdrawn" in shown
    assert stock(site, country, "S") == before


def test_an_acknowledged_return_is_no_longer_withdrawn(site: Site) -> None:
    child = site.as_person(site.keeper_of("S"))
    Form(child, "/record/new/return").send(bcg(5))
    page = f"/record/returns/{site.vlmis.value('select return_id from vlmis.stock_return')}"
    loaded_before = child.get("/vlmis/record/returns").text
    Form(site.as_person(site.keeper_of("R", "S")), page).send(received="5")
    child = site.as_person(site.keeper_of("S"))
    answer = Form(child, f"{page}/withdraw", page=loaded_before).send()
    assert answer.status_code == 422
    assert "its stock has moved" in answer.text


def test_only_the_central_store_is_offered_arrivals(site: Site) -> None:
    browser = site.as_person(site.keeper_of("S"))
    assert "/record/new/arrival" not in browser.get("/vlmis/record/new").text
    assert browser.get("/vlmis/record/new/arrival").status_code == 422
    assert "/record/new/arrival" in site.as_person(person()).get("/vlmis/record/new").text


def test_a_lot_and_its_expiry_stand_beside_the_balance(site: Site) -> None:
    browser = site.as_person(site.keeper_of("C"))
    Form(browser, "/record/new/arrival").send(bcg(9, lot="L-1", expires_on="2027-01-31"))
    shown = browser.get("/vlmis/record/new/distribution").text
    assert "L-1 · 9 · expires 2027-01-31" in shown


def test_the_forms_are_in_french(site: Site) -> None:
    browser = site.as_person(site.keeper_of("S"), **{"Accept-Language": "fr"})
    form = Form(browser, "/record/new/dispensing")
    assert "<h1>Dispensation" in form.page
    assert "Ce n’est pas un nombre entier." in form.send(bcg("many")).text
    assert "de BCG en stock à S" in form.send(bcg(5000)).text


def test_an_unlikely_quantity_is_asked_about_once_and_saved_when_it_is_sent_again(
    site: Site, country: Country
) -> None:
    browser = site.as_person(site.keeper_of("S"))
    first = Form(browser, "/record/new/count").send(bcg(500, reason="count"))
    assert first.status_code == 200
    assert 'value="500" aria-invalid="true"' in first.text
    assert "Nothing is saved yet." in first.text
    asked = Form(browser, "/record/new/count", first.text)
    changed = asked.send(bcg(600, reason="count"))  # Another quantity is another question.
    assert "Confirm and save" in changed.text
    saved = Form(browser, "/record/new/count", changed.text).send(bcg(600, reason="count"))
    assert saved.status_code == 303
    assert stock(site, country, "S") == 600


def test_a_question_waits_until_what_is_wrong_is_corrected(site: Site) -> None:
    browser = site.as_person(site.keeper_of("S"))
    opv = {"product": "OPV", "quantity": "many", "reason": "count"}
    wrong = Form(browser, "/record/new/count").send(bcg(500, reason="count"), opv)
    assert wrong.status_code == 422
    right = opv | {"quantity": 0}
    asked = Form(browser, "/record/new/count", wrong.text).send(bcg(500, reason="count"), right)
    assert (asked.status_code, "Confirm and save" in asked.text) == (200, True)


def test_a_line_is_added_without_a_script_and_nothing_is_saved(site: Site) -> None:
    browser = site.as_person(site.keeper_of("S"))
    form = Form(browser, "/record/new/dispensing")
    assert form.page.count("<fieldset") == 1
    before = site.vlmis.count("select count(*) from vlmis.movement")
    asked = form.send(bcg("2 x"), add_line="true")
    assert asked.status_code == 200
    assert asked.text.count("<fieldset") == 2
    assert 'value="2 x"' in asked.text
    assert "aria-invalid" not in asked.text
    assert re.findall(r'<select name="product" autofocus', asked.text)
    assert site.vlmis.count("select count(*) from vlmis.movement") == before
    saved = Form(browser, "/record/new/dispensing", asked.text).send(bcg(2), bcg(1, lot="A"))
    assert "recorded=2" in saved.headers["location"]


def test_the_products_that_a_store_has_come_first(site: Site) -> None:
    page = site.as_person(site.keeper_of("S")).get("/vlmis/record/new/dispensing").text
    groups = re.findall(r'<optgroup label="([^"]+)">\s*<option value="([^"]+)"', page)
    assert groups == [("Products of this store", "BCG"), ("Other products", "OPV")]
