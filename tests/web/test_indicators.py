"""Indicators by month: the page and its file show what docs/indicators.md defines, to the digit."""

import csv
import io
from decimal import Decimal

import pytest

from tests.indicators.test_indicators_equal_model import attach_org_units
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from tests.web.site import Site, person
from vlmis_core.indicators.compute_indicators import compute_days, roll_up_months

PAGE = "/vlmis/reports/indicators"


@pytest.fixture
def february(vlmis: TestDatabase) -> Country:
    """Three days: S is empty on the second day, T never; R only passes on."""
    made = Country(
        vlmis, first_day="2026-02-26", today="2026-03-10", stock={"C": 50, "S": 6, "T": 10}
    )
    attach_org_units(vlmis)
    made.record(
        """
        2026-02-26 dispensing S 4
        2026-02-27 wastage S 2 reason=vvm
        2026-02-28 distribution_out C 5 > R
        2026-02-28 distribution_out R 5 > S
        2026-02-27 dispensing T 3
        """
    )
    made.freeze("2026-02-26", "2026-02-27", "2026-02-28")
    assert len(list(compute_days(vlmis.pipeline))) == 3
    assert len(list(roll_up_months(vlmis.pipeline))) == 1
    return made


def values(site: Site, question: str = "") -> dict[str, Decimal | None]:
    """The values of the file by indicator."""
    file = site.as_person(person()).get(f"{PAGE}/file?form=csv&{question}")
    assert file.status_code == 200
    return {
        line["indicator"]: Decimal(line["value"]).normalize() if line["value"] else None
        for line in csv.DictReader(io.StringIO(file.text))
    }


def test_the_indicators_of_a_store_of_a_region_and_of_the_country(
    site: Site, february: Country
) -> None:
    of_store = values(site, "store=S&month=2026-02-01")
    assert of_store["closing_balance"] == 5
    assert of_store["stock_out_days"] == 1
    assert of_store["closed_vial_wastage_of_used"] == Decimal("0.333333")  # 2 of 4 + 2.
    of_region = values(site, "store=R")
    assert of_region["closing_balance"] == 12  # S 5, T 7; R keeps nothing.
    assert of_region["consumption"] == 7
    assert of_region["full_stock_availability"] == Decimal("0.5")  # T of S and T.
    of_country = values(site)
    assert of_country["closing_balance"] == 57  # And 45 at C.
    assert of_country["stock_out_days"] == 1  # C and R are depots.
    assert len(of_country) == len(of_store) == 12


def test_the_page_shows_shares_as_percent(site: Site, february: Country) -> None:
    page = site.as_person(person()).get(f"{PAGE}?store=S").text
    assert "33.3 %" in page
    assert "Stock-out days" in page
    assert '<option value="2026-02-01" selected>2026-02</option>' in page


def test_a_keeper_gets_the_indicators_of_own_stores(site: Site, february: Country) -> None:
    browser = site.as_person(site.keeper_of("T"))
    file = browser.get(f"{PAGE}/file?form=csv").text
    closing = [line for line in csv.DictReader(io.StringIO(file)) if "closing_bal" in str(line)]
    assert [line["value"] for line in closing] == ["7"]
    assert browser.get(f"{PAGE}?store=S").status_code == 403


def test_a_month_that_is_not_complete_is_not_shown(site: Site, february: Country) -> None:
    answer = site.as_person(person()).get(f"{PAGE}?month=2026-03-01")
    assert (answer.status_code, "2026-03 has no indicators yet" in answer.text) == (409, True)
