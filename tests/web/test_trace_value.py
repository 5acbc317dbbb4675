"""The page that traces a value: from the movements to what DHIS2 has, or why it has nothing."""

import pytest

from tests.support.country import Country
from tests.support.delivery import PRODUCTS, Delivery
from tests.web.site import Site, person
from vlmis_airflow.web.dhis2_server import dhis2_opener
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Role


def address(store: str, product: str = PRODUCTS[0], day: str = "2026-03-01", more: str = "") -> str:
    return f"/vlmis/dhis2/trace-value?store={store}&product={product}&day={day}{more}"


def shown(site: Site, path: str, who: Person | None = None, *, language: str = "en") -> str:
    browser = site.as_person(who or person(), **{"Accept-Language": language})
    answer = browser.get(path)
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


def test_a_posted_value_is_shown_with_its_row_its_nine_values_and_its_request(
    site: Site, delivery: Delivery
) -> None:
    delivery.push()
    page = shown(site, address(delivery.sites[0]))
    assert "DHIS2 has all nine data values: read back equal in the night of 2026-03-03." in page
    assert '<th scope="row">Closing balance</th><td class="number">100</td>' in page
    assert '<dt>Data set</dt><dd>VLMIS daily stock <code class="sub">' in page
    number = delivery.vlmis.value("select max(request_id) from vlmis.push_request")
    assert f'<a href="/vlmis/dhis2/requests/{number}">' in page
    assert "Nothing moved on this day." in page


def test_a_value_on_hold_names_the_issue_and_who_can_fix_it(site: Site, delivery: Delivery) -> None:
    code = delivery.sites[0]
    delivery.vlmis.execute(
        "update vlmis.store set org_unit_uid = null where code = :code", code=code
    )
    delivery.push()
    page = shown(site, address(code))
    assert "It is not sent for now." in page
    assert '<th scope="row">The store has no org unit</th>' in page
    assert "<td>store administrator</td>" in page


def test_a_refused_value_shows_what_dhis2_said(site: Site, delivery: Delivery) -> None:
    delivery.push_refused()
    page = shown(site, address(delivery.sites[0]))
    assert "DHIS2 refused it in the night of 2026-03-03, refusal 1 of at most 5: E8" in page
    assert "<code>E8" in page


def test_an_open_day_shows_its_movements_and_when_it_is_frozen(
    site: Site, country: Country
) -> None:
    page = shown(site, address("S", "BCG", "2026-03-05"))
    assert "The day is open, so its data values can change" in page
    assert "It is frozen from 2026-03-06 23:59 on" in page
    assert '<th scope="row">Dispensing</th><td class="number minus">−2</td>' in page
    assert "Data values for DHIS2" not in page


def test_a_pair_that_never_met_is_an_answer(site: Site, country: Country) -> None:
    page = shown(site, address("S", "OPV", "2026-03-02"))
    assert "The store never held the product" in page


def test_dhis2_is_asked_only_when_somebody_wants_it(site: Site, delivery: Delivery) -> None:
    delivery.push()
    asked = len(delivery.dhis2.requests)
    path = address(delivery.sites[0])
    browser = site.as_person(person())
    site.app.dependency_overrides[dhis2_opener] = lambda: lambda: delivery.client
    assert "Read DHIS2 now" in browser.get(path).text
    assert len(delivery.dhis2.requests) == asked
    live = browser.get(path + "&live=true").text
    assert len(delivery.dhis2.requests) > asked
    assert live.count(">equal</span>") == 9


@pytest.mark.parametrize("role", [Role.STORE_KEEPER, Role.VIEW_ONLY])
def test_who_may_not_read_the_delivery_finds_no_link_and_no_page(
    site: Site, country: Country, role: Role
) -> None:
    of_store = site.keeper_of("S", role=role)
    assert site.as_person(of_store).get(address("S", "BCG")).status_code == 403
    for path in ("end-of-day?day=2026-03-01", "stock-card?store=S&product=BCG"):
        report = f"/vlmis/reports/{path}"
        assert "/dhis2/trace-value?store=S" not in shown(site, report, of_store)
        assert "/dhis2/trace-value?store=S" in shown(site, report)


def test_it_is_said_in_french(site: Site, delivery: Delivery) -> None:
    delivery.push()
    page = shown(site, address(delivery.sites[0]), language="fr")
    assert "DHIS2 a les neuf valeurs : relues identiques la nuit du 2026-03-03." in page
    assert "Solde de clôture" in page
