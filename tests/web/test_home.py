"""Home: each role finds what waits for it, and every number leads to the rows behind it."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.country import Country
from tests.support.delivery import Delivery
from tests.support.overview import overview_country
from tests.support.postgres import TestDatabase
from tests.web.site import Site, person
from vlmis_airflow.dag_runs import DagHistory, PastRun
from vlmis_core.accounts.roles import Role


@pytest.fixture
def country(vlmis: TestDatabase) -> Country:
    """The country whose figures ``tests/reports/test_stock_overview.py`` works out by hand."""
    return overview_country(vlmis)


def words_of(page: str) -> str:
    """The words of a page, without its menu and tags."""
    content = page[page.index("<main") :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


def test_a_keeper_finds_stock_status_quick_actions_and_what_is_to_confirm(
    site: Site, country: Country
) -> None:
    page = site.as_person(site.keeper_of("S")).get("/vlmis/").text
    words = words_of(page)
    # S holds 20 of BCG (5 to 30) and 5 of OPV, which has no limits.
    assert re.search(r"BCG dose 20 5 to 30 Adequate", words)
    assert re.search(r"OPV dose 5 Not assessed", words)
    # What R sent on 27 and 28 February.
    assert "2 distributions are to confirm." in words
    assert "You have recorded nothing today." in words
    for form in ("dispensing", "wastage", "count", "return"):
        assert f'href="/vlmis/record/new/{form}?store=S"' in page
    assert "/record/new/distribution" not in page  # S supplies nobody.
    assert "Stock by area" not in page


def test_a_keeper_of_a_region_also_finds_the_stores_below(site: Site, country: Country) -> None:
    words = words_of(site.as_person(site.keeper_of("R", "S", "T")).get("/vlmis/").text)
    assert words.index("Stock now") < words.index("Stock by area")
    assert re.search(r"Facilities with a stock-out 1 of 2 facilities", words)
    assert "U" not in re.findall(r"\b[QRSTU]\b", words)


def test_a_manager_finds_stock_outs_by_product_and_area_with_links_to_them(
    site: Site, country: Country
) -> None:
    page = site.as_person(person(Role.ANALYST)).get("/vlmis/").text
    words = words_of(page)
    assert "Facilities at the end of 2026-03-08" in words
    assert re.search(r"Facilities with a stock-out 1 of 3 facilities", words)
    assert re.search(r"Full stock availability 75 %", words)  # 3 of 4 products at facilities.
    assert "Dispensing" not in words
    for link in ("status=stocked_out", "product=BCG&amp;status=stocked_out", "store=R&amp;status"):
        assert link in page


def test_before_the_status_is_computed_home_says_so(site: Site, vlmis: TestDatabase) -> None:
    Country(vlmis, stock={"S": 5})
    page = site.as_person(person(Role.VIEW_ONLY, stores=frozenset({site.store_id("S")}))).get(
        "/vlmis/"
    )
    assert "No stock status is computed yet." in page.text


def test_home_says_when_its_day_is_not_the_newest_frozen_one(site: Site, country: Country) -> None:
    country.freeze("2026-03-09")
    page = site.as_person(person(Role.ANALYST)).get("/vlmis/").text
    assert "2026-03-09 is frozen, but its stock status is not computed yet" in page


def test_before_the_ledger_is_live_every_home_says_so(site: Site, vlmis: TestDatabase) -> None:
    vlmis.execute("insert into vlmis.store (code, name) values ('C', 'C')")
    for who in (site.keeper_of("C"), person(Role.ADMINISTRATOR), person(Role.DATA_ENGINEER)):
        answer = site.as_person(who).get("/vlmis/")
        assert answer.status_code == 200
        assert "vlmis eod go-live" in answer.text


def test_an_administrator_finds_what_is_not_set_up(site: Site, country: Country) -> None:
    country.vlmis.execute(
        "with made as (insert into vlmis.account"
        " (username, dhis2_uid, display_name, dhis2_checked_at, created_at, created_by)"
        " values ('new.keeper', 'u1', 'New Keeper', now(), now(), 'test') returning account_id)"
        " insert into vlmis.account_role (account_id, role)"
        " select account_id, 'store_keeper' from made"
    )
    browser = site.as_person(person(Role.ADMINISTRATOR))
    page = browser.get("/vlmis/").text
    words = words_of(page)
    # BCG and OPV have no HMIS Code; C, R, S, T, Q and U are attached to nothing; OPV has no limits.
    assert "2 products have no HMIS Code" in words
    assert "6 open stores are attached to no org unit" in words
    assert "1 product has no minimum and maximum" in words
    assert re.search(r"New Keeper has no store\. new\.keeper", words)
    to_account = re.search(r'<a href="([^"]+)">New Keeper has no store', page)
    assert to_account
    assert browser.get(to_account[1]).status_code == 200
    assert "Last push – nothing was sent yet" in words
    assert words.index("DHIS2 and set-up") < words.index("Stock by area")


def test_an_administrator_finds_what_the_last_night_sent_and_what_is_on_hold(
    site: Site, delivery: Delivery
) -> None:
    delivery.vlmis.execute(
        "update vlmis.store set org_unit_uid = null where code = :code", code=delivery.sites[0]
    )
    delivery.push()
    page = site.as_person(person(Role.ADMINISTRATOR)).get("/vlmis/").text
    words = words_of(page)
    assert re.search(rf"Sent in the night of \S+ {delivery.records - 3} records", words)
    assert "Refused or on hold 0 records" in words
    assert f"/vlmis/dhis2/requests?run={delivery.run_id}" in page
    assert "/vlmis/dhis2/why-not?reason=" in page


def test_an_engineer_finds_the_runs_with_links_into_airflow(site: Site, country: Country) -> None:
    at = datetime(2026, 3, 4, 23, 59, tzinfo=UTC)
    site.dags = [
        DagHistory(
            "eod_freeze",
            is_paused=False,
            next_at=at + timedelta(days=1),
            runs=(
                PastRun("scheduled__2", "failed", at, 65.0),
                PastRun("scheduled__1", "success", at - timedelta(days=1), 30.0),
            ),
        ),
        DagHistory("stock_indicators", is_paused=True, next_at=None, runs=()),
    ]
    page = site.as_person(person(Role.DATA_ENGINEER)).get("/vlmis/").text
    words = words_of(page)
    assert 'href="/dags/eod_freeze/runs/scheduled__2" target="_top"' in page
    assert re.search(r"eod_freeze 2026-03-04 23:59 failed 1 min 5 s 0 min 30 s 2 03-04", words)
    assert re.search(r"stock_indicators paused", words)
    assert "Newest frozen day 2026-03-08" in words
    keeper = site.as_person(site.keeper_of("S")).get("/vlmis/").text
    assert "eod_freeze" not in keeper


@pytest.mark.parametrize(
    ("dag", "run", "page"),
    [
        ("dhis2_push", "scheduled__1", "/vlmis/dhis2/requests?run=scheduled__1"),
        ("eod_freeze", "test", "/vlmis/reports/end-of-day?from=2026-03-08&to=2026-03-08"),
        ("eod_freeze", "began none", "/vlmis/reports/stock-days"),
        ("another_dag", "scheduled__1", "/vlmis/"),
        ("org_unit_refresh", "scheduled__1", "/vlmis/"),  # A data engineer maintains no stores.
    ],
)
def test_a_run_in_airflow_leads_to_the_page_of_what_it_did(
    site: Site, country: Country, dag: str, run: str, page: str
) -> None:
    browser = site.as_person(person(Role.DATA_ENGINEER))
    answer = browser.get("/vlmis/runs", params={"dag": dag, "run": run})
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    assert site.as_person(site.keeper_of("S")).get("/vlmis/runs?dag=x&run=y").status_code == 403


def test_a_run_id_with_a_plus_as_airflow_writes_it_into_an_address_is_found(site: Site) -> None:
    browser = site.as_person(person(Role.DATA_ENGINEER))
    # Airflow puts the run id into the address unescaped; its + reads as a space.
    answer = browser.get("/vlmis/runs?dag=dhis2_push&run=manual__2026-03-08T22:00:00+00:00")
    run = parse_qs(urlsplit(answer.headers["location"]).query)["run"]
    assert run == ["manual__2026-03-08T22:00:00+00:00"]


def test_who_maintains_stores_is_led_from_the_refresh_of_org_units_to_them(site: Site) -> None:
    browser = site.as_person(person(Role.ADMINISTRATOR))
    answer = browser.get("/vlmis/runs?dag=org_unit_refresh&run=scheduled__1")
    assert answer.headers["location"] == "/vlmis/maintenance/stores"
