"""Movements of any period by kind, reason and other store: page and file, frozen days and open."""

import csv
import io
import re

import pytest

from tests.support.country import Country
from tests.web.site import Site, person

PAGE = "/vlmis/reports/movements"
DAYS = "from=2026-03-01&to=2026-03-05"


def listed(site: Site, question: str) -> list[str]:
    """What the file lists: stock day, store, kind, quantity, other store and reason."""
    file = site.as_person(person()).get(f"{PAGE}/file?form=csv&{DAYS}&{question}")
    assert file.status_code == 200
    names = ("stock_day", "store_code", "kind", "quantity", "counterpart_store_code", "reason")
    return [
        " ".join(line[name] for name in names if line[name]).removeprefix("2026-03-")
        for line in csv.DictReader(io.StringIO(file.text))
    ]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("kind=dispensing", ["05 S dispensing 2", "03 S dispensing 4", "01 S dispensing 7"]),
        ("kind=wastage", ["04 T wastage 1 vvm", "03 R wastage 3 broken"]),  # The second came late.
        ("reason=vvm", ["04 T wastage 1 vvm"]),
        ("reason=count", ["03 S count_adjustment -1 count"]),
        ("store=R&stores_below=false&other_store=S", ["01 R distribution_out 20 S"]),
        ("store=S&other_store=R", ["01 S requisition_received 20 R"]),
        ("other_store=NOWHERE", []),
        ("product=OPV", ["02 C arrival 50"]),
    ],
)
def test_movements_of_frozen_and_open_days_are_found(
    site: Site, country: Country, question: str, expected: list[str]
) -> None:
    assert listed(site, question) == expected


def test_the_page_adds_up_by_product_kind_and_reason(site: Site, country: Country) -> None:
    page = site.as_person(person()).get(f"{PAGE}?{DAYS}&store=S").text
    totals = page.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = [
        [
            " ".join(re.sub(r"<[^>]+>", "", cell).split())
            for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)
        ]
        for row in totals.split("<tr>")[1:]
    ]
    assert rows == [
        ["BCG dose", "Requisition received", "", "1", "1", "20", "+20"],
        ["BCG dose", "Count adjustment", "count", "1", "1", "−1", "−1"],
        ["BCG dose", "Dispensing", "", "3", "1", "13", "−13"],
    ]
    assert "of 5<" in page


def test_pages_are_the_whole_list_from_whichever_end_they_are_read(
    site: Site, country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vlmis_core.reports.movements import MovementChoice, report_movements
    from vlmis_core.reports.report_filter import ReportFilter

    chosen = MovementChoice(stores=ReportFilter().with_usual_days(country.today))
    database = site.vlmis.recorder
    whole = report_movements(database, chosen, line_count=50)
    assert len(whole.lines) == whole.line_count == 13
    pages = [
        report_movements(database, chosen, line_count=4, skipped=skipped).lines
        for skipped in range(0, 13, 4)
    ]
    assert [line for page in pages for line in page] == whole.lines


def test_a_keeper_sees_movements_of_own_stores(site: Site, country: Country) -> None:
    browser = site.as_person(site.keeper_of("T"))
    file = browser.get(f"{PAGE}/file?form=csv&{DAYS}").text
    assert {line["store_code"] for line in csv.DictReader(io.StringIO(file))} == {"T"}
    assert browser.get(f"{PAGE}?store=S").status_code == 403


def test_more_days_than_a_quarter_are_refused(site: Site, country: Country) -> None:
    answer = site.as_person(person()).get(f"{PAGE}?from=2026-01-01&to=2026-12-31")
    assert answer.status_code != 200
