"""How a CSV file that a person made is read."""

from pathlib import Path

import pytest

from tests.support.codes import raises_code
from vlmis_core.errors import BadInputError
from vlmis_core.files.csv_file import CsvLine, read_csv_file


def read(tmp_path: Path, content: bytes | str) -> list[CsvLine]:
    file = tmp_path / "stores.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_csv_file(file, required=("code", "name"), optional=("unit",))


def test_lines_carry_their_number_and_their_trimmed_fields(tmp_path):
    assert read(tmp_path, "name,code\n  Gagnoa ,C1\n\nAbobo,C2\n") == [
        CsvLine(2, {"unit": "", "name": "Gagnoa", "code": "C1"}),
        CsvLine(4, {"unit": "", "name": "Abobo", "code": "C2"}),
    ]


def test_a_file_saved_by_a_spreadsheet_is_read(tmp_path):
    (line,) = read(tmp_path, b'\xef\xbb\xbfcode,name\r\nC1,"N\xc3\xa9, \xe2\x80\xa6"\r\n')

    assert line.fields["name"] == "Né, …"


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("", (1, "header", "column_is_missing")),
        ("code,name,colour\n", (1, "header", "column_is_unknown")),
        ("code,name,name\n", (1, "header", "column_is_repeated")),
        ("code,name\nC1\n", (2, "line", "line_has_other_field_count")),
        (b"code,name\nC1,\xe9\n", (2, "file", "file_is_not_utf8")),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(tmp_path, content, named):
    with pytest.raises(BadInputError) as refused:
        read(tmp_path, content)

    fault = refused.value.faults[0]
    assert (fault.line, fault.field, fault.message.code) == named


def test_a_file_that_is_not_there_is_named(tmp_path):
    with raises_code("file_cannot_be_read"):
        read_csv_file(tmp_path / "nowhere.csv", required=("code",))
