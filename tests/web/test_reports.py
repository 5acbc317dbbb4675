"""The report pages: totals that add up, paging, and own stores only."""

import re
from datetime import date
from html import unescape
from itertools import product

import pytest

from tests.web.site import Site, person
from vlmis_airflow.web import paging
from vlmis_core.accounts.roles import Role
from vlmis_core.reports.end_of_day import QUANTITIES, report_eod
from vlmis_core.reports.report_filter import ReportFilter

pytestmark = pytest.mark.usefixtures("country")

EOD = "/vlmis/reports/end-of-day"


def cells(page: str, *, table: int) -> list[list[str]]:
    """The texts of a table's rows, heading included."""
    found = re.findall(r"<table.*?</table>", page, re.DOTALL)[table]
    return [
        [
            " ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split())
            for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", row, re.DOTALL)
        ]
        for row in re.findall(r"<tr.*?</tr>", found, re.DOTALL)
    ]


def test_the_newest_frozen_day_is_shown_along_the_supply_tree(site: Site) -> None:
    answer = site.as_person(person()).get(EOD)
    lines = cells(answer.text, table=1)[1:]
    assert [line[:2] for line in lines] == [
        ["C C", "BCG"],
        ["C C", "OPV"],
        ["R R", "BCG"],
        ["S S", "BCG"],
        ["T T", "BCG"],
    ]
    # The count of S is kept true: 5 + 20 − 7 − 4 is 14, and 13 were seen.
    assert lines[3][2:] == ["18", "0", "0", "0", "0", "0", "−1", "4", "0", "13", "DHIS2"]


def test_totals_are_the_sums_of_the_lines_also_over_a_range(site: Site) -> None:
    for (first, store), by_day in product([(1, None), (2, "R"), (3, None)], [False, True]):
        chosen = ReportFilter(
            first_day=date(2026, 3, first), last_day=date(2026, 3, 3), store_code=store
        )
        page = report_eod(site.vlmis.recorder, chosen, by_day=by_day, line_count=None)
        assert len(page.lines) == page.line_count
        for total in page.totals:
            lines = [line for line in page.lines if line.product_code == total.product_code]
            for quantity in QUANTITIES[1:-1] if by_day else QUANTITIES:
                assert getattr(total, quantity) == sum(getattr(line, quantity) for line in lines)
            gained = total.arrivals + total.requisitions_received + total.returns_in
            lost = total.distributions_out + total.returns_out + total.dispensing + total.wastage
            assert total.closing == total.opening + gained + total.count_adjustment - lost


def test_a_pair_that_is_opened_within_the_range_is_counted_once(site: Site) -> None:
    chosen = ReportFilter(first_day=date(2026, 3, 1), last_day=date(2026, 3, 3), store_code="T")
    page = report_eod(site.vlmis.recorder, chosen, by_day=False, line_count=10)
    (line,) = page.lines
    assert (page.line_count, line.opening, line.requisitions_received, line.closing) == (
        1, 0, 30, 30,
    )  # fmt: skip


def test_pages_of_a_list_follow_each_other_without_gap_or_repetition(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "LINES", 2)
    monkeypatch.setattr("vlmis_airflow.web.pages.reports.end_of_day.LINES", 2)
    browser = site.as_person(person())
    seen = [
        line[:2]
        for number in (1, 2, 3)
        for line in cells(browser.get(f"{EOD}?page={number}").text, table=1)[1:]
    ]
    assert seen == [["C C", "BCG"], ["C C", "OPV"], ["R R", "BCG"], ["S S", "BCG"], ["T T", "BCG"]]
    assert "Page 2 of 3" in browser.get(f"{EOD}?page=2").text
    assert len(cells(browser.get(f"{EOD}?page=9").text, table=1)) == 1


def test_a_chosen_product_has_its_chart_as_a_table(site: Site) -> None:
    page = site.as_person(person()).get(f"{EOD}?product=BCG&store=S&stores_below=false").text
    days = cells(page, table=1)[1:]
    assert [(day[0], day[1]) for day in days][-3:] == [
        ("2026-03-01", "18"),
        ("2026-03-02", "18"),
        ("2026-03-03", "13"),
    ]


def test_a_keeper_sees_own_stores_and_those_below_and_no_others(site: Site) -> None:
    keeper = site.as_person(site.keeper_of("R", "S", "T"))
    lines = cells(keeper.get(EOD).text, table=1)[1:]
    assert [line[0] for line in lines] == ["R R", "S S", "T T"]
    live = keeper.get("/vlmis/reports/daily-operations?every_day=true").text
    assert {line[2] for line in cells(live, table=1)[1:]} == {"S S", "T T"}


PAGES = ("end-of-day", "daily-operations", "late-entries", "expiring-lots", "stock-card")


@pytest.mark.parametrize("role", [Role.STORE_KEEPER, Role.VIEW_ONLY])
@pytest.mark.parametrize("page", [*PAGES, *(f"{name}/file" for name in PAGES)])
def test_another_store_by_its_address_is_not_allowed(site: Site, page: str, role: Role) -> None:
    keeper = site.as_person(site.keeper_of("S", role=role))
    answer = keeper.get(f"/vlmis/reports/{page}?store=T&product=BCG&form=csv")
    assert answer.status_code == 403
    assert "neither your store nor below one of your stores" in answer.text


def test_a_keepers_file_holds_own_stores_only(site: Site) -> None:
    keeper = site.as_person(site.keeper_of("S"))
    text = keeper.get(f"{EOD}/file?form=csv&from=2026-03-01&to=2026-03-03&by_day=true").text
    assert "C/R/T" not in text
    assert text.count("C/R/S") == 3


def test_suggestions_hold_no_store_of_others(site: Site) -> None:
    keeper = site.as_person(site.keeper_of("S"))
    offered = keeper.get("/vlmis/stores/options?store=").text
    assert re.findall(r'data-value="([^"]*)"', offered) == ["S"]


@pytest.mark.parametrize("page", PAGES)
def test_a_form_that_was_left_empty_shows_everything(site: Site, page: str) -> None:
    query = "from=&to=&store=&product=&kind=&reason="
    assert site.as_person(person()).get(f"/vlmis/reports/{page}?{query}").status_code == 200


def test_a_store_may_be_named_by_a_part_of_its_name(site: Site) -> None:
    site.vlmis.execute("update vlmis.store set name = 'Site de Tiassalé' where code = 'T'")
    browser = site.as_person(person())
    assert "Tiassalé" in cells(browser.get(f"{EOD}?store=tiass").text, table=1)[1][0]
    nowhere = browser.get(f"{EOD}?store=nowhere")
    assert nowhere.status_code == 404
    assert "No store matches “nowhere” by code, name or area." in nowhere.text


def test_the_stock_card_shows_balance_counts_and_late_entries(site: Site) -> None:
    page = site.as_person(person()).get(
        "/vlmis/reports/stock-card?store=S&product=BCG&from=2026-03-01&to=2026-03-05"
    )
    lines = cells(page.text, table=0)[1:]
    assert [line[-1] if len(line) < 5 else line[4] for line in lines][1:3] == ["25", "18"]
    assert "Counted 13; the balance was 14" in page.text
    assert lines[0][:3] == ["2026-03-01", "Opening", "5"]
    assert lines[-1][:3] == ["2026-03-05", "Closing", "11"]
    card_of_r = site.as_person(person()).get("/vlmis/reports/stock-card?store=R&product=BCG")
    assert '<span class="mark late">late</span>' in card_of_r.text


def test_who_keeps_one_store_need_not_name_it(site: Site) -> None:
    page = site.as_person(site.keeper_of("S")).get("/vlmis/reports/stock-card?product=BCG")
    assert "S × BCG" in page.text


def test_daily_operations_show_today_first_and_say_that_nothing_is_frozen(site: Site) -> None:
    page = site.as_person(person()).get("/vlmis/reports/daily-operations")
    assert "not frozen" in page.text
    assert [line[1] for line in cells(page.text, table=1)[1:]] == ["S S"]
    days = re.findall(r"day=(2026-03-\d\d)", page.text)
    assert days[:2] == ["2026-03-05", "2026-03-04"]


def test_a_frozen_day_has_no_live_movements_and_the_page_says_where_to_look(site: Site) -> None:
    answer = site.as_person(person()).get("/vlmis/reports/daily-operations?day=2026-03-02")
    assert answer.status_code == 422
    assert "2026-03-02 is frozen" in answer.text


def test_late_entries_say_when_they_happened_and_where_they_count(site: Site) -> None:
    page = site.as_person(person()).get("/vlmis/reports/late-entries").text
    (line,) = cells(page, table=0)[1:]
    assert line[:4] == ["2026-03-01", "2026-03-03 frozen", "2", "R R"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=2026-13-01", "This is not a date."),
        ("from=2026-03-03&to=2026-03-01", "The range ends on 2026-03-01, before it begins"),
        ("from=2025-01-01", "The ledger begins on 2026-03-01"),
        ("page=0", "page “0”: The smallest number allowed is 1."),
        ("store=%00", "This has a character that is not allowed here."),
    ],
)
def test_a_wrong_choice_is_answered_by_a_sentence(site: Site, query: str, words: str) -> None:
    answer = site.as_person(person()).get(f"{EOD}?{query}")
    assert answer.status_code == 422
    assert words in unescape(answer.text)


def test_names_of_stores_are_text_and_never_markup(site: Site) -> None:
    site.vlmis.execute("update vlmis.store set name = '<script>alert(1)</script>' where code='S'")
    for page in PAGES:
        shown = site.as_person(person()).get(f"/vlmis/reports/{page}?store=S&product=BCG").text
        assert "<script>alert" not in shown
