"""Comparing what DHIS2 holds, and how much of it is read at once."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vlmis_core.delivery.model.payload import Target
from vlmis_core.delivery.model.read_back import (
    RECORDS_PER_FETCH,
    day_windows,
    differences,
    fetch_org_units,
    fetch_scopes,
)
from vlmis_core.dhis2.identifiers import ValueKey

COMBOS = tuple(f"OptCombo{number:03}" for number in range(9))
TARGET = Target("DataElemen1", COMBOS)
FIGURES = (100, 20, 0, 0, 5, 10, 0, -3, 102)


def held(figures: tuple[int, ...]) -> dict[ValueKey, dict[str, str]]:
    """The nine values as DHIS2 holds them."""
    return {
        ValueKey("DataElemen1", "OrgUnit0001", combo): {"value": str(figure)}
        for combo, figure in zip(COMBOS, figures, strict=True)
    }


def test_nine_equal_values_are_no_difference() -> None:
    assert differences(TARGET, "OrgUnit0001", FIGURES, held(FIGURES)) == []  # type: ignore[arg-type]


def test_a_missing_and_a_changed_value_are_named() -> None:
    values = held((100, 20, 0, 0, 5, 10, 0, 3, 102))
    del values[ValueKey("DataElemen1", "OrgUnit0001", COMBOS[2])]
    found = differences(TARGET, "OrgUnit0001", FIGURES, values)  # type: ignore[arg-type]
    assert [(entry.category, entry.frozen, entry.found) for entry in found] == [
        ("RETURNED_IN", 0, None),
        ("DISCREPANCY", -3, "3"),
    ]


def test_a_small_country_is_read_at_its_root() -> None:
    assert fetch_org_units({"/R/A/x": 5, "/R/B": 3}, ["R"]) == ["R"]


def test_a_large_country_is_read_branch_by_branch() -> None:
    loads = {f"/R/A/{n}": RECORDS_PER_FETCH // 4 for n in range(4)}
    loads |= {"/R/B/x": 1, "/R/C/y": RECORDS_PER_FETCH}
    assert fetch_org_units(loads, ["R"]) == ["A", "x", "y"]


def test_a_branch_of_many_small_units_is_not_read_one_by_one() -> None:
    loads = {f"/R/A/{n}": 40 for n in range(500)}
    assert fetch_org_units(loads, ["R"]) == ["A"]


def test_records_of_the_unit_itself_are_read_with_its_children() -> None:
    loads = {"/R": 1, "/R/A": RECORDS_PER_FETCH}
    assert fetch_org_units(loads, ["R"]) == ["R"]


def test_a_large_unit_with_records_of_its_own_is_read_alone_beside_its_branches() -> None:
    loads = {"/R": 40, "/R/A/x": RECORDS_PER_FETCH, "/R/B/y": 600, "/R/B": 3}
    assert fetch_scopes(loads, ["R"]) == [("R", False), ("x", True), ("B", True)]
    assert fetch_scopes({"/R": 40, "/R/A": 600}, ["R"]) == [("R", True)]
    assert fetch_scopes({"/R": 2 * RECORDS_PER_FETCH}, ["R"]) == [("R", True)]


def test_what_lies_outside_the_readable_tree_is_not_read() -> None:
    assert fetch_org_units({"/R/A/x": 5, "/R/A/y": 5, "/Q/x": 3}, ["A"]) == ["A"]


def test_no_more_of_the_tree_is_read_than_there_are_records_in_it() -> None:
    assert fetch_org_units({"/R/A/B/x": 5, "/R/A/B/y": 5}, ["R"]) == ["B"]


FIRST = date(2026, 3, 1)


@given(
    loads=st.dictionaries(st.integers(0, 30), st.integers(0, 25)),
    days=st.integers(1, 31),
)
def test_every_day_is_in_one_window_that_holds_no_more_than_may_be_read_at_once(
    loads: dict[int, int], days: int
) -> None:
    held = {FIRST + timedelta(days=day): records for day, records in loads.items() if day < days}
    last = FIRST + timedelta(days=days - 1)
    windows = list(day_windows(held, FIRST, last, records=10))
    assert [windows[0][0], *(begin for begin, _ in windows[1:])] == [
        FIRST,
        *(end + timedelta(days=1) for _, end in windows[:-1]),
    ]
    assert windows[-1][1] == last
    for begin, end in windows:
        of_window = [records for day, records in held.items() if begin <= day <= end]
        assert sum(of_window) <= 10 or max(of_window) == sum(of_window) == held[begin]


def test_a_range_whose_records_may_be_read_at_once_is_one_window() -> None:
    held = {FIRST: 4, FIRST + timedelta(days=2): 6}
    assert list(day_windows(held, FIRST, FIRST + timedelta(days=4), records=10)) == [
        (FIRST, FIRST + timedelta(days=4))
    ]
