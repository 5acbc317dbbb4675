"""The End-of-Day report as a file of the page and as a command: one question, one answer."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from httpx import Response

from tests.support.codes import raises_code
from tests.support.command import Command
from tests.support.country import Country
from tests.web.site import Site, person
from vlmis_core.reports.end_of_day import QUANTITIES

QUESTIONS = [
    {},
    {"from": "2026-03-02"},
    {"to": "2026-03-02"},
    {"from": "2026-03-01", "to": "2026-03-03"},
    {"from": "2026-03-01", "to": "2026-03-03", "by_day": True},
    {"from": "2026-03-02", "to": "2026-03-03", "product": "OPV"},
    {"store": "R"},
    {"store": "R", "stores_below": False},
    {"from": "2026-03-01", "to": "2026-03-03", "store": "R", "stores_below": False},
    {"from": "2026-03-01", "to": "2026-03-02", "store": "S", "product": "BCG", "by_day": True},
    {"store": "T"},
]

Page = Callable[..., Response]


@pytest.fixture
def page(site: Site, country: Country) -> Page:
    """Ask the page, or its file, as an administrator."""
    browser = site.as_person(person())

    def ask(question: dict[str, object], part: str = "", **more: str) -> Response:
        asked = {
            name: str(value).lower() if isinstance(value, bool) else value
            for name, value in question.items()
        }
        return browser.get(f"/vlmis/reports/end-of-day{part}?{urlencode(asked | more)}")

    return ask


def words_of(question: dict[str, object]) -> list[str]:
    """The options of the command for the same question."""
    words = []
    for name, value in question.items():
        option = name.replace("_", "-")
        if isinstance(value, bool):
            words.append(f"--{option}" if value else f"--no-{option}")
        else:
            words += [f"--{option}", str(value)]
    return words


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_the_command_writes_the_file_of_the_page(
    page: Page, command: Command, tmp_path: Path, question: dict[str, object]
) -> None:
    of_page = page(question, "/file", form="csv")
    assert of_page.status_code == 200
    file = tmp_path / "eod.csv"
    command("report", "eod", *words_of(question), "--csv", str(file))
    assert file.read_bytes() == of_page.content
    lines = json.loads(command("report", "eod", *words_of(question), "--json").stdout)
    rows = list(csv.DictReader(io.StringIO(of_page.text)))
    assert lines
    assert [{name: as_csv(value) for name, value in line.items()} for line in lines] == rows


def as_csv(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_the_totals_of_the_command_are_those_of_the_page(
    page: Page, command: Command, question: dict[str, object]
) -> None:
    shown = page(question).text.partition("Totals by product</h2>")[2].partition("</tbody>")[0]
    totals = command("report", "eod", *words_of(question)).stdout.partition("Totals by product")[2]
    rows = [re.findall(r'<td class="number[^"]*">([^<]*)</td>', row) for row in shown.split("<tr>")]
    closings = [row[QUANTITIES.index("closing")] for row in rows if row]
    assert closings
    assert all(closing in totals for closing in closings if closing != "0")


def test_what_is_unknown_is_refused_by_both(page: Page, command: Command) -> None:
    assert page({"store": "NOWHERE"}).status_code == 404
    with raises_code("store_not_found"):
        command("report", "eod", "--store", "NOWHERE")
    assert "NOTHING" in page({"product": "NOTHING"}).text
    assert page({"product": "NOTHING"}).status_code == 404
    with raises_code("product_not_found"):
        command("report", "eod", "--product", "NOTHING")
