"""Who keeps one store learns nothing of the others: neither their names nor what they count.

Every page that a keeper may open is loaded in two countries that differ in other stores alone: in
the second they are busy. Whatever counted them would show another page.
"""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from tests.support.country import Country
from tests.support.postgres import TestDatabase, TestServer
from tests.web.site import Site
from vlmis_airflow.web.access import needed_actions
from vlmis_airflow.web.app import make_app
from vlmis_airflow.web.pages.recording.kinds import FormName
from vlmis_core.accounts.roles import MATRIX, Role
from vlmis_core.indicators.compute_indicators import compute_days

OTHER_CODE, OTHER_NAME = "ELSEWHERE", "Faraway Clinic"
KEEPER_MAY = MATRIX[Role.STORE_KEEPER] | {None}

ASKED = {
    "/": ["", "?lang=fr"],
    "/stores/options": ["", "?store=E", f"?store={OTHER_CODE}"],
    "/reports/stock-status": ["", "?day=2026-03-01", "?product=BCG", "?status=low&sort=-closing"],
    "/reports/stock-status/file": ["?form=csv&places=all"],
    "/reports/movements": ["?from=2026-03-01&to=2026-03-05"],
    "/reports/movements/file": ["?form=csv&from=2026-03-01&to=2026-03-05"],
    "/reports/end-of-day": ["", "?from=2026-03-01&to=2026-03-03", "?product=BCG", "?by_day=true"],
    "/reports/end-of-day/chart": ["?product=BCG"],
    "/reports/end-of-day/file": ["?form=csv", "?form=csv&from=2026-03-01&to=2026-03-03"],
    "/reports/daily-operations": ["", "?every_day=true", "?day=2026-03-04", "?product=BCG"],
    "/reports/daily-operations/file": ["?form=csv&every_day=true"],
    "/reports/late-entries": ["?from=2026-03-01&to=2026-03-05"],
    "/reports/late-entries/file": ["?form=csv"],
    "/reports/expiring-lots/file": ["?form=csv"],
    "/reports/stock-card": ["", "?product=BCG"],
    "/reports/stock-card/file": ["?form=csv&product=BCG"],
    "/reports/delivery-note": ["?store=R&to=S&day=2026-03-01"],
    "/record/new/{name}": [f"/{name.value}" for name in FormName if name is not FormName.ARRIVAL],
    "/api/v1/stock-card": ["?store=S&product=BCG"],
    "/api/v1/operations": ["", "?day=2026-03-04"],
}
"""What is asked of an address; of one that is not here, what it shows by itself."""
NOT_FOR_A_KEEPER_OF_A_SITE = "/record/new/distribution"
SKIPPED = (
    *("/static/", "/api/v1/openapi.json"),
    "/record/returns/{return_id}",
    *("/record/import/preview", "/record/import/faults"),
    "/reports/indicators/file",
)
"""The same for everybody; needs a return that waits at the keeper's store; needs a file that the
keeper has just sent; needs a complete month (see test_indicators)."""


def addresses() -> Iterator[str]:
    """Every page, file and reading of the API that a store keeper may open."""
    for route in make_app().routes:
        assert isinstance(route, APIRoute)
        path = route.path
        if "GET" not in route.methods or path.startswith(SKIPPED):
            continue
        if not KEEPER_MAY.issuperset(needed_actions(route)):
            continue
        plain, _, parameter = path.partition("/{name}")
        assert "{" not in plain + parameter, f"{path}: what is asked of it?"
        for asked in ASKED.get(path, [""]):
            if plain + asked != NOT_FOR_A_KEEPER_OF_A_SITE:
                yield plain + asked


ADDRESSES = sorted(addresses())


def make_country(vlmis: TestDatabase, *, others_are_busy: bool) -> Country:
    """The store S with five days of its own, beside stores that do nothing, or much."""
    made = Country(vlmis, stock={"C": 9_000, "R": 4_000, "S": 50}, today="2026-03-05")
    made.add_store(OTHER_CODE, "R")
    vlmis.execute(
        "update vlmis.store set name = :name where code = :code", name=OTHER_NAME, code=OTHER_CODE
    )
    made.record(
        """
        2026-03-01 dispensing S 7 key=s1
        2026-03-02 dispensing S 3 key=s2
        2026-03-04 wastage    S 2 reason=vvm key=s3
        2026-03-05 dispensing S 1 key=s4
        """
    )
    made.count("2026-03-03", "S", 41, key="s5")
    if others_are_busy:
        made.record(
            f"""
            2026-03-01 distribution_out R 613 > {OTHER_CODE}
            2026-03-01 dispensing {OTHER_CODE} 71
            2026-03-02 arrival C 50 product=OPV
            2026-03-03 dispensing {OTHER_CODE} 72
            2026-03-04 distribution_out R 614 > {OTHER_CODE}
            2026-03-04 dispensing {OTHER_CODE} 73
            2026-03-05 dispensing {OTHER_CODE} 74
            """
        )
    made.freeze("2026-03-01", "2026-03-02", "2026-03-03")
    assert list(compute_days(vlmis.pipeline))
    # The ids of what S records from here on are the same in both countries.
    vlmis.execute(
        "alter table vlmis.movement alter column movement_id restart with 1000", role="postgres"
    )
    made.record("2026-03-02 wastage S 1 reason=broken key=s6")
    if others_are_busy:
        made.record(f"2026-03-02 dispensing {OTHER_CODE} 75")
    return made


@pytest.fixture(scope="module")
def shown(app: FastAPI, postgres: TestServer) -> dict[str, tuple[str, str]]:
    """What each address shows to the keeper of S: while others are quiet, and busy."""
    seen: list[dict[str, str]] = []
    for others_are_busy in (False, True):
        with postgres.fresh_database() as vlmis:
            make_country(vlmis, others_are_busy=others_are_busy)
            seen.append(walk(Site(app, vlmis)))
    quiet, busy = seen
    return {address: (quiet[address], busy[address]) for address in ADDRESSES}


def walk(site: Site) -> dict[str, str]:
    """Load every address as the keeper of S."""
    keeper = site.keeper_of("S")
    browser = site.as_person(keeper)
    program = site.as_person(keeper, Accept="application/json", Authorization="Bearer x")
    found = {}
    for address in ADDRESSES:
        answer = (program if address.startswith("/api/") else browser).get(f"/vlmis{address}")
        assert answer.status_code == 200, f"{address}: {answer.text}"
        # A form has a key and a token of its own each time.
        found[address] = re.sub(r'<input type="hidden"[^>]*>', "", answer.text)
    return found


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_keeper_sees_no_other_store_and_no_count_of_others(
    shown: dict[str, tuple[str, str]], address: str
) -> None:
    quiet, busy = shown[address]
    assert quiet == busy
    # What was typed is shown again in its field.
    words = re.sub(r'<input name="store"[^>]*>', "", busy)
    assert OTHER_CODE not in words
    assert OTHER_NAME not in words


def test_the_walk_reaches_home_the_reports_the_forms_and_the_api() -> None:
    folders = {address.split("/")[1] for address in ADDRESSES}
    assert folders >= {"", "reports", "record", "api", "stores"}
