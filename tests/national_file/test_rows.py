"""What is taken from a national monthly file, and what is refused."""

from datetime import date

import pytest

from vlmis_core.errors import Fault
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
    rows = NationalRows([])
    for number, line in enumerate(lines, start=2):
        rows.add(number, GOOD | line)
    return rows


def coded(fault: Fault) -> tuple[int, str, str, str]:
    """Where a fault is, and the code of its message."""
    return fault.line, fault.field, fault.value, fault.message.code


def test_a_line_of_the_file_is_one_site_product_and_month():
    row = NationalRow(date(2017, 11, 1), "GOH", "GAGNOA", "C4001", "AS27000", 33, 10, 3, -1, 39)

    assert read({}).rows == [row]
    assert row.pair == ("C4001", "AS27000")


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ({"month": "13"}, (2, "month", "2017-13", "month_is_invalid")),
        ({"stock_end": "40"}, (2, "stock_end", "40", "line_does_not_add_up")),
        ({"stock_received": "1.5"}, (2, "stock_received", "1.5", "not_a_whole_number")),
        ({"stock_received": "1_0"}, (2, "stock_received", "1_0", "not_a_whole_number")),
        ({"year": "9" * 40}, (2, "month", f"{'9' * 40}-11", "month_is_invalid")),
        ({"stock_received": "-10"}, (2, "stock_received", "-10", "quantity_is_negative")),
        ({"stock_initial": ""}, (2, "stock_initial", "", "not_a_whole_number")),
        ({"site_code": " "}, (2, "site_code", " ", "field_is_missing")),
    ],
)
def test_an_impossible_line_is_named_and_not_read(line, named):
    rows = read(line)

    assert [coded(fault) for fault in rows.faults] == [named]
    assert rows.rows == [] or "stock_end" in named


def test_every_bad_field_is_named_at_once():
    rows = read({"stock_initial": "x", "region": ""}, {"month": "0"})

    assert [(fault.line, fault.field) for fault in rows.faults] == [
        (2, "region"),
        (2, "stock_initial"),
        (3, "month"),
    ]


def test_a_site_product_and_month_is_there_once():
    (fault,) = read({}, {}).faults

    assert coded(fault) == (3, "product_code", "AS27000", "site_month_is_repeated")


def test_a_site_is_in_one_district_in_a_month():
    (fault,) = read({}, {"district": "OUME", "product_code": "AS17005"}).faults

    assert coded(fault) == (3, "site_code", "C4001", "site_is_in_two_districts")
    assert fault.message.values["line"] == 2


@pytest.mark.parametrize(
    "line",
    [
        {"month": "12", "district": "OUME"},
        {"district": "Gagnoa", "product_code": "AS17005"},
    ],
    ids=["from month to month", "by another spelling"],
)
def test_a_site_may_change_its_district_from_month_to_month(line):
    assert read({}, line).faults == []


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
