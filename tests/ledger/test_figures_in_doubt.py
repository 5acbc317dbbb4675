"""Counts, reversals, returns and late joiners: the figures that people argue about."""

from datetime import date

import pytest

from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.errors import BadInputError
from vlmis_core.services.ledger.record_counts import record_counts
from vlmis_core.services.ledger.return_stock import (
    ReturnDeclaration,
    acknowledge_return,
    declare_return,
)
from vlmis_core.services.ledger.reverse_movement import reverse_movement
from vlmis_core.stock.movements import CountLine, Recorded


def test_a_count_becomes_the_closing_of_its_day(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    country.record("2026-03-02 dispensing S 10")
    country.count("2026-03-02", "S", 37)
    country.freeze("2026-03-01", "2026-03-02")
    assert country.eod("2026-03-02", "S") == {
        "opening": 50,
        "dispensing": 10,
        "count_adjustment": -3,
        "closing": 37,
    }


def test_a_count_typed_as_wastage_loses_the_difference(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    country.count("2026-03-01", "S", 46, kind="wastage", reason="vvm")
    country.freeze("2026-03-01")
    assert country.eod("2026-03-01", "S") == {"opening": 50, "wastage": 4, "closing": 46}


def test_a_surplus_cannot_be_wastage(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    with pytest.raises(BadInputError, match="a surplus cannot be wastage"):
        country.count("2026-03-01", "S", 51, kind="wastage", reason="vvm")


def test_a_count_stays_true_under_a_later_back_dated_entry(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    country.count("2026-03-05", "S", 50)
    country.record("2026-03-03 dispensing S 8")
    country.freeze(*[f"2026-03-0{day}" for day in range(1, 6)])
    assert country.closing("2026-03-03", "S") == 42
    assert country.closing("2026-03-04", "S") == 42
    assert country.eod("2026-03-05", "S") == {
        "opening": 42,
        "count_adjustment": 8,
        "closing": 50,
    }


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
    assert country.eod("2026-03-04", "S") == {
        "opening": 45,
        "dispensing": 5,
        "count_adjustment": 5,
        "closing": 45,
        "has_late_entries": True,
    }


def test_a_movement_on_the_day_of_a_count_or_later_is_not_taken_back(vlmis: TestDatabase) -> None:
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
    assert country.eod("2026-03-03", "S") == {
        "opening": 50,
        "dispensing": 10,
        "count_adjustment": -3,
        "closing": 37,
        "has_late_entries": True,
    }


def test_reversing_a_count_takes_back_all_that_it_caused(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    country.count("2026-03-05", "S", 44, key="c")
    country.record("2026-03-03 dispensing S 8")
    reverse_movement(
        vlmis.recorder,
        country.movement_id("c#counted"),
        source_key="undo",
        entry=country.entry,
    )
    country.record("2026-03-04 dispensing S 2")
    country.freeze(*[f"2026-03-0{day}" for day in range(1, 6)])
    assert country.closing("2026-03-05", "S") == 40


def test_reversing_one_leg_reverses_the_transfer(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"C": 100})
    country.record("2026-03-01 distribution_out C 30 > R key=d")
    received = country.movement_id("d#received")
    reverse_movement(vlmis.recorder, received, source_key="undo", entry=country.entry)
    country.freeze("2026-03-01")
    assert country.eod("2026-03-01", "C") == {"opening": 100, "closing": 100}
    assert country.eod("2026-03-01", "R") == {"opening": 0, "closing": 0}


def test_a_reversal_of_a_frozen_movement_counts_in_the_first_open_day(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    country.record("2026-03-01 dispensing S 10 key=d")
    country.freeze("2026-03-01", "2026-03-02")
    reverse_movement(
        vlmis.recorder, country.movement_id("d"), source_key="undo", entry=country.entry
    )
    country.freeze("2026-03-03")
    assert country.eod("2026-03-03", "S") == {
        "opening": 40,
        "dispensing": -10,
        "closing": 50,
        "has_late_entries": True,
    }


def test_a_movement_is_reversed_once_and_a_reversal_never(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    country.record("2026-03-01 dispensing S 10 key=d")
    original = country.movement_id("d")
    undo = {"source_key": "undo", "entry": country.entry}
    assert reverse_movement(vlmis.recorder, original, **undo) == Recorded(1, 0, 0)
    assert reverse_movement(vlmis.recorder, original, **undo) == Recorded(0, 1, 0)
    with pytest.raises(BadInputError, match="was reversed before"):
        reverse_movement(vlmis.recorder, original, source_key="again", entry=country.entry)
    with pytest.raises(BadInputError, match="is itself a reversal"):
        reverse_movement(
            vlmis.recorder, country.movement_id("undo"), source_key="third", entry=country.entry
        )


def test_goods_that_were_given_out_cannot_be_taken_back_from_the_child(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"R": 30})
    country.record("2026-03-01 distribution_out R 30 > S key=d")
    country.record("2026-03-02 dispensing S 25")
    with pytest.raises(BadInputError, match="S × BCG would be -25"):
        reverse_movement(
            vlmis.recorder, country.movement_id("d"), source_key="undo", entry=country.entry
        )


def _declare(country: Country, quantity: int) -> int:
    declared = ReturnDeclaration("r1", "S", "BCG", quantity, date(2026, 3, 1))
    return declare_return(country.vlmis.recorder, declared, country.entry)


def test_a_declared_return_moves_nothing(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 20})
    assert _declare(country, 12) == _declare(country, 12)
    country.freeze("2026-03-01")
    assert country.eod("2026-03-01", "S") == {"opening": 20, "closing": 20}


def test_a_return_that_arrives_short_loses_the_rest_as_the_childs_wastage(
    vlmis: TestDatabase,
) -> None:
    country = Country(vlmis, stock={"R": 5, "S": 20})
    return_id = _declare(country, 12)
    country.freeze("2026-03-01")
    acknowledge = {
        "source_key": "a1",
        "received": 10,
        "occurred_on": date(2026, 3, 2),
        "entry": country.entry,
    }
    assert acknowledge_return(vlmis.recorder, return_id, **acknowledge) == Recorded(1, 0, 0)
    assert acknowledge_return(vlmis.recorder, return_id, **acknowledge) == Recorded(0, 1, 0)
    country.freeze("2026-03-02")
    assert country.eod("2026-03-02", "S") == {
        "opening": 20,
        "returns_out": 10,
        "wastage": 2,
        "closing": 8,
    }
    assert country.eod("2026-03-02", "R") == {"opening": 5, "returns_in": 10, "closing": 15}
    assert vlmis.rows("select reason from vlmis.movement where kind = 'wastage'") == [
        ("lost_in_return",)
    ]


def test_a_return_is_refused_if_the_child_no_longer_has_it(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 20})
    return_id = _declare(country, 12)
    country.record("2026-03-01 dispensing S 15")
    with pytest.raises(BadInputError, match="S × BCG would be -7"):
        acknowledge_return(
            vlmis.recorder,
            return_id,
            source_key="a1",
            received=12,
            occurred_on=date(2026, 3, 1),
            entry=country.entry,
        )


def test_a_store_that_joins_late_starts_with_an_initial_count(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"C": 100})
    country.freeze("2026-03-01", "2026-03-02")
    country.add_store("NEW", "R")
    country.count("2026-03-03", "NEW", 25, reason="initial_count")
    country.count("2026-03-03", "NEW", 0, product="OPV", reason="initial_count")
    country.freeze("2026-03-03", "2026-03-04")
    assert country.eod("2026-03-02", "NEW") is None
    assert country.eod("2026-03-03", "NEW") == {
        "opening": 0,
        "count_adjustment": 25,
        "closing": 25,
    }
    assert country.eod("2026-03-04", "NEW", "OPV") == {"opening": 0, "closing": 0}


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
    reverse_movement(
        vlmis.recorder, country.movement_id("typo#counted"), source_key="undo", entry=country.entry
    )
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
    assert [bad.line for bad in refused.value.fields] == [1, 2]


def test_a_closed_store_is_not_left_with_stock(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"R": 30, "S": 5})
    country.record("2026-03-01 dispensing S 5 key=d")
    vlmis.execute("update vlmis.store set closed_on = '2026-03-05' where code = 'S'")
    with pytest.raises(BadInputError, match="S × BCG would be left with 30"):
        country.record("2026-03-03 distribution_out R 30 > S")
    with pytest.raises(BadInputError, match="S × BCG would be left with 5"):
        reverse_movement(
            vlmis.recorder, country.movement_id("d"), source_key="undo", entry=country.entry
        )


@pytest.mark.parametrize(
    ("key", "said"), [("d", "recorded before"), ("a#b", "must not contain"), (" ", "is missing")]
)
def test_a_reversal_needs_a_key_of_its_own(vlmis: TestDatabase, key: str, said: str) -> None:
    country = Country(vlmis, stock={"S": 50})
    country.record("2026-03-01 dispensing S 10 key=d")
    with pytest.raises(BadInputError, match=said):
        reverse_movement(
            vlmis.recorder, country.movement_id("d"), source_key=key, entry=country.entry
        )


def test_an_acknowledgement_needs_a_key_of_its_own(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"R": 5, "S": 20})
    country.record("2026-03-01 distribution_out R 1 > S key=a1")
    first = _declare(country, 2)
    second = declare_return(
        vlmis.recorder,
        ReturnDeclaration("r2", "S", "BCG", 3, date(2026, 3, 1)),
        country.entry,
    )
    given = {"source_key": "a1", "occurred_on": date(2026, 3, 1), "entry": country.entry}
    assert acknowledge_return(vlmis.recorder, first, received=2, **given).recorded == 1
    with pytest.raises(BadInputError, match="recorded before with other content"):
        acknowledge_return(vlmis.recorder, second, received=3, **given)


def test_quantities_have_at_most_nine_digits(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    with pytest.raises(BadInputError, match="at most nine digits"):
        country.count("2026-03-01", "S", 3_000_000_000)
    with pytest.raises(BadInputError, match="at most nine digits"):
        _declare(country, 3_000_000_000)


def test_a_closed_store_declares_no_return(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 0})
    vlmis.execute("update vlmis.store set closed_on = '2026-03-01' where code = 'S'")
    with pytest.raises(BadInputError, match="the store is closed"):
        _declare(country, 4)
