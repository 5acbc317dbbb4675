"""Counts: how a difference changes the stock, also for closed stores and frozen days."""

from datetime import date

import pytest

from tests.support.codes import raises_code
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.errors import BadInputError
from vlmis_core.ledger.movements import CountLine, Recorded
from vlmis_core.ledger.record_counts import record_counts


def test_a_count_becomes_the_closing_of_its_day(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    country.record("2026-03-02 dispensing S 10")
    country.count("2026-03-02", "S", 37)
    country.freeze("2026-03-01", "2026-03-02")
    assert (
        country.eod("2026-03-02", "S") == "opening 50 count_adjustment -3 dispensing 10 closing 37"
    )


def test_a_count_typed_as_wastage_loses_the_difference(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    country.count("2026-03-01", "S", 46, kind="wastage", reason="vvm")
    country.freeze("2026-03-01")
    assert country.eod("2026-03-01", "S") == "opening 50 wastage 4 closing 46"


def test_a_surplus_cannot_be_wastage(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    with raises_code("surplus_is_no_wastage", balance=50, surplus=1):
        country.count("2026-03-01", "S", 51, kind="wastage", reason="vvm")


def test_a_count_stays_true_under_a_later_back_dated_entry(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    country.count("2026-03-05", "S", 50)
    country.record("2026-03-03 dispensing S 8")
    country.freeze(*[f"2026-03-0{day}" for day in range(1, 6)])
    assert country.closing("2026-03-03", "S") == 42
    assert country.closing("2026-03-04", "S") == 42
    assert country.eod("2026-03-05", "S") == "opening 42 count_adjustment 8 closing 50"


def test_every_later_count_stays_true_under_a_back_dated_entry(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    country.count("2026-03-03", "S", 48)
    country.count("2026-03-05", "S", 40)
    country.record("2026-03-02 dispensing S 8")
    country.freeze(*[f"2026-03-0{day}" for day in range(1, 6)])
    assert [country.closing(f"2026-03-0{day}", "S") for day in (2, 3, 4, 5)] == [42, 48, 48, 40]


def test_a_late_entry_before_a_frozen_count_leaves_the_balance_as_counted(
    vlmis: TestDatabase,
) -> None:
    country = Country(vlmis, stock={"S": 50})
    country.count("2026-03-02", "S", 45)
    country.freeze("2026-03-01", "2026-03-02", "2026-03-03")
    assert country.record("2026-03-01 dispensing S 5") == Recorded(1, 0, 1)
    country.freeze("2026-03-04")
    assert (
        country.eod("2026-03-04", "S")
        == "opening 45 count_adjustment 5 dispensing 5 closing 45 late"
    )


def test_a_movement_on_the_day_of_a_count_or_later_is_not_offset(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    country.count("2026-03-02", "S", 45)
    country.record("2026-03-02 dispensing S 5")
    country.freeze("2026-03-01", "2026-03-02")
    assert country.closing("2026-03-02", "S") == 40


def test_a_count_of_a_frozen_day_is_measured_against_its_frozen_closing(
    vlmis: TestDatabase,
) -> None:
    country = Country(vlmis, stock={"S": 50})
    country.freeze("2026-03-01", "2026-03-02")
    country.record("2026-03-03 dispensing S 10")
    country.count("2026-03-02", "S", 47)
    country.freeze("2026-03-03")
    assert (
        country.eod("2026-03-03", "S")
        == "opening 50 count_adjustment -3 dispensing 10 closing 37 late"
    )


def test_reversing_a_count_reverses_all_that_it_caused(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    country.count("2026-03-05", "S", 44, key="c")
    country.record("2026-03-03 dispensing S 8")
    country.reverse("c#counted")
    country.record("2026-03-04 dispensing S 2")
    country.freeze(*[f"2026-03-0{day}" for day in range(1, 6)])
    assert country.closing("2026-03-05", "S") == 40


def test_a_store_that_joins_late_starts_with_an_initial_count(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"C": 100})
    country.freeze("2026-03-01", "2026-03-02")
    country.add_store("NEW", "R")
    country.count("2026-03-03", "NEW", 25, reason="initial_count")
    country.count("2026-03-03", "NEW", 0, product="OPV", reason="initial_count")
    country.freeze("2026-03-03", "2026-03-04")
    assert country.eod("2026-03-02", "NEW") is None
    assert country.eod("2026-03-03", "NEW") == "opening 0 count_adjustment 25 closing 25"
    assert country.eod("2026-03-04", "NEW", "OPV") == "opening 0 closing 0"


@pytest.mark.parametrize("again", ["2026-03-01", "2026-03-03"])
def test_a_late_count_sees_what_an_earlier_late_count_already_found(
    vlmis: TestDatabase, again: str
) -> None:
    country = Country(vlmis, stock={"S": 50})
    country.freeze("2026-03-01", "2026-03-02", "2026-03-03")
    country.count("2026-03-01", "S", 45)
    country.count(again, "S", 45)
    country.freeze("2026-03-04")
    assert country.closing("2026-03-04", "S") == 45


def test_a_late_count_sees_what_was_recorded_late_for_its_day(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    country.freeze("2026-03-01", "2026-03-02")
    country.record("2026-03-01 dispensing S 5")
    country.count("2026-03-02", "S", 45)
    country.freeze("2026-03-03")
    assert country.closing("2026-03-03", "S") == 45


def test_reversing_a_mistyped_count_leaves_the_second_count_of_the_day_true(
    vlmis: TestDatabase,
) -> None:
    country = Country(vlmis, stock={"S": 50})
    country.count("2026-03-02", "S", 5, key="typo")
    country.count("2026-03-02", "S", 50, key="right")
    country.reverse("typo#counted")
    country.freeze("2026-03-01", "2026-03-02")
    assert country.closing("2026-03-02", "S") == 50


def test_one_key_cannot_name_two_counts(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50, "T": 50})
    country.count("2026-03-01", "S", 45, key="k")
    lines = [
        CountLine("k", store, "BCG", quantity, date(2026, 3, 1))
        for store, quantity in (("S", 45), ("T", 30))
    ]
    with pytest.raises(BadInputError) as refused:
        record_counts(vlmis.recorder, lines, country.entry)
    assert [bad.line for bad in refused.value.faults] == [1, 2]


def test_a_closed_store_is_not_left_with_stock(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"R": 30, "S": 5})
    country.record("2026-03-01 dispensing S 5 key=d")
    vlmis.execute("update vlmis.store set closed_on = '2026-03-05' where code = 'S'")
    with raises_code("stock_left_at_closed_store", store="S", balance=30):
        country.record("2026-03-03 distribution_out R 30 > S")
    with raises_code("stock_left_at_closed_store", store="S", balance=5):
        country.reverse("d")


def test_a_count_has_at_most_nine_digits(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    with raises_code("quantity_is_negative"):
        country.count("2026-03-01", "S", 3_000_000_000)


@pytest.mark.parametrize("entered", ["count", "movement"])
def test_an_entry_of_another_millennium_is_refused_in_words(
    vlmis: TestDatabase, entered: str
) -> None:
    """The store never had the product: a pair is opened before days are examined."""
    country = Country(vlmis, stock={"S": 50})
    with raises_code("day_is_after_today"):
        if entered == "count":
            country.count("2829-07-20", "R", 5)
        else:
            country.record("2829-07-20 arrival C 5")
