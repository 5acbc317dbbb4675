"""Reversals of movements, and returns from child to supplier."""

from datetime import date
from typing import Any

import pytest

from tests.support.codes import raises_code
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.ledger.movements import Recorded
from vlmis_core.ledger.returns import (
    ReturnDeclaration,
    acknowledge_return,
    declare_return,
    withdraw_return,
)
from vlmis_core.ledger.reverse_movement import reverse_movement


def _declare(country: Country, quantity: int) -> int:
    declared = ReturnDeclaration("r1", "S", "BCG", quantity, date(2026, 3, 1))
    return declare_return(country.vlmis.recorder, declared, country.entry)


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
    undo: dict[str, Any] = {"source_key": "undo", "entry": country.entry}
    assert reverse_movement(vlmis.recorder, original, **undo) == Recorded(1, 0, 0)
    assert reverse_movement(vlmis.recorder, original, **undo) == Recorded(0, 1, 0)
    with raises_code("movement_was_reversed"):
        reverse_movement(vlmis.recorder, original, source_key="again", entry=country.entry)
    with raises_code("movement_is_a_reversal"):
        reverse_movement(
            vlmis.recorder, country.movement_id("undo"), source_key="third", entry=country.entry
        )


def test_a_distribution_cannot_be_reversed_once_the_child_gave_the_stock_out(
    vlmis: TestDatabase,
) -> None:
    country = Country(vlmis, stock={"R": 30})
    country.record("2026-03-01 distribution_out R 30 > S key=d")
    country.record("2026-03-02 dispensing S 25")
    with raises_code("not_enough_stock", store="S"):
        reverse_movement(
            vlmis.recorder, country.movement_id("d"), source_key="undo", entry=country.entry
        )


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
    acknowledge: dict[str, Any] = {
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
    with raises_code("not_enough_stock", store="S"):
        acknowledge_return(
            vlmis.recorder,
            return_id,
            source_key="a1",
            received=12,
            occurred_on=date(2026, 3, 1),
            entry=country.entry,
        )


@pytest.mark.parametrize(
    ("key", "code"),
    [("d", "key_has_other_content"), ("a#b", "key_has_number_sign"), (" ", "field_is_missing")],
)
def test_a_reversal_needs_a_key_of_its_own(vlmis: TestDatabase, key: str, code: str) -> None:
    country = Country(vlmis, stock={"S": 50})
    country.record("2026-03-01 dispensing S 10 key=d")
    with raises_code(code):
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
    given: dict[str, Any] = {
        "source_key": "a1",
        "occurred_on": date(2026, 3, 1),
        "entry": country.entry,
    }
    assert acknowledge_return(vlmis.recorder, first, received=2, **given).recorded == 1
    with raises_code("key_has_other_content"):
        acknowledge_return(vlmis.recorder, second, received=3, **given)


def test_a_closed_store_declares_no_return(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 0})
    vlmis.execute("update vlmis.store set closed_on = '2026-03-01' where code = 'S'")
    with raises_code("store_is_closed"):
        _declare(country, 4)


def test_a_return_has_at_most_nine_digits(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    with raises_code("quantity_is_not_positive"):
        _declare(country, 3_000_000_000)


def test_a_withdrawn_return_moves_nothing_and_cannot_be_acknowledged(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    return_id = _declare(country, 10)
    back: dict[str, Any] = {"source_key": "back", "entry": country.entry}
    assert withdraw_return(vlmis.recorder, return_id, **back) == Recorded(1, 0, 0)
    assert withdraw_return(vlmis.recorder, return_id, **back) == Recorded(0, 1, 0)
    for key in ("back", "in"):
        with raises_code("return_was_withdrawn"):
            acknowledge_return(
                vlmis.recorder,
                return_id,
                source_key=key,
                received=0,
                occurred_on=country.entry.today,
                entry=country.entry,
            )
    country.freeze("2026-03-01")
    assert country.eod("2026-03-01", "S") == {"opening": 50, "closing": 50}


def test_an_acknowledged_return_cannot_be_withdrawn(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    return_id = _declare(country, 10)
    acknowledge_return(
        vlmis.recorder,
        return_id,
        source_key="in",
        received=10,
        occurred_on=date(2026, 3, 1),
        entry=country.entry,
    )
    with raises_code("return_has_moved_stock"):
        withdraw_return(vlmis.recorder, return_id, source_key="back", entry=country.entry)
