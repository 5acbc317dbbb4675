"""What is printed and signed: a delivery note, and the count sheet of a store."""

import re

from tests.support.country import Country
from tests.web.site import Site, person
from vlmis_core.accounts.roles import Role

NOTE = "/vlmis/reports/delivery-note?store=R&to=S&day=2026-03-01"


def rows_of(page: str) -> list[list[str]]:
    """The cells of the lines of a page's first table, as text."""
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    return [
        [
            " ".join(re.sub(r"<[^>]+>", "", cell).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
    ]


def test_a_delivery_note_has_what_was_sent_on_its_day_and_nothing_else(
    site: Site, country: Country
) -> None:
    country.record(
        """
        2026-03-05 distribution_out R 6 > S lot=A7
        2026-03-05 distribution_out R 9 > T
        2026-03-05 distribution_out R 4 > S
        """
    )
    viewer = site.as_person(person(Role.ADMINISTRATOR))
    assert rows_of(viewer.get(NOTE).text) == [["BCG BCG", "dose", "", "", "20", "", ""]]
    of_today = viewer.get(NOTE.replace("2026-03-01", "2026-03-05")).text
    assert rows_of(of_today) == [
        ["BCG BCG", "dose", "A7", "", "6", "", ""],
        ["BCG BCG", "dose", "", "", "4", "", ""],
    ]


def test_both_stores_of_a_delivery_may_print_its_note_and_no_other(
    site: Site, country: Country
) -> None:
    answers = {
        code: site.as_person(site.keeper_of(code)).get(NOTE).status_code for code in ("R", "S", "T")
    }
    assert answers == {"R": 200, "S": 200, "T": 403}


def test_a_receipt_to_confirm_leads_to_its_delivery_note(site: Site, country: Country) -> None:
    keeper = site.as_person(site.keeper_of("S"))
    page = keeper.get("/vlmis/record/receipts?store=S").text
    assert "/vlmis/reports/delivery-note?store=R&amp;to=S&amp;day=2026-03-01" in page


def test_a_count_sheet_has_every_product_of_the_store_and_no_balance(
    site: Site, country: Country
) -> None:
    page = site.as_person(site.keeper_of("C")).get("/vlmis/record/count-sheet?store=C").text
    rows = rows_of(page)
    assert [row[0] for row in rows if row[0]] == ["BCG BCG", "OPV OPV"]
    assert all(row[4:] == ["", ""] for row in rows)
    assert "96,000" not in page


def test_nobody_gets_the_count_sheet_of_another_store(site: Site, country: Country) -> None:
    keeper = site.as_person(site.keeper_of("S"))
    assert keeper.get("/vlmis/record/count-sheet?store=R").status_code == 403
