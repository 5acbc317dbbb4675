"""Products tracked by lot: what the balance of every lot is, and what is refused."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.support.codes import raises_code, raises_faults
from tests.support.command import Command
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.errors import BadInputError, DayNotSealedError
from vlmis_core.ledger.movements import Recorded


@pytest.fixture
def country(vlmis: TestDatabase) -> Country:
    """BCG is tracked from the second day of the ledger on; S has stock from before."""
    country = Country(vlmis, stock={"R": 100, "S": 30})
    country.record("2026-03-01 dispensing S 10 lot=remark")
    country.track(since="2026-03-02")
    return country


def refusals(country: Country, line: str) -> list[str]:
    """The codes with which a line is refused; none: it is recorded."""
    try:
        country.record(line)
    except BadInputError as refused:
        return [fault.message.code for fault in refused.faults]
    return []


def test_stock_from_before_tracking_is_unassigned_and_every_day_closes_with_its_lots(
    country: Country,
) -> None:
    assert country.lots("S") == "unassigned 20"

    country.record("""
        2026-03-02 arrival           C 50 lot=A expires=2026-09-30
        2026-03-02 distribution_out  C 40 > R lot=A
        2026-03-02 distribution_out  R 30 > S lot=A
        2026-03-02 distribution_out  R 10 > S lot=unassigned
        2026-03-03 dispensing        S 25 lot=unassigned
        2026-03-05 dispensing        S 30 lot=A
    """)

    assert country.lots("S") == "unassigned 5"
    assert country.lots("R") == "A 10, unassigned 90"
    country.freeze("2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04")
    assert country.lots("S") == "unassigned 5"
    country.freeze("2026-03-05")
    assert country.lots("S") == "unassigned 5"
    assert country.lot_closings("S") == [
        "03-02 A 30",
        "03-02 unassigned 30",
        "03-03 unassigned 5",
        "03-05 A 0",
    ]
    assert country.closing("2026-03-05", "S") == 5


def test_no_more_of_a_lot_goes_out_than_the_store_has_of_it(country: Country) -> None:
    country.record("""
        2026-03-02 arrival          C 50 lot=A expires=2026-09-30
        2026-03-02 arrival          C 50 lot=B expires=2026-10-31
        2026-03-03 distribution_out C 20 > R lot=A
        2026-03-03 distribution_out R 20 > S lot=A
    """)
    with raises_code("not_enough_of_lot", lot="A", available=20, entered=21, day="2026-03-03"):
        country.record("2026-03-03 dispensing S 21 lot=A")
    with raises_code("not_enough_of_lot", lot="A", available=0, entered=1, day="2026-03-02"):
        country.record("2026-03-02 dispensing S 1 lot=A")
    with raises_code("not_enough_of_lot", lot="B", available=0, store="S"):
        country.record("2026-03-03 wastage S 1 lot=B reason=expired")
    with raises_code("not_enough_stock", available=40):
        country.record("2026-03-03 dispensing S 41 lot=A")

    country.freeze("2026-03-01", "2026-03-02", "2026-03-03")
    with raises_code("not_enough_of_lot", lot="A", available=20, entered=21, day="2026-03-04"):
        country.record("2026-03-03 dispensing S 21 lot=A")
    assert country.record("2026-03-03 dispensing S 20 lot=A") == Recorded(1, 0, 1)


def test_a_lot_has_one_expiry_date(country: Country) -> None:
    country.record("2026-03-02 arrival C 50 lot=A expires=2026-09-30 key=a1")
    country.record("2026-03-02 arrival C 50 lot=A key=a2")
    assert country.record("2026-03-02 arrival C 50 lot=A key=a2") == Recorded(0, 1, 0)

    with raises_code("lot_expires_on_another_day", expires_on="2026-09-30", recorded_by="tester"):
        country.record("2026-03-03 distribution_out C 1 > R lot=A expires=2026-10-01")
    with raises_faults(
        (2, "expires_on", "lot_expires_on_another_day"),
        (3, "expires_on", "lot_needs_expiry_date"),
        (4, "expires_on", "unassigned_has_no_expiry_date"),
    ):
        country.record("""
            2026-03-03 arrival C 5 lot=B expires=2027-01-31
            2026-03-03 arrival C 5 lot=B expires=2027-02-28
            2026-03-03 arrival C 5 lot=D
            2026-03-03 dispensing S 1 lot=unassigned expires=2027-01-01
        """)
    assert country.lots("C") == "A 100"


def test_an_entry_names_a_lot_that_there_is(country: Country) -> None:
    with raises_faults(
        (1, "lot", "lot_of_store_is_missing"),
        (2, "lot", "lot_not_found"),
        (3, "lot", "lot_is_reserved"),
        (4, "lot", "lot_is_reserved"),
    ):
        country.record("""
            2026-03-02 dispensing S 1
            2026-03-02 dispensing S 1 lot=X
            2026-03-02 arrival    C 1 lot=unassigned
            2026-03-02 dispensing S 1 lot=Unassigned
        """)


def test_an_expired_lot_is_returned_or_wasted_but_not_given_out(country: Country) -> None:
    country.record("""
        2026-03-02 arrival          C 50 lot=A expires=2026-03-03
        2026-03-02 distribution_out C 20 > R lot=A
        2026-03-02 distribution_out R 20 > S lot=A
        2026-03-03 dispensing       S 2 lot=A
    """)
    with raises_faults(
        (1, "lot", "lot_has_expired"),
        (2, "lot", "lot_has_expired"),
        (3, "lot", "lot_has_expired"),
    ):
        country.record("""
            2026-03-04 dispensing       S 1 lot=A
            2026-03-04 distribution_out C 1 > R lot=A
            2026-03-04 arrival          C 1 lot=B expires=2026-03-03
        """)
    country.record("""
        2026-03-04 wastage    S 8 lot=A reason=expired
        2026-03-04 return_out S 10 > R lot=A
    """)
    assert country.lots("S") == "unassigned 20"


def test_an_entry_dated_before_tracking_changes_unassigned_and_names_no_lot(
    country: Country,
) -> None:
    country.freeze("2026-03-01", "2026-03-02")
    with raises_code("lot_is_before_tracking", day="2026-03-01"):
        country.record("2026-03-01 dispensing S 4 lot=A")

    assert country.record("2026-03-01 dispensing S 4 key=late") == Recorded(1, 0, 1)
    assert country.record("2026-03-01 dispensing S 4 key=late") == Recorded(0, 1, 0)
    assert country.lots("S") == "unassigned 16"

    country.reverse("late")
    assert country.lots("S") == "unassigned 20"


def test_tracking_begins_after_what_is_recorded_without_lots(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 30})
    country.freeze("2026-03-01", "2026-03-02", "2026-03-03")
    country.record("2026-03-05 dispensing S 10 key=k lot=remark")
    with raises_code("tracking_begins_later", earliest="2026-03-06"):
        country.track(since="2026-03-05")

    country.track(since="2026-03-07")
    country.track(since="2026-03-07")
    with raises_code("product_is_tracked", tracked_from="2026-03-07"):
        country.track(since="2026-03-08")

    # Until that day, lots are a remark; what is left then is “unassigned”.
    country.record("2026-03-06 dispensing S 1 lot=other")
    country.record("2026-03-07 dispensing S 9 lot=unassigned")
    assert country.lots("S") == "unassigned 10"
    assert country.record("2026-03-05 dispensing S 10 key=k lot=remark") == Recorded(0, 1, 0)
    country.freeze("2026-03-04", "2026-03-05", "2026-03-06", "2026-03-07")
    assert country.lot_closings("S") == ["03-07 unassigned 10"]
    assert country.lots("S") == "unassigned 10"

    # A movement of the days before it is reversed in “unassigned”, whatever lot it named.
    country.reverse("k")
    assert country.lots("S") == "unassigned 20"
    country.freeze("2026-03-08")
    assert country.lot_closings("S") == ["03-07 unassigned 10", "03-08 unassigned 20"]


def test_two_keepers_who_take_the_last_of_a_lot_at_once_do_not_both_get_it(
    country: Country,
) -> None:
    """Fifty lots with one dose left, while the store has enough of the product."""
    lots = [f"L{number}" for number in range(50)]
    country.record(
        "\n".join(
            line
            for lot in lots
            for line in (
                f"2026-03-02 arrival          C 1 lot={lot} expires=2027-01-31",
                f"2026-03-02 distribution_out C 1 > R lot={lot}",
                f"2026-03-02 distribution_out R 1 > S lot={lot}",
            )
        )
    )
    both = Barrier(2)

    def take(lot: str) -> list[str]:
        both.wait()
        return refusals(country, f"2026-03-03 dispensing S 1 lot={lot}")

    with ThreadPoolExecutor(2) as keepers:
        for lot in lots:
            assert sorted(keepers.map(take, [lot, lot])) == [[], ["not_enough_of_lot"]]
    assert country.lots("S") == "unassigned 20"


def test_two_recorders_of_a_new_lot_do_not_give_it_two_expiry_dates(country: Country) -> None:
    both = Barrier(2)

    def arrive(lot: str, expires: str) -> list[str]:
        both.wait()
        return refusals(country, f"2026-03-02 arrival C 5 lot={lot} expires={expires}")

    with ThreadPoolExecutor(2) as recorders:
        for number in range(20):
            answers = recorders.map(arrive, [f"L{number}"] * 2, ["2027-01-31", "2027-02-28"])
            assert sorted(answers) == [[], ["lot_expires_on_another_day"]]


def test_tracking_is_switched_on_by_hand_and_never_ends(
    country: Country, command: Command, vlmis: TestDatabase
) -> None:
    assert "OPV is tracked by lot from 2026-03-01 on" in command("products", "track", "OPV").stdout
    (product,) = [
        line
        for line in json.loads(command("products", "list", "--json").stdout)
        if line["code"] == "OPV"
    ]
    assert product["tracked_from"] == "2026-03-01"
    (kept,) = vlmis.rows(
        "select after ->> 'tracked_from' from vlmis.master_data_change"
        " where entity_key = 'OPV' and before is not null"
    )
    assert kept == ("2026-03-01",)

    with raises_code("tracking_never_ends", product="BCG"), vlmis.recorder.transaction() as tx:
        tx.run("products/update_tracking", code="BCG", tracked_from=None)


@pytest.mark.parametrize(
    ("forged", "rule"),
    [
        ({"B": 5}, "closing_equals_sum_of_lots"),
        ({"B": 5, "X": -5}, "no_lot_is_negative"),
    ],
)
def test_a_day_whose_lots_are_not_its_closing_is_not_sealed(
    country: Country, vlmis: TestDatabase, forged: dict[str, int], rule: str
) -> None:
    country.freeze("2026-03-01", "2026-03-02")
    for lot, closing in forged.items():
        vlmis.execute(
            "insert into vlmis.lot_closing (day, store_id, product_id, lot, closing)"
            " select '2026-03-03', store_id, product_id, :lot, :closing"
            " from vlmis.store cross join vlmis.product"
            " where store.code = 'S' and product.code = 'BCG'",
            lot=lot,
            closing=closing,
            role="postgres",
        )
    with pytest.raises(DayNotSealedError) as refused:
        country.freeze("2026-03-03")
    assert {(found.rule, found.store) for found in refused.value.violations} == {(rule, "S")}
