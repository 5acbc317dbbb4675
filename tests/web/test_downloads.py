"""Reports as files: complete, numbers as numbers, and never a formula."""

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.support.codes import raises_code
from tests.support.country import Country
from tests.web.site import Site, person
from vlmis_airflow.web import downloads
from vlmis_airflow.web.downloads import csv_blocks, file_name, write_xlsx
from vlmis_core.files.plain_text import plain_text

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "  =1+1",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    '=HYPERLINK("x")',
)


@dataclass
class Line:
    """A line of a report."""

    name: str
    quantity: int
    day: date
    is_late: bool
    reason: str | None = None


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_text_that_looks_like_a_formula_stays_text_in_a_csv(formula: str) -> None:
    assert plain_text(formula) == f"'{formula}"


@pytest.mark.parametrize(
    "lot", [";=1+1", "A1; +1", 'A1;"=1+1', "A1\t=1+1", "A1\n=1+1", 'A1\r\n "@SUM(A1)', "A1;\n;-1"]
)
@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_no_cell_is_a_formula_whatever_the_separator_of_the_spreadsheet(
    lot: str, separator: str
) -> None:
    text = "".join(csv_blocks([Line("x", 5, date(2026, 3, 1), False, lot)], Line))

    # As a spreadsheet of another country reads it, which takes quotes within a cell as they are.
    cells = [
        cell.replace('"', "").lstrip()
        for line in text.splitlines()
        for cell in (line.split(separator) if separator != "," else next(csv.reader([line])))
    ]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []


def test_a_csv_holds_no_escape_sequence() -> None:
    text = "".join(csv_blocks([Line("a\x1b[2Jb\x9b", 5, date(2026, 3, 1), False)], Line))

    assert "a\\u001b[2Jb\\u009b" in text


@pytest.mark.parametrize("name", ["a; b", "5 - 3; x", "a;b-c"])
def test_a_semicolon_alone_is_left_alone(name: str) -> None:
    assert plain_text(name) == name


@pytest.mark.parametrize("name", ["Côte d'Ivoire", "District 5 - East", "a=b", ""])
def test_an_ordinary_name_is_left_alone(name: str) -> None:
    assert plain_text(name) == name


def test_numbers_stay_numbers_also_negative_ones() -> None:
    text = "".join(csv_blocks([Line("=x", -5, date(2026, 3, 1), True)], Line))
    assert text == "name,quantity,day,is_late,reason\r\n'=x,-5,2026-03-01,true,\r\n"


def sheet_of(path: Path) -> ElementTree.Element:
    with zipfile.ZipFile(path) as book:
        return ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))


def test_a_spreadsheet_holds_numbers_dates_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    write_xlsx(path, [Line(text, -5, date(2026, 3, 1), True) for text in FORMULAS], Line, title="x")
    sheet = sheet_of(path)
    space = {"x": sheet.tag.partition("}")[0].strip("{")}
    assert sheet.findall(".//x:f", space) == []
    cells = sheet.findall(".//x:row[2]/x:c", space)
    assert [cell.get("t", "number") for cell in cells] == ["inlineStr", "number", "number", "b"]
    assert cells[1].findtext("x:v", namespaces=space) == "-5"


@dataclass
class Recorded:
    """A line with an instant and a share."""

    recorded_at: datetime
    months: Decimal
    store_name: str


def test_a_spreadsheet_has_a_named_sheet_widths_a_filter_and_real_dates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VLMIS_TIME_ZONE", "Africa/Nairobi")
    path = tmp_path / "report.xlsx"
    at = datetime(2026, 3, 5, 22, 30, tzinfo=UTC)
    lines = [Recorded(at, Decimal("0.25"), "A health centre with a long name")] * 2
    write_xlsx(path, lines, Recorded, title="stock-status_2026-03-05_R: [all] of them")
    with zipfile.ZipFile(path) as book:
        workbook = ElementTree.fromstring(book.read("xl/workbook.xml"))
        styles = ElementTree.fromstring(book.read("xl/styles.xml"))
    sheet = sheet_of(path)
    (named,) = workbook.findall(".//{*}sheet")
    assert named.get("name") == "stock-status_2026-03-05_R- -all"
    assert [found.get("ref") for found in sheet.findall("{*}autoFilter")] == ["A1:C3"]
    assert [pane.get("topLeftCell") for pane in sheet.findall(".//{*}pane")] == ["A2"]
    widths = [float(column.get("width", "0")) for column in sheet.findall(".//{*}col")]
    assert [int(width) for width in widths] == [15, 11, 34]
    instant, months, name = sheet.findall(".//{*}row[@r='2']/{*}c")
    # 1:30 of 6 March in Nairobi, in days since 1900 as Excel counts them.
    assert float(instant.findtext("{*}v") or 0) == pytest.approx(46087 + 1.5 / 24)
    shown = styles.findall(".//{*}cellXfs/{*}xf")[int(instant.get("s", "0"))].get("numFmtId")
    codes = {
        form.get("numFmtId"): form.get("formatCode")
        for form in styles.iter()
        if form.get("formatCode")
    }
    assert codes[shown] == "yyyy-mm-dd hh:mm"
    assert months.findtext("{*}v") == "0.25"
    assert name.get("t") == "inlineStr"


def test_too_many_lines_for_a_spreadsheet_are_refused_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "MOST_XLSX_LINES", 2)
    with raises_code("spreadsheet_has_too_many_lines"):
        write_xlsx(
            tmp_path / "x.xlsx", [Line("a", 1, date(2026, 3, 1), False)] * 3, Line, title="x"
        )


def test_a_file_name_holds_nothing_that_breaks_a_header() -> None:
    assert file_name("card", 'a"b\r\nc/é', None) == "card_a-b--c--"


def test_a_store_named_like_a_formula_is_no_formula_in_the_file(
    site: Site, country: Country
) -> None:
    site.vlmis.execute("update vlmis.store set name = '=cmd|''/C calc''!A0' where code = 'R'")
    answer = site.as_person(person()).get("/vlmis/reports/end-of-day/file?form=csv")
    names = {row["store_name"] for row in rows_of(answer.text)}
    assert "'=cmd|'/C calc'!A0" in names
    assert not any(name.startswith("=") for name in names)


@pytest.mark.parametrize("report", ["end-of-day", "daily-operations", "late-entries"])
def test_a_file_has_as_many_lines_as_the_page_says(
    site: Site, country: Country, report: str
) -> None:
    browser = site.as_person(person())
    lines = rows_of(browser.get(f"/vlmis/reports/{report}/file?form=csv").text)
    page = browser.get(f"/vlmis/reports/{report}").text
    assert lines
    assert f"of {len(lines)}<" in page


def test_a_spreadsheet_of_a_report_can_be_opened(
    site: Site, country: Country, tmp_path: Path
) -> None:
    answer = site.as_person(person()).get("/vlmis/reports/end-of-day/file?form=xlsx")
    assert answer.headers["content-disposition"].endswith('.xlsx"')
    path = tmp_path / "eod.xlsx"
    path.write_bytes(answer.content)
    assert len(sheet_of(path).findall(".//{*}row")) == 1 + 5


def test_what_cannot_be_reported_is_a_page_and_not_a_file(site: Site, country: Country) -> None:
    answer = site.as_person(person()).get("/vlmis/reports/end-of-day/file?form=csv&from=2026-03-04")
    assert (answer.status_code, answer.headers["content-type"]) == (409, "text/html; charset=utf-8")
    assert "2026-03-04 is not frozen yet" in answer.text
