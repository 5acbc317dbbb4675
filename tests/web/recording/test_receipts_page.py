"""The page "To confirm": a keeper confirms what arrived, and the supplier sees what nobody has."""

import pytest

from tests.support.country import Country
from tests.web.recording.form import Form
from tests.web.recording.test_recording_pages import stock
from tests.web.site import Site, person
from vlmis_core.accounts.roles import Role

pytestmark = pytest.mark.usefixtures("country")

ADDRESS = "/record/receipts"
LATE = "1 distribution is to confirm.</a> 1 of them has not been confirmed in time."


def lost(site: Site) -> list[tuple[object, ...]]:
    """What was lost in transit: store and quantity."""
    return site.vlmis.rows(
        "select s.code, m.quantity from vlmis.movement m join vlmis.store s using (store_id)"
        " where m.reason = 'lost_in_transit'"
    )


def test_a_shortfall_that_a_keeper_confirms_is_lost_once(site: Site, country: Country) -> None:
    before = stock(site, country, "S")
    keeper = site.as_person(site.keeper_of("S"))
    assert "Sent: 20 dose" in keeper.get(f"/vlmis{ADDRESS}").text
    form = Form(keeper, ADDRESS)
    assert "Only 20 were sent; you entered 21." in form.send(received="21").text
    assert "is before the distribution" in form.send(received="20", occurred_on="2026-02-28").text
    assert "20 of BCG would be missing, but only" in form.send(received="0").text
    assert "not a whole number" in form.send(received="some").text
    assert form.send(received="18").headers["location"].endswith("done=confirmed")
    assert form.send(received="18").headers["location"].endswith("done=confirmed_before")
    assert "confirmed before by ama: 18 arrived" in form.send(received="19").text
    assert lost(site) == [("S", 2)]
    assert stock(site, country, "S") == before - 2
    shown = keeper.get(f"/vlmis{ADDRESS}").text
    assert "Nothing to confirm." in shown
    assert "18 of 20 dose arrived, 2 lost" in shown


def test_the_supplier_sees_what_is_not_confirmed_and_confirms_nothing(site: Site) -> None:
    supplier = site.as_person(site.keeper_of("R", "S", "T"))
    shown = supplier.get(f"/vlmis{ADDRESS}").text
    assert shown.index("Sent by this store, not confirmed yet") < shown.index("30 dose")
    page = site.as_person(site.keeper_of("S")).get(f"/vlmis{ADDRESS}").text
    form = Form(site.as_person(site.keeper_of("R", "S", "T")), ADDRESS, page)
    assert form.send(received="20").status_code == 403
    assert lost(site) == []


def test_what_is_not_confirmed_in_time_is_on_home_of_both_stores(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    overdue_at_children = "2 distributions sent to other stores have not been confirmed in time."
    child, supplier = site.keeper_of("S"), site.keeper_of("R", "S", "T")
    for address in ("/vlmis/", "/vlmis/record/new"):
        monkeypatch.setenv("VLMIS_RECEIPT_DAYS", "7")
        assert "1 distribution is to confirm." in site.as_person(child).get(address).text
        assert overdue_at_children not in site.as_person(supplier).get(address).text
        monkeypatch.setenv("VLMIS_RECEIPT_DAYS", "2")
        assert LATE in site.as_person(child).get(address).text
        assert overdue_at_children in site.as_person(supplier).get(address).text
    assert "not confirmed for 4 days" in site.as_person(child).get(f"/vlmis{ADDRESS}").text


def test_what_is_not_confirmed_in_time_is_in_daily_operations_of_both_stores(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, title = "/vlmis/reports/daily-operations", "Distributions not confirmed in time"
    child, supplier = site.keeper_of("S"), site.keeper_of("R", "S", "T")
    assert title not in site.as_person(child).get(address).text
    monkeypatch.setenv("VLMIS_RECEIPT_DAYS", "2")
    for who, address_of, sent in (
        (child, address, 1),
        (supplier, address, 3),
        (supplier, f"{address}?store=T", 1),
        (person(), f"{address}?store=R&stores_below=false", 3),
    ):
        shown = site.as_person(who).get(address_of).text.partition(title)[2]
        assert shown.count("<td>2026-03-0") == sent, address_of


def test_a_role_that_records_nothing_does_not_open_the_page(site: Site) -> None:
    viewer = site.keeper_of("S", role=Role.VIEW_ONLY)
    assert site.as_person(viewer).get(f"/vlmis{ADDRESS}").status_code == 403
    assert "to confirm" not in site.as_person(viewer).get("/vlmis/").text
    assert "to confirm" not in site.as_person(person()).get("/vlmis/").text


def test_the_page_is_in_french(site: Site) -> None:
    keeper = site.as_person(site.keeper_of("S"), **{"Accept-Language": "fr"})
    form = Form(keeper, ADDRESS)
    assert "<h1>À confirmer" in form.page
    assert "Seulement 20 ont été envoyés" in form.send(received="21").text
