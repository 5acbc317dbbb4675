"""How a table that a person or a spreadsheet saved as CSV is read."""

import csv
import io
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from tests.support.codes import raises_code
from vlmis_core.errors import BadInputError, Fault
from vlmis_core.files import delimited_text
from vlmis_core.files.table_file import MOST_FAULTS, FileOptions, TableFile, TableLine


def open_table(path: Path, content: bytes | str, *, optional=("unit",), **options) -> TableFile:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return TableFile(path, ("code", "name"), optional, FileOptions(**options))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "stores.csv"


def codes(faults: list[Fault]) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.field, fault.message.code) for fault in faults]


def test_lines_carry_their_number_and_their_trimmed_fields(path):
    assert list(open_table(path, "name,code,\n  Gagnoa ,C1\n\n,,,\nAbobo,C2,,\n")) == [
        TableLine(2, {"unit": "", "name": "Gagnoa", "code": "C1"}),
        TableLine(5, {"unit": "", "name": "Abobo", "code": "C2"}),
    ]


def test_a_line_end_inside_quotes_belongs_to_the_field(path):
    lines = list(open_table(path, 'code,name\nC1,"Gagnoa\r\n(south)"\nC2,Abobo\n'))
    assert [(line.number, line.fields["name"]) for line in lines] == [
        (2, "Gagnoa\n(south)"),
        (4, "Abobo"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b'\xef\xbb\xbfcode,name\r\nC1,"N\xc3\xa9, \xe2\x80\xa6"\r\n',
        "\ufeffCode;NAME\rC1;Né, …".encode("utf-16-le"),
        "sep=;\ncode;name\nC1;Né, …\n".encode(),
        "code\tname\nC1\tNé, …\n".encode(),
    ],
)
def test_a_file_saved_by_a_spreadsheet_is_read(path, content):
    (line,) = open_table(path, content)
    assert (line.fields["code"], line.fields["name"]) == ("C1", "Né, …")


def test_the_first_sheet_of_a_spreadsheet_is_read_as_a_csv_would_hold_it(path):
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        book.add_worksheet("notes").write(0, 0, "code")
        sheet.write_row(1, 0, ["Code", "Name", "Unit", ""])
        sheet.write_row(3, 0, ["C1", 12.0, date(2026, 3, 5)])
        sheet.write_row(5, 0, [7, " N/A ", 0.5])
    lines = list(TableFile(path, ("code", "name"), ("unit",)))
    assert lines == [
        TableLine(4, {"code": "C1", "name": "12", "unit": "2026-03-05"}),
        TableLine(6, {"code": "7", "name": "N/A", "unit": "0.5"}),
    ]


def test_a_spreadsheet_that_is_damaged_or_too_large_is_refused(path, monkeypatch):
    with raises_code("file_cannot_be_read"):
        list(open_table(path, b"PK\x03\x04 and nothing else"))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "no workbook")
    with raises_code("file_cannot_be_read"):
        list(TableFile(path, ("code",)))
    monkeypatch.setattr("vlmis_core.files.spreadsheet.LARGEST", 5)
    with raises_code("sheet_is_too_large"):
        list(TableFile(path, ("code",)))


def test_pandas_is_loaded_only_for_a_spreadsheet():
    loaded = "import vlmis_core.cli.main, sys; print('pandas' in sys.modules)"
    run = [sys.executable, "-c", loaded]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout == "False\n"


def test_another_encoding_is_read_when_it_is_named(path):
    content = "code,name\nC1,Né\n".encode("cp1252")
    (line,) = open_table(path, content, encoding="cp1252")
    assert line.fields["name"] == "Né"


def test_an_unknown_column_is_passed_over_when_the_sender_says_so(path):
    table = open_table(path, "code,colour,name\nC1,red,Né\n", ignored_columns=["Colour"])
    assert [line.fields for line in table] == [{"code": "C1", "name": "Né", "unit": ""}]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("", [(1, "header", "column_is_missing")] * 2),
        (
            "code,nom,code\n",
            [
                (1, "header", "column_is_missing"),
                (1, "header", "column_is_unknown"),
                (1, "header", "column_is_repeated"),
            ],
        ),
        (b"code,name\nC1,\xe9\n", [(2, "file", "file_has_other_encoding")]),
        ("code,name\nC1,\0\n", [(2, "file", "file_has_other_encoding")]),
        ('code,name\nC1,"x\nC2,y\n', [(2, "file", "quote_is_open")]),
    ],
)
def test_a_file_of_which_no_line_is_sure_is_refused(path, content, named):
    with pytest.raises(BadInputError) as refused:
        list(open_table(path, content))
    assert codes(refused.value.faults) == named


def test_lines_that_cannot_be_read_are_named_and_the_others_read(path):
    content = f'code,name\nC1\nC2,a "b"\nC3,"a"b\nC4,{"x" * 140_000}\nC5,"a ""b"""\n'
    table = open_table(path, content)
    assert [line.fields["name"] for line in table] == ['a "b"']
    assert codes(table.faults) == [
        (2, "line", "line_has_other_field_count"),
        (3, "line", "quote_is_misplaced"),
        (4, "line", "quote_is_misplaced"),
        (5, "line", "field_is_too_long"),
    ]


def test_a_quoted_field_of_megabytes_is_named_like_any_other_that_is_too_long(path):
    table = open_table(path, f'code,name\nC1,"{"x" * 2_000_100}"\nC2,Abobo\n')
    assert [line.fields["code"] for line in table] == ["C2"]
    assert codes(table.faults) == [(2, "line", "field_is_too_long")]


def test_a_file_or_an_encoding_that_is_not_there_is_named(path):
    with raises_code("file_cannot_be_read"):
        list(TableFile(path, ("code",)))
    with raises_code("encoding_is_unknown"):
        list(open_table(path, "code,name\n", encoding="latin-99"))


_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffd")
    | st.sampled_from('",;\t\n'),
    max_size=12,
)
_ROWS = st.lists(st.tuples(_TEXT.map(lambda text: f"C{text}"), _TEXT), max_size=6)


def written(rows: list[tuple[str, str]], *, delimiter: str, end: str, quotes_all: bool) -> str:
    buffer = io.StringIO()
    writer = csv.writer(
        buffer,
        delimiter=delimiter,
        lineterminator=end,
        quoting=csv.QUOTE_ALL if quotes_all or end == "\r" else csv.QUOTE_MINIMAL,
    )
    writer.writerows([("code", "name"), *rows])
    return buffer.getvalue()


def copied(table: TableFile) -> list[tuple[str, ...]]:
    """The fields that PostgreSQL would read from the text that is sent to COPY."""
    signs = {r"\\": "\\", r"\t": "\t", r"\n": "\n", r"\r": "\r"}
    lines = "".join(table.copy_texts()).split("\n")[:-1]
    return [
        tuple(re.sub(r"\\.", lambda sign: signs[sign[0]], field) for field in line.split("\t"))
        for line in lines
    ]


@given(
    rows=_ROWS,
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    quotes_all=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    optional=st.sampled_from([(), ("unit",)]),
)
def test_a_table_reads_back_the_same_from_every_dialect(
    tmp_path_factory, rows, delimiter, end, quotes_all, encoding, optional
):
    text = written(rows, delimiter=delimiter, end=end, quotes_all=quotes_all)
    path = tmp_path_factory.getbasetemp() / "dialect.csv"
    lines = list(open_table(path, text.encode(encoding), optional=optional))
    assert [(line.fields["code"], line.fields["name"]) for line in lines] == [
        (code.strip(), name.strip()) for code, name in rows
    ]
    assert copied(open_table(path, text.encode(encoding), optional=optional)) == [
        (str(line.number), *line.fields.values()) for line in lines
    ]


_LINES = [
    *(
        "a,b",
        ",",
        "",
        "a, b",
        "a ,b",
        " a,b",
        "a,b ",
        "a",
        "a,b,",
        "a,b,c",
        "a\tb,c",
        "a\\,b",
        "Cé,b",
    ),
    *('"a",b', 'a,"b', '"', "a" * 10_001 + ",b"),
]


@given(
    content=st.lists(st.sampled_from(_LINES)).map("\n".join),
    block=st.sampled_from([1, 10, 10_000]),
    absent=st.sampled_from([(), ("unit",), ("unit", "note")]),
)
def test_lines_read_many_at_a_time_are_those_read_one_by_one(
    tmp_path_factory, content, block, absent
):
    path = tmp_path_factory.getbasetemp() / "plain.csv"
    answers = []
    for plain in (delimited_text._PLAIN, ""):
        table, again = (
            open_table(path, f"code,name\n{content}", optional=absent) for _ in range(2)
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(delimited_text, "_BLOCK", block)
            patch.setattr(delimited_text, "_PLAIN", plain)
            try:
                rows = list(table.rows())
                assert all(len(fields) == 2 + len(absent) for _, fields in rows)
                answers.append((rows, "".join(again.copy_texts()), table.faults))
            except BadInputError as error:
                answers.append(([], "", error.faults))
    assert answers[0] == answers[1]


@given(rows=_ROWS.filter(bool), data=st.data())
def test_a_damaged_file_is_refused_or_every_undamaged_line_is_there(tmp_path_factory, rows, data):
    clean = written(rows, delimiter=",", end="\n", quotes_all=False).encode()
    place = data.draw(st.integers(len(b"code,name\n"), len(clean) - 1))
    damage = data.draw(st.sampled_from([b'"', b"\xff", b"\0", b","]))
    length = data.draw(st.integers(0, 1))
    damaged = clean[:place] + damage + clean[place + length :]
    path = tmp_path_factory.getbasetemp() / "damaged.csv"
    table = open_table(path, damaged, optional=data.draw(st.sampled_from([(), ("unit",)])))
    try:
        lines = list(table)
    except BadInputError:
        return
    read = {(line.fields["code"], line.fields["name"]) for line in lines}
    lost = {(code.strip(), name.strip()) for code, name in rows} - read
    assert len(lost) <= 1 or table.faults


@given(
    rows=st.lists(st.tuples(st.integers(1, 10**9), _TEXT, st.dates(date(2000, 1, 1))), max_size=5)
)
def test_a_table_reads_back_the_same_from_a_spreadsheet(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / "table.xlsx"
    frame = pd.DataFrame(rows, columns=["code", "name", "unit"])
    as_texts = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
    frame.to_excel(path, index=False, engine="xlsxwriter", engine_kwargs=as_texts)
    lines = list(TableFile(path, ("code", "name"), ("unit",)))
    assert [tuple(line.fields.values()) for line in lines] == [
        (str(code), name.strip(), day.isoformat()) for code, name, day in rows
    ]


def spread(path: Path, rows: str, sheet: str = "xl/worksheets/sheet1.xml") -> TableFile:
    """A spreadsheet whose one sheet has these rows, under any name in the archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr(sheet, f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
    return TableFile(path, ["a"])


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row>',
        "<row r='1'><c r='A1'/></row><x:row xmlns:x='x'><x:c r='&#88;FD1048576'/></x:row>",
        '<row r="1048576">' + "<c/>" * 100 + "</row>",
        '<c r="AAAAAAAAAAAA1"/>',
    ],
)
@pytest.mark.parametrize("sheet", ["xl/worksheets/sheet1.xml", "xl/media/picture.png"])
def test_cells_that_are_spread_widely_do_not_take_the_memory_between_them(
    tmp_path: Path, rows: str, sheet: str
) -> None:
    with raises_code("sheet_is_too_large"):
        list(spread(tmp_path / "spread.xlsx", rows, sheet))


@pytest.mark.parametrize("sheet", ["xl/worksheets/sheet1.xml", "xl/media/picture.png"])
def test_a_sheet_that_is_no_xml_is_not_read(tmp_path: Path, sheet: str) -> None:
    with raises_code("file_cannot_be_read"):
        list(spread(tmp_path / "broken.xlsx", '<row></c><c r="XFD1048576"/>', sheet))


def test_a_file_of_another_kind_is_not_read_to_its_end(path: Path) -> None:
    table = open_table(path, "code,name\n" + "x\n" * 1_000_000)
    with pytest.raises(BadInputError) as refused, table.refused_together():
        list(table)
    faults = refused.value.faults
    assert len(faults) == MOST_FAULTS + 1
    assert [fault.message.code for fault in faults if fault.field == "file"] == [
        "file_has_too_many_faults"
    ]
    assert max(fault.line for fault in faults) == MOST_FAULTS + 1
