"""The stock map: each facility with a point, by its worst status, and nobody else's facilities."""

import pytest

from tests.support.country import Country
from tests.support.overview import overview_country, place
from tests.support.postgres import TestDatabase
from tests.web.site import Site, person
from vlmis_core.accounts.roles import Role


@pytest.fixture
def country(vlmis: TestDatabase) -> Country:
    """S and U have points, T has none; the figures are those of ``test_stock_overview.py``."""
    made = overview_country(vlmis)
    place(made, "S", 5.5, -4.0)
    place(made, "U", 7.25, -3.5)
    place(made, "R", 6.0, -4.5)
    return made


def test_the_points_have_the_worst_status_of_their_products(site: Site, country: Country) -> None:
    points = site.as_person(person(Role.ANALYST)).get("/vlmis/reports/map/points").json()
    # U is over. S has BCG adequate and OPV not assessed. R is a depot, T has no point.
    assert points == [[7.25, -3.5, "over", "U", "U"], [5.5, -4.0, "adequate", "S", "S"]]


def test_the_points_of_a_product_have_the_status_of_that_product(
    site: Site, country: Country
) -> None:
    browser = site.as_person(person(Role.ANALYST))
    assert browser.get("/vlmis/reports/map/points?product=OPV").json() == [
        [5.5, -4.0, "not_assessed", "S", "S"]
    ]
    place(country, "T", 5.0, -4.2)
    of_bcg = browser.get("/vlmis/reports/map/points?product=BCG").json()
    assert [(point[4], point[2]) for point in of_bcg] == [
        ("T", "stocked_out"),
        ("U", "over"),
        ("S", "adequate"),
    ]


def test_the_page_lists_what_the_map_shows_and_counts_what_it_cannot(
    site: Site, country: Country
) -> None:
    page = site.as_person(person(Role.ANALYST)).get("/vlmis/reports/map").text
    assert 'data-points="/vlmis/reports/map/points"' in page
    assert page.index(">U</a>") < page.index(">S</a>")
    assert "1 facility is not on the map: DHIS2 has no coordinates for it." in page


@pytest.mark.parametrize(
    ("product", "without_point"),
    [
        ("BCG", "1 facility is not on the map"),  # T.
        ("OPV", None),  # S alone keeps it, and has a point.
    ],
)
def test_the_page_of_a_product_counts_only_facilities_that_keep_it(
    site: Site, country: Country, product: str, without_point: str | None
) -> None:
    browser = site.as_person(person(Role.ANALYST))
    page = browser.get(f"/vlmis/reports/map?product={product}").text
    if without_point:
        assert without_point in page
    else:
        assert "not on the map" not in page
    # The script adds the store of a point to this address.
    assert f'data-card="/vlmis/reports/stock-status?product={product}"' in page


def test_a_region_sees_its_own_facilities_only(site: Site, country: Country) -> None:
    region = site.as_person(site.keeper_of("R", "S", "T"))
    assert region.get("/vlmis/reports/map/points").json() == [[5.5, -4.0, "adequate", "S", "S"]]
    assert region.get("/vlmis/reports/map/points?store=U").status_code == 403


def test_before_the_status_is_computed_the_page_says_so(site: Site, vlmis: TestDatabase) -> None:
    Country(vlmis, stock={"S": 5})
    browser = site.as_person(person(Role.ANALYST))
    assert "No stock status is computed yet." in browser.get("/vlmis/reports/map").text
    assert browser.get("/vlmis/reports/map/points").json() == []
