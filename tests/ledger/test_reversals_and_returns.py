"""Reversals of movements, and returns from child to supplier."""

from datetime import date

import pytest

from tests.support.codes import raises_code
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.ledger.movements import Recorded, ReturnDeclaration
from vlmis_core.ledger.returns import acknowledge_return, declare_return, withdraw_return


def declare(country: Country, quantity: int, key: str = "r1") -> int:
    """A return of BCG from S to its supplier."""
    declared = ReturnDeclaration(key, "S", "BCG", quantity, date(2026, 3, 1))
    return declare_return(country.vlmis.recorder, declared, country.entry)


def acknowledge(
    country: Country, return_id: int, received: int, *, day: str = "2026-03-01", key: str = "in"
) -> Recorded:
    """The supplier confirms receipt."""
    return acknowledge_return(
        country.vlmis.recorder,
        return_id,
        source_key=key,
        received=received,
        occurred_on=date.fromisoformat(day),
        entry=country.entry,
    )


def withdraw(country: Country, return_id: int) -> Recorded:
    """The store takes the declaration back."""
    recorder = country.vlmis.recorder
    return withdraw_return(recorder, return_id, source_key="back", entry=country.entry)


def test_reversing_one_leg_reverses_the_transfer(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"C": 100})
    country.record("2026-03-01 distribution_out C 30 > R key=d")
    country.reverse("d#received")
    country.freeze("2026-03-01")
    assert country.eod("2026-03-01", "C") == "opening 100 closing 100"
    assert country.eod("2026-03-01", "R") == "opening 0 closing 0"


def test_a_reversal_of_a_frozen_movement_counts_in_the_first_open_day(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    country.record("2026-03-01 dispensing S 10 key=d")
    country.freeze("2026-03-01", "2026-03-02")
    country.reverse("d")
    country.freeze("2026-03-03")
    assert country.eod("2026-03-03", "S") == "opening 40 dispensing -10 closing 50 late"


def test_a_movement_is_reversed_once_and_a_reversal_never(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    country.record("2026-03-01 dispensing S 10 key=d")
    assert [country.reverse("d") for _ in range(2)] == [Recorded(1, 0, 0), Recorded(0, 1, 0)]
    with raises_code("movement_was_reversed"):
        country.reverse("d", key="again")
    with raises_code("movement_is_a_reversal"):
        country.reverse("undo", key="third")


def test_a_distribution_cannot_be_reversed_once_the_child_gave_the_stock_out(
    vlmis: TestDatabase,
) -> None:
    country = Country(vlmis, stock={"R": 30})
    country.record("2026-03-01 distribution_out R 30 > S key=d")
    country.record("2026-03-02 dispensing S 25")
    with raises_code("not_enough_stock", store="S"):
        country.reverse("d")


def test_a_declared_return_moves_nothing(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 20})
    assert declare(country, 12) == declare(country, 12)
    country.freeze("2026-03-01")
    assert country.eod("2026-03-01", "S") == "opening 20 closing 20"


def test_a_return_that_arrives_short_loses_the_rest_as_the_childs_wastage(
    vlmis: TestDatabase,
) -> None:
    country = Country(vlmis, stock={"R": 5, "S": 20})
    return_id = declare(country, 12)
    country.freeze("2026-03-01")
    received = [acknowledge(country, return_id, 10, day="2026-03-02") for _ in range(2)]
    assert received == [Recorded(1, 0, 0), Recorded(0, 1, 0)]
    country.freeze("2026-03-02")
    assert country.eod("2026-03-02", "S") == "opening 20 returns_out 10 wastage 2 closing 8"
    assert country.eod("2026-03-02", "R") == "opening 5 returns_in 10 closing 15"
    assert vlmis.rows("select reason from vlmis.movement where kind = 'wastage'") == [
        ("lost_in_return",)
    ]


def test_a_return_is_refused_if_the_child_no_longer_has_it(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 20})
    return_id = declare(country, 12)
    country.record("2026-03-01 dispensing S 15")
    with raises_code("not_enough_stock", store="S"):
        acknowledge(country, return_id, 12)


@pytest.mark.parametrize(
    ("key", "code"),
    [("d", "key_has_other_content"), ("a#b", "key_has_number_sign"), (" ", "field_is_missing")],
)
def test_a_reversal_needs_a_key_of_its_own(vlmis: TestDatabase, key: str, code: str) -> None:
    country = Country(vlmis, stock={"S": 50})
    country.record("2026-03-01 dispensing S 10 key=d")
    with raises_code(code):
        country.reverse("d", key=key)


def test_an_acknowledgement_needs_a_key_of_its_own(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"R": 5, "S": 20})
    country.record("2026-03-01 distribution_out R 1 > S")
    first = declare(country, 2)
    second = declare(country, 3, key="r2")
    assert acknowledge(country, first, 2).recorded == 1
    with raises_code("key_has_other_content"):
        acknowledge(country, second, 3)


def test_a_closed_store_declares_no_return(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 0})
    vlmis.execute("update vlmis.store set closed_on = '2026-03-01' where code = 'S'")
    with raises_code("store_is_closed"):
        declare(country, 4)


def test_a_return_has_at_most_nine_digits(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    with raises_code("quantity_is_not_positive"):
        declare(country, 3_000_000_000)


def test_a_return_that_arrives_in_another_millennium_is_refused_in_words(
    vlmis: TestDatabase,
) -> None:
    """The parent never had the product: a pair is opened before days are examined."""
    country = Country(vlmis, stock={"S": 50})
    with raises_code("day_is_after_today"):
        acknowledge(country, declare(country, 10), 10, day="2829-07-20")


def test_a_withdrawn_return_moves_nothing_and_cannot_be_acknowledged(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    return_id = declare(country, 10)
    withdrawn = [withdraw(country, return_id) for _ in range(2)]
    assert withdrawn == [Recorded(1, 0, 0), Recorded(0, 1, 0)]
    for key in ("back", "in"):
        with raises_code("return_was_withdrawn"):
            acknowledge(country, return_id, 0, key=key)
    country.freeze("2026-03-01")
    assert country.eod("2026-03-01", "S") == "opening 50 closing 50"


def test_an_acknowledged_return_cannot_be_withdrawn(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 50})
    return_id = declare(country, 10)
    acknowledge(country, return_id, 10)
    with raises_code("return_has_moved_stock"):
        withdraw(country, return_id)
