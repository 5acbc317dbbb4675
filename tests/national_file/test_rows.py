"""What is taken from a national monthly file, and what is refused."""

from datetime import date

import pytest

from vlmis_core.national_file.rows import (
    NationalRow,
    NationalRows,
    by_month,
    month_digest,
    next_month,
)

GOOD = {
    "year": "2017",
    "month": "11",
    "region": "GOH",
    "district": "GAGNOA",
    "site_code": "C4001",
    "product_code": "AS27000",
    "stock_initial": "33",
    "stock_received": "10",
    "stock_distributed": "3",
    "stock_adjustment": "-1",
    "stock_end": "39",
}


def read(*lines: dict[str, str]) -> NationalRows:
    rows = NationalRows()
    for number, line in enumerate(lines, start=2):
        rows.add(number, GOOD | line)
    return rows


def test_a_line_of_the_file_is_one_site_product_and_month():
    row = NationalRow(date(2017, 11, 1), "GOH", "GAGNOA", "C4001", "AS27000", 33, 10, 3, -1, 39)

    assert read({}).rows == [row]
    assert row.pair == ("C4001", "AS27000")


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ({"month": "13"}, "line 2, month '2017-13': is not a month of a year"),
        ({"stock_end": "40"}, "line 2, stock_end '40': initial + received − distributed + "),
        ({"stock_received": "1.5"}, "line 2, stock_received '1.5': is not a whole number"),
        ({"stock_received": "1_0"}, "line 2, stock_received '1_0': is not a whole number"),
        ({"year": "9" * 40}, f"line 2, month '{'9' * 40}-11': is not a month of a year"),
        ({"stock_received": "-10"}, "line 2, stock_received '-10': is negative"),
        ({"stock_initial": ""}, "line 2, stock_initial '': is not a whole number"),
        ({"site_code": " "}, "line 2, site_code ' ': is blank"),
    ],
)
def test_a_line_that_cannot_be_true_is_named_and_not_taken(line, named):
    rows = read(line)

    assert [str(field)[: len(named)] for field in rows.bad] == [named]
    assert rows.rows == [] or "stock_end" in named


def test_every_bad_field_is_named_at_once():
    rows = read({"stock_initial": "x", "region": ""}, {"month": "0"})

    assert [(field.line, field.field) for field in rows.bad] == [
        (2, "region"),
        (2, "stock_initial"),
        (3, "month"),
    ]


def test_a_site_product_and_month_stands_once():
    (field,) = read({}, {}).bad

    assert str(field).endswith("line 2 has the same site, product and month")


def test_a_site_is_in_one_district():
    (field,) = read({}, {"month": "12", "district": "OUME"}).bad

    assert str(field) == "line 3, site_code 'C4001': is in GOH / GAGNOA on an earlier line"


def test_the_digest_of_a_month_is_that_of_its_rows_in_any_order():
    rows = read({}, {"site_code": "C1"}, {"site_code": "C2"}).rows
    changed = read({}, {"site_code": "C1"}, {"site_code": "C2", "region": "OTHER"}).rows

    assert month_digest(rows) == month_digest(rows[::-1])
    assert month_digest(rows) != month_digest(changed)


def test_months_come_in_order():
    rows = read({"month": "12"}, {"month": "2"}, {"year": "2016", "month": "12"}).rows

    assert [month for month, _ in by_month(rows)] == [
        date(2016, 12, 1),
        date(2017, 2, 1),
        date(2017, 12, 1),
    ]


@pytest.mark.parametrize(
    ("month", "following"),
    [
        (date(2017, 12, 1), date(2018, 1, 1)),
        (date(2016, 1, 1), date(2016, 2, 1)),
        (date(2016, 2, 1), date(2016, 3, 1)),
    ],
)
def test_after_a_month_comes_the_next(month: date, following: date):
    assert next_month(month) == following
