"""Whatever a national file says, its ledger says the same and never goes below zero."""

from collections import defaultdict
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sandbox.demo.window import Window, balances_before
from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.national_file.ledger import national_lines, opened_pairs
from vlmis_core.national_file.rows import NationalRow

PLACES = [("R1", "D1", "S1"), ("R1", "D1", "S2"), ("R1", "D2", "S3"), ("R2", "D1", "S4")]
MONTHS = [date(2016, 12, 1), date(2017, 1, 1), date(2017, 2, 1)]
AFTER = date(2017, 3, 1)
quantity = st.integers(0, 200) | st.integers(0, 3)


@st.composite
def rows(draw) -> list[NationalRow]:
    """Any true rows of a few sites and products; any may be missing."""
    found = []
    for month in MONTHS:
        for place in PLACES:
            for product in ("A", "B"):
                if draw(st.booleans()):
                    found.append(draw(true_row(month, place, product)))
    return draw(st.permutations(found))


@st.composite
def true_row(draw, month: date, place: tuple[str, str, str], product: str) -> NationalRow:
    initial, received, surplus = draw(quantity), draw(quantity), draw(quantity)
    is_surplus = draw(st.booleans())
    there = initial + received + (surplus if is_surplus else 0)
    distributed = draw(st.integers(0, there))
    adjustment = surplus if is_surplus else -draw(st.integers(0, there - distributed))
    end = initial + received - distributed + adjustment
    return NationalRow(month, *place, product, initial, received, distributed, adjustment, end)


def daily_changes(lines) -> dict[date, dict[tuple[str, str], int]]:
    changes: dict = defaultdict(lambda: defaultdict(int))
    for line in lines:
        day = changes[line.occurred_on]
        day[line.store_code, line.product_code] += line.kind.direction * line.quantity
        if line.counterpart_store_code:
            day[line.counterpart_store_code, line.product_code] += line.quantity
    return changes


@given(rows())
def test_no_store_is_below_zero_at_the_end_of_any_day(found):
    balance: dict = defaultdict(int)
    changes = daily_changes(national_lines(found))
    for day in sorted(changes):
        for pair, change in changes[day].items():
            balance[pair] += change
            assert balance[pair] >= 0, (day, pair)


@given(rows())
def test_every_row_ends_its_month_at_the_files_end_and_stores_above_at_zero(found):
    lines, openings = list(national_lines(found)), opened_pairs(found)
    for month in MONTHS:
        balances = balances_before(lines, openings, (month + timedelta(days=31)).replace(day=1))
        for row in found:
            if row.month == month:
                assert balances[row.pair] == row.end
        above = {pair: held for pair, held in balances.items() if pair[0][0] != "S"}
        assert set(above.values()) <= {0}


@given(rows())
def test_the_months_sums_are_the_files(found):
    sums: dict = defaultdict(int)
    for line in national_lines(found):
        store = line.counterpart_store_code or line.store_code
        if line.reason != "national_file_gap":
            sums[store, line.product_code, line.occurred_on.replace(day=1), line.kind] += (
                line.quantity
            )
    for row in found:
        key = (*row.pair, row.month)
        assert sums[*key, MovementKind.DISTRIBUTION_OUT] == row.received
        assert sums[*key, MovementKind.DISPENSING] == row.distributed
        assert sums[*key, MovementKind.COUNT_ADJUSTMENT] == row.adjustment


@given(rows())
def test_lines_come_in_the_order_of_days_and_no_key_twice(found):
    lines = list(national_lines(found))

    assert [line.occurred_on for line in lines] == sorted(line.occurred_on for line in lines)
    assert len({line.source_key for line in lines}) == len(lines)


@given(rows(), st.integers(0, 60), st.integers(0, 40), st.integers(-400, 4000))
def test_a_window_continues_from_its_initial_stock_to_the_same_balances(found, start, days, shift):
    by = timedelta(days=shift)
    from_day = MONTHS[0] + timedelta(days=start)
    through_day = from_day + timedelta(days=days)
    window = Window(from_day + by, through_day + by, shift)
    after = through_day + timedelta(days=1)
    begun = {(store, product): held for store, product, held in window.initial_stock(found)}
    inside = balances_before(window.lines(found), window.openings(found), after + by)

    together = {pair: begun.get(pair, 0) + inside.get(pair, 0) for pair in begun | inside}
    assert together == balances_before(national_lines(found), opened_pairs(found), after)
    assert min(begun.values(), default=0) >= 0
    assert begun.keys().isdisjoint((site, product) for site, product, _ in window.openings(found))


@given(rows(), st.dates(MONTHS[0], AFTER))
def test_balances_are_those_at_the_start_of_the_day(found, day):
    balances: dict = defaultdict(int)
    for moved_on, changes in daily_changes(national_lines(found)).items():
        for pair, change in changes.items() if moved_on < day else ():
            balances[pair] += change
    opened = {(site, product) for site, product, first in opened_pairs(found) if first < day}

    found_balances = balances_before(national_lines(found), opened_pairs(found), day)
    assert found_balances == {pair: balances[pair] for pair in opened | balances.keys()}
