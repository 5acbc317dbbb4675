"""Counts, returns and reversals of products that are tracked by lot, and the doubtful cases."""

from datetime import date

import pytest

from tests.support.codes import raises_code, raises_faults
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.ledger.movements import Recorded, ReturnDeclaration
from vlmis_core.ledger.returns import acknowledge_return, declare_return


@pytest.fixture
def country(vlmis: TestDatabase) -> Country:
    """BCG is tracked from the first day on; S has 20 of A, 10 of B and 30 unassigned."""
    country = Country(vlmis, stock={"R": 100, "S": 30})
    country.track(since="2026-03-01")
    country.record("""
        2026-03-01 arrival          C 50 lot=A expires=2026-09-30
        2026-03-01 arrival          C 50 lot=B expires=2026-10-31
        2026-03-01 distribution_out C 40 > R lot=A
        2026-03-01 distribution_out C 40 > R lot=B
        2026-03-01 distribution_out R 20 > S lot=A key=sent
        2026-03-01 distribution_out R 10 > S lot=B
    """)
    return country


def test_a_count_sets_every_lot_and_a_lot_that_it_does_not_name_was_not_there(
    country: Country,
) -> None:
    country.count_lots("2026-03-02", "S", "A 25, B 4", key="k")

    assert country.lots("S") == "A 25, B 4"
    assert country.count_lots("2026-03-02", "S", "B 4, A 25", key="k") == Recorded(0, 1, 0)
    with raises_code(*["key_has_other_content"] * 2):
        country.count_lots("2026-03-02", "S", "A 24, B 5", key="k")
    country.freeze("2026-03-01", "2026-03-02")
    assert country.eod("2026-03-02", "S") == "opening 60 count_adjustment -31 closing 29"
    assert country.lot_closings("S")[-3:] == ["03-02 A 25", "03-02 B 4", "03-02 unassigned 0"]


def test_a_count_that_only_moves_stock_between_lots_changes_no_closing(country: Country) -> None:
    country.count_lots("2026-03-02", "S", "A 15, B 15, unassigned 30")
    country.freeze("2026-03-01", "2026-03-02")

    assert country.eod("2026-03-02", "S") == "opening 60 closing 60"
    assert country.lots("S") == "A 15, B 15, unassigned 30"


def test_an_empty_shelf_is_a_count_without_a_lot(country: Country) -> None:
    country.count_lots("2026-03-02", "S", "")
    assert country.lots("S") == ""
    with raises_code("lot_is_missing"):
        country.count("2026-03-03", "S", 5)


def test_a_lot_counted_twice_in_a_day_has_what_the_second_count_saw(country: Country) -> None:
    country.count_lots("2026-03-02", "S", "A 18, B 10", key="first")
    country.count_lots("2026-03-02", "S", "A 19, B 10", key="second")
    assert country.lots("S") == "A 19, B 10"

    # The first is cancelled: what the second saw stays true.
    country.reverse("first#counted#A")
    assert country.lots("S") == "A 19, B 10"
    country.freeze("2026-03-01", "2026-03-02")
    assert country.closing("2026-03-02", "S") == 29


def test_a_count_of_a_lot_that_the_system_does_not_know_needs_its_expiry_date(
    country: Country,
) -> None:
    with raises_faults((2, "expires_on", "lot_needs_expiry_date")):
        country.count_lots("2026-03-02", "S", "A 20, X 5")

    country.count_lots("2026-03-02", "S", "A 20, X 5 2026-05-31, X 2, unassigned 30")
    assert country.lots("S") == "A 20, X 7, unassigned 30"
    with raises_code("lot_expires_on_another_day", expires_on="2026-05-31"):
        country.count_lots("2026-03-03", "S", "X 5 2027-05-31")


def test_what_a_count_does_not_find_of_a_lot_may_be_wastage(country: Country) -> None:
    with raises_code("surplus_of_lot_is_no_wastage", lot="B", balance=10, surplus=1):
        country.count_lots(
            "2026-03-02", "S", "A 15, B 11, unassigned 30", kind="wastage", reason="vvm"
        )
    country.count_lots("2026-03-02", "S", "A 15, B 10, unassigned 30", kind="wastage", reason="vvm")
    assert country.lots("S") == "A 15, B 10, unassigned 30"
    country.freeze("2026-03-01", "2026-03-02")
    assert country.eod("2026-03-02", "S") == "opening 60 wastage 5 closing 55"


def test_a_count_of_lots_stays_true_under_a_back_dated_and_under_a_late_entry(
    country: Country,
) -> None:
    country.count_lots("2026-03-04", "S", "A 12, unassigned 30")
    country.record("2026-03-03 dispensing S 5 lot=B")
    assert country.lots("S") == "A 12, unassigned 30"

    country.freeze("2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05")
    country.record("2026-03-02 distribution_out R 6 > S lot=A")
    assert country.lots("S") == "A 12, unassigned 30"
    country.freeze("2026-03-06")
    assert country.closing("2026-03-06", "S") == 42


def test_a_late_count_is_compared_with_the_lots_of_its_frozen_day(country: Country) -> None:
    country.freeze("2026-03-01", "2026-03-02", "2026-03-03")
    country.record("2026-03-04 dispensing S 3 lot=A")
    country.record("2026-03-02 dispensing S 2 lot=B")

    assert country.count_lots("2026-03-02", "S", "A 20, B 7, unassigned 30") == Recorded(1, 0, 1)
    assert country.lots("S") == "A 17, B 7, unassigned 30"


def test_a_count_dated_before_tracking_is_of_the_pair_and_changes_unassigned(
    vlmis: TestDatabase,
) -> None:
    country = Country(vlmis, stock={"S": 30})
    country.freeze("2026-03-01", "2026-03-02")
    country.track(since="2026-03-03")
    assert country.count("2026-03-02", "S", 28) == Recorded(1, 0, 1)
    assert country.lots("S") == "unassigned 28"


def test_a_transfer_half_of_which_was_passed_on_cannot_be_reversed(country: Country) -> None:
    country.record("2026-03-02 dispensing S 10 lot=A")
    with raises_code("not_enough_of_lot", lot="A", store="S", available=10, entered=20):
        country.reverse("sent")

    # It has enough of the product, but not of the lot. A count of that day says what is there.
    country.count_lots("2026-03-02", "S", "A 10, B 10, unassigned 30")
    country.reverse("sent")
    assert (country.lots("R"), country.lots("S")) == (
        "A 40, B 30, unassigned 100",
        "A 10, B 10, unassigned 30",
    )


def test_a_return_carries_its_lot_and_so_does_what_is_lost_of_it(country: Country) -> None:
    def declare(quantity: int, lot: str | None, key: str, expires: str | None = None) -> int:
        expires_on = date.fromisoformat(expires) if expires else None
        line = ReturnDeclaration(key, "S", "BCG", quantity, date(2026, 3, 2), lot, expires_on)
        return declare_return(country.vlmis.recorder, line, country.entry)

    def acknowledge(return_id: int, received: int) -> Recorded:
        return acknowledge_return(
            country.vlmis.recorder,
            return_id,
            source_key=f"in-{return_id}",
            received=received,
            occurred_on=date(2026, 3, 3),
            entry=country.entry,
        )

    with raises_code("lot_is_missing"):
        declare(5, None, "r")
    with raises_code("lot_not_found"):
        declare(5, "X", "r")
    with raises_code("lot_expires_on_another_day"):
        declare(5, "A", "r", "2026-09-29")
    returned = declare(5, "A", "r")
    too_many = declare(11, "B", "r2", "2026-10-31")
    acknowledge(returned, 3)
    with raises_code(*["not_enough_of_lot"] * 2, lot="B", available=10, entered=11):
        acknowledge(too_many, 8)

    assert country.lots("S") == "A 15, B 10, unassigned 30"
    assert country.lots("R") == "A 23, B 30, unassigned 100"
    country.reverse(f"in-{returned}#sent")
    assert country.lots("S") == "A 20, B 10, unassigned 30"
    country.freeze("2026-03-01", "2026-03-02", "2026-03-03")


def test_tracking_switched_on_in_the_middle_of_a_month_leaves_the_transfers_before_it_unassigned(
    vlmis: TestDatabase,
) -> None:
    country = Country(vlmis, stock={"R": 100, "S": 30})
    country.record("2026-03-02 distribution_out R 20 > S lot=old key=sent")
    declared = ReturnDeclaration("r", "S", "BCG", 5, date(2026, 3, 2), "old")
    return_id = declare_return(vlmis.recorder, declared, country.entry)
    country.freeze("2026-03-01", "2026-03-02", "2026-03-03")
    country.track(since="2026-03-04")
    country.record("2026-03-04 dispensing S 1 lot=unassigned")

    acknowledge_return(
        vlmis.recorder,
        return_id,
        source_key="in",
        received=4,
        occurred_on=date(2026, 3, 4),
        entry=country.entry,
    )
    assert (country.lots("R"), country.lots("S")) == ("unassigned 84", "unassigned 44")
    country.reverse("sent")
    assert (country.lots("R"), country.lots("S")) == ("unassigned 104", "unassigned 24")
    country.freeze("2026-03-04")
    assert country.closing("2026-03-04", "S") == 24
