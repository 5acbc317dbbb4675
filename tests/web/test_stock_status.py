"""The page of stock status: matrix, lines, files and rights; its numbers are tested in reports."""

import csv
import io
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.support.postgres import TestServer
from tests.support.stock_country import make_stock_country
from tests.web.site import Site, person
from vlmis_core.accounts.roles import Role

PAGE = "/vlmis/reports/stock-status"


@pytest.fixture(scope="module")
def stock_site(app: FastAPI, postgres: TestServer) -> Iterator[Site]:
    """Two regions with a status for every case; no test here writes."""
    with postgres.fresh_database() as vlmis:
        make_stock_country(vlmis)
        yield Site(app, vlmis)


def rows(text: str, name: str) -> list[list[str]]:
    """The body of a table of the page, cell by cell, without its tags."""
    table = text.partition(f'aria-label="{name}"')[2].partition("</table>")[0]
    body = table.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [
            " ".join(re.sub(r"<[^>]+>", "", cell).split())
            for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)
        ]
        for row in body.split("<tr")[1:]
    ]


def listed(browser: TestClient, question: str) -> list[str]:
    """What the file lists: ``S BCG low``."""
    file = browser.get(f"{PAGE}/file?form=csv&{question}").text
    return [
        f"{line['store_code']} {line['product_code']} {line['status']}"
        for line in csv.DictReader(io.StringIO(file))
    ]


def test_the_matrix_shows_how_many_of_how_many_are_stocked_out(stock_site: Site) -> None:
    page = stock_site.as_person(person()).get(PAGE)
    assert page.status_code == 200
    assert rows(page.text, "Areas and products") == [
        ["Q Q", "1 / 2", ""],
        ["R R", "1 / 2", "1 / 2"],
        ["All", "2 / 4", "1 / 2"],
    ]


def test_a_viewer_of_a_region_finds_its_clinics_without_bcg_in_two_clicks(
    stock_site: Site,
) -> None:
    viewer = stock_site.keeper_of("R", "S", "T", role=Role.VIEW_ONLY)
    browser = stock_site.as_person(viewer)
    page = browser.get(PAGE).text  # The first click: the menu.
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(\?[^"]+#lines)"', page)]
    (second,) = [
        link
        for link in links
        if parse_qs(urlsplit(link).query).get("product") == ["BCG"]
        and parse_qs(urlsplit(link).query).get("store") == ["T"]
    ]
    found = browser.get(PAGE + second).text
    (clinic,) = rows(found, "Stores and products")
    assert clinic[:3] == ["T T", "BCG", "Stocked out"]
    every = browser.get(f"{PAGE}?product=BCG&status=stocked_out").text
    assert rows(every, "Stores and products") == [clinic]


def test_a_line_has_closing_limits_consumption_and_months(stock_site: Site) -> None:
    browser = stock_site.as_person(person())
    page = browser.get(f"{PAGE}?store=S&product=BCG").text
    assert rows(page, "Stores and products") == [
        ["S S", "BCG", "Low", "8 dose", "10", "30", "180", "0.04"]
    ]
    french = browser.get(f"{PAGE}?store=S&product=BCG&lang=fr").text
    assert ">0,04<" in french


def test_the_file_has_the_lines_of_the_page_in_its_order(stock_site: Site) -> None:
    browser = stock_site.as_person(person())
    assert listed(browser, "store=R&sort=-closing") == [
        "S BCG low",
        "T OPV not_assessed",
        "S OPV stocked_out",
        "T BCG stocked_out",
    ]
    assert listed(browser, "day=2026-03-01&status=low") == ["T BCG low"]
    assert listed(browser, "places=depots&status=stocked_out") == ["Q BCG stocked_out"]
    assert listed(browser, "places=all&level=1") == ["C BCG not_assessed", "C OPV not_assessed"]


def test_the_order_is_in_the_address_and_a_second_click_turns_it(stock_site: Site) -> None:
    browser = stock_site.as_person(person())
    page = browser.get(f"{PAGE}?sort=closing&store=R").text
    assert 'aria-sort="ascending"' in page
    assert f'href="{PAGE}?sort=-closing&amp;store=R"' in page
    assert "aria-sort" not in browser.get(f"{PAGE}?sort=nonsense").text


def test_a_keeper_sees_no_other_store_in_the_status(stock_site: Site) -> None:
    browser = stock_site.as_person(stock_site.keeper_of("S"))
    assert listed(browser, "") == ["S OPV stocked_out", "S BCG low"]
    assert rows(browser.get(PAGE).text, "Areas and products") == [["S S", "0 / 1", "1 / 1"]]
    assert browser.get(f"{PAGE}?store=T").status_code == 403
    assert browser.get(f"{PAGE}/file?form=csv&store=T").status_code == 403


def test_a_day_without_a_status_is_an_error_page_that_names_the_newest(stock_site: Site) -> None:
    answer = stock_site.as_person(person()).get(f"{PAGE}?day=2026-03-04")
    assert answer.status_code == 409
    assert "2026-03-02" in answer.text
