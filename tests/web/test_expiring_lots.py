"""Lots that have expired or soon will: the page, its file, the API and the command say the same."""

import csv
import io
import json

import pytest

from tests.support.codes import raises_code
from tests.support.command import Command
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from tests.web.site import Site, person
from vlmis_core.accounts.person import Person

ALL = [
    ("2026-03-02", "C", "OLD", 80),
    ("2026-03-02", "S", "OLD", 20),
    ("2026-04-01", "C", "SOON", 150),
    ("2026-04-01", "R", "SOON", 30),
]
LATE = [("2027-12-31", "C", "LATE", 300)]


@pytest.fixture
def country(vlmis: TestDatabase) -> Country:
    """On 5 March: an expired lot at C and S, one that expires on 1 April at C and R, a good one."""
    made = Country(vlmis, stock={"C": 10}, today="2026-03-05")
    made.track(since="2026-03-01")
    made.record(
        """
        2026-03-01 arrival          C 100 lot=OLD expires=2026-03-02
        2026-03-01 arrival          C 200 lot=SOON expires=2026-04-01
        2026-03-01 arrival          C 300 lot=LATE expires=2027-12-31
        2026-03-02 distribution_out C 20 > R lot=OLD
        2026-03-02 distribution_out R 20 > S lot=OLD
        2026-03-02 distribution_out C 50 > R lot=SOON
        2026-03-04 dispensing       R 20 lot=SOON
        """
    )
    made.freeze("2026-03-01", "2026-03-02")
    return made


def shown(text: str) -> list[tuple[str, str, str, int]]:
    """What a file lists."""
    lines = csv.DictReader(io.StringIO(text))
    return [
        (line["expires_on"], line["store_code"], line["lot"], int(line["balance"]))
        for line in lines
    ]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("", ALL),
        ("within=0", ALL[:2]),
        ("within=3000", [*ALL, *LATE]),
        ("store=R", [ALL[1], ALL[3]]),
        ("store=R&stores_below=false", ALL[3:]),
        ("product=OPV", []),
    ],
)
def test_the_file_and_the_api_list_the_same_lots(
    site: Site, country: Country, question: str, expected: list[tuple[str, str, str, int]]
) -> None:
    browser = site.as_person(person())
    file = browser.get(f"/vlmis/reports/expiring-lots/file?form=csv&{question}")
    assert shown(file.text) == expected
    lines = browser.get(f"/vlmis/api/v1/expiring-lots?{question}").json()["lines"]
    names = ("expires_on", "store_code", "lot", "balance")
    assert [tuple(line[name] for name in names) for line in lines] == expected


def test_the_page_marks_by_word_and_icon_and_adds_up_by_product(
    site: Site, country: Country
) -> None:
    page = site.as_person(person()).get("/vlmis/reports/expiring-lots").text
    assert page.count("✖</span> expired") == page.count("⚠</span> expires soon") == 2
    assert "3 days ago" in page
    assert "in 27 days" in page
    totals = page[page.index("Totals by product") :]
    assert totals.index(">100<") < totals.index(">180<") < totals.index(">3<")
    french = site.as_person(person()).get("/vlmis/reports/expiring-lots?lang=fr").text
    assert "⚠</span> bientôt périmé" in french


def test_a_keeper_sees_the_lots_of_own_stores(site: Site, country: Country) -> None:
    keeper: Person = site.keeper_of("R", "S")
    file = site.as_person(keeper).get("/vlmis/reports/expiring-lots/file?form=csv")
    assert shown(file.text) == [ALL[1], ALL[3]]


def test_the_deployment_decides_how_soon_is_soon(
    site: Site, country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VLMIS_EXPIRY_HORIZON_DAYS", "26")
    file = site.as_person(person()).get("/vlmis/reports/expiring-lots/file?form=csv")
    assert shown(file.text) == ALL[:2]


def test_the_command_lists_what_the_page_lists(command: Command, country: Country) -> None:
    asked = ("report", "expiring", "--within", "3650")
    lines = json.loads(command(*asked, "--store", "C", "--no-stores-below", "--json").output)
    assert [(line["lot"], line["balance"]) for line in lines] == [
        ("OLD", 80),
        ("SOON", 150),
        ("LATE", 300),
    ]
    assert "OLD" in command(*asked).output
    with raises_code("store_not_found"):
        command(*asked, "--store", "NOWHERE")
