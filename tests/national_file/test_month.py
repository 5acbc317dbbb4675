"""One month of a site becomes days."""

from datetime import date

from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.national_file.month import instalments, month_lines, site_days
from vlmis_core.national_file.rows import NationalRow

MONTH = date(2017, 11, 1)


def row(
    *, initial=0, received=0, distributed=0, adjustment=0, site="C1", district="D"
) -> NationalRow:
    end = initial + received - distributed + adjustment
    return NationalRow(
        MONTH, "R", district, site, "P", initial, received, distributed, adjustment, end
    )


def movements_of(lines, *kinds) -> list[tuple]:
    """Day, store, counterpart and quantity of the movements of these kinds."""
    return [
        (line.occurred_on.day, line.store_code, line.counterpart_store_code, line.quantity)
        for line in lines
        if line.kind in kinds
    ]


def test_a_quantity_is_split_into_whole_instalments():
    assert instalments(10) == [4, 3, 3]
    assert instalments(2) == [1, 1, 0]
    assert instalments(0) == [0, 0, 0]


def test_a_site_receives_on_days_that_its_code_fixes():
    days = [site_days(f"C{number}") for number in range(100)]

    assert {tuple(offset) for offset in days} == {(4 + n, 12 + n, 22 + n) for n in range(5)}
    assert site_days("C1") == site_days("C1")


def test_what_a_site_received_came_down_the_whole_chain_before():
    lines = month_lines([row(received=10)], {})
    first, second, third = site_days("C1")

    assert movements_of(lines, MovementKind.ARRIVAL, MovementKind.DISTRIBUTION_OUT) == [
        (1, "CI", None, 10),
        (2, "CI", "R-R", 4),
        (3, "R-R", "D-R-D", 4),
        (first, "D-R-D", "C1", 4),
        (10, "CI", "R-R", 3),
        (11, "R-R", "D-R-D", 3),
        (second, "D-R-D", "C1", 3),
        (20, "CI", "R-R", 3),
        (21, "R-R", "D-R-D", 3),
        (third, "D-R-D", "C1", 3),
    ]


def test_a_store_above_receives_the_sum_of_its_childrens_instalments():
    rows = [row(received=1), row(received=1, site="C2"), row(received=1, site="C3", district="E")]
    lines = month_lines(rows, {})

    assert (2, "CI", "R-R", 3) in movements_of(lines, MovementKind.DISTRIBUTION_OUT)
    assert (3, "R-R", "D-R-D", 2) in movements_of(lines, MovementKind.DISTRIBUTION_OUT)
    assert (3, "R-R", "D-R-E", 1) in movements_of(lines, MovementKind.DISTRIBUTION_OUT)


def test_an_initial_stock_that_differs_from_the_last_end_is_a_gap_line_on_the_first_day():
    (up,) = month_lines([row(initial=7)], {})
    (down,) = month_lines([row(initial=7)], {("C1", "P"): 9})

    assert (up.quantity, up.reason, up.occurred_on) == (7, "national_file_gap", MONTH)
    assert (down.quantity, down.reason, down.occurred_on) == (-2, "national_file_gap", MONTH)
    assert month_lines([row(initial=7)], {("C1", "P"): 7}) == []


def test_a_surplus_is_counted_on_the_first_day_and_a_shortage_on_the_last():
    (surplus,) = month_lines([row(initial=5, adjustment=3)], {("C1", "P"): 5})
    (shortage,) = month_lines([row(initial=5, adjustment=-3)], {("C1", "P"): 5})

    assert (surplus.occurred_on.day, surplus.quantity, surplus.reason) == (1, 3, "recount")
    assert (shortage.occurred_on.day, shortage.quantity, shortage.reason) == (30, -3, "recount")


def test_dispensing_is_spread_over_the_month():
    lines = month_lines([row(initial=60, distributed=60)], {("C1", "P"): 60})

    assert movements_of(lines, MovementKind.DISPENSING) == [
        (day, "C1", None, 2) for day in range(1, 31)
    ]


def test_a_site_without_stock_dispenses_when_its_instalments_come():
    lines = month_lines([row(received=9, distributed=9)], {})
    dispensed = movements_of(lines, MovementKind.DISPENSING)

    assert sum(quantity for *_, quantity in dispensed) == 9
    assert dispensed[0][0] >= site_days("C1")[0]


def test_source_keys_name_month_pair_and_leg():
    lines = month_lines([row(initial=3, received=1, distributed=1)], {})

    assert sorted(line.source_key for line in lines if "dispensing" not in line.source_key) == [
        "national:2017-11:C1:P:gap",
        "national:2017-11:C1:P:received-1",
        "national:2017-11:CI:P:arrival",
        "national:2017-11:D-R-D:P:received-1",
        "national:2017-11:R-R:P:received-1",
    ]


def test_a_district_that_is_spelt_in_two_ways_is_one_store():
    rows = [row(received=1, district="N'Zi"), row(received=1, site="C2", district="N ZI")]
    lines = month_lines(rows, {})

    assert (3, "R-R", "D-R-N-ZI", 2) in movements_of(lines, MovementKind.DISTRIBUTION_OUT)
    assert len({line.source_key for line in lines}) == len(lines)


def test_nothing_that_a_national_file_holds_is_asked_about():
    lines = month_lines([row(initial=9, received=90, distributed=60, adjustment=-3)], {})
    assert {line.kind for line in lines} == {
        MovementKind.ARRIVAL,
        MovementKind.DISTRIBUTION_OUT,
        MovementKind.DISPENSING,
        MovementKind.COUNT_ADJUSTMENT,
    }
    assert all(line.confirmed for line in lines)
