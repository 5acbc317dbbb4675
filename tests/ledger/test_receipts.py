"""Receipts: the store that was supplied confirms what arrived; a shortfall is its wastage."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import text

from tests.support.codes import raises_code
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.errors import BadInputError
from vlmis_core.ledger.movements import Recorded
from vlmis_core.ledger.receipts import (
    Distribution,
    DistributionChoice,
    ReceiptLine,
    confirm_receipts,
    list_distributions,
)
from vlmis_core.products.retire_product import retire_product
from vlmis_core.stores.close_store import close_store


def sent(country: Country, store: str = "S") -> list[Distribution]:
    """The distributions from or to a store, in the order of recording."""
    chosen = DistributionChoice(store_id=country.vlmis.store_id(store))
    return list_distributions(country.vlmis.recorder, chosen)


def outcomes(country: Country, store: str = "S") -> list[str]:
    """What became of each, as text: ``arrived_short 27 of 30``."""
    return [
        f"{line.outcome} {line.quantity if line.received is None else line.received}"
        f" of {line.quantity}"
        for line in sent(country, store)
    ]


def confirm(
    country: Country, received: int, *, day: str = "2026-03-01", key: str = "in"
) -> Recorded:
    """S confirms its oldest distribution."""
    line = ReceiptLine(key, sent(country)[0].transfer_id, received, date.fromisoformat(day))
    return confirm_receipts(country.vlmis.recorder, [line], country.entry)


def send(vlmis: TestDatabase) -> Country:
    """R has sent 30 of its 100 to S on the first day; nobody has confirmed it."""
    country = Country(vlmis, stock={"R": 100})
    country.record("2026-03-01 distribution_out R 30 > S lot=L7 key=d")
    return country


def test_a_distribution_is_in_stock_at_once_and_to_confirm_at_both_stores(
    vlmis: TestDatabase,
) -> None:
    country = send(vlmis)
    country.record("2026-03-01 dispensing S 5")
    country.freeze("2026-03-01")
    assert country.eod("2026-03-01", "S") == (
        "opening 0 dispensing 5 requisitions_received 30 closing 25"
    )
    assert outcomes(country, "R") == outcomes(country, "S") == ["to_confirm 30 of 30"]


def test_what_arrived_whole_moves_nothing(vlmis: TestDatabase) -> None:
    country = send(vlmis)
    assert confirm(country, 30) == Recorded(1, 0, 0)
    assert outcomes(country, "R") == outcomes(country, "S") == ["arrived_whole 30 of 30"]
    country.freeze("2026-03-01")
    assert country.eod("2026-03-01", "S") == "opening 0 requisitions_received 30 closing 30"


def test_less_than_sent_is_the_childs_wastage_on_the_day_of_receipt(vlmis: TestDatabase) -> None:
    country = send(vlmis)
    assert confirm(country, 27, day="2026-03-02") == Recorded(1, 0, 0)
    country.freeze("2026-03-01", "2026-03-02")
    assert country.eod("2026-03-01", "S") == "opening 0 requisitions_received 30 closing 30"
    assert country.eod("2026-03-02", "S") == "opening 30 wastage 3 closing 27"
    assert country.eod("2026-03-02", "R") == "opening 70 closing 70"
    assert vlmis.rows(
        "select lost.reason, lost.lot, lost.transfer_id = sent.transfer_id from vlmis.movement lost"
        " join vlmis.movement sent on sent.source_key = 'd' where lost.kind = 'wastage'"
    ) == [("lost_in_transit", "L7", True)]


def test_a_shortfall_confirmed_after_its_day_was_frozen_is_a_late_entry(
    vlmis: TestDatabase,
) -> None:
    country = send(vlmis)
    country.freeze("2026-03-01", "2026-03-02")
    assert confirm(country, 27, day="2026-03-01") == Recorded(1, 0, 1)
    country.freeze("2026-03-03")
    assert country.eod("2026-03-03", "S") == "opening 30 wastage 3 closing 27 late"


def test_a_distribution_that_nobody_confirms_stays_in_stock_and_stays_on_the_list(
    vlmis: TestDatabase,
) -> None:
    country = send(vlmis)
    country.freeze(*(f"2026-03-0{day}" for day in range(1, 9)))
    assert country.closing("2026-03-08", "S") == 30
    assert outcomes(country) == ["to_confirm 30 of 30"]


def test_a_receipt_is_confirmed_once_and_another_quantity_is_refused(vlmis: TestDatabase) -> None:
    country = send(vlmis)
    assert [confirm(country, 27) for _ in range(2)] == [Recorded(1, 0, 0), Recorded(0, 1, 0)]
    for received, key in ((28, "in"), (27, "again"), (30, "again")):
        with raises_code("receipt_was_confirmed", received=27, by="tester"):
            confirm(country, received, key=key)
    assert outcomes(country) == ["arrived_short 27 of 30"]


@pytest.mark.parametrize(
    ("received", "day", "key", "code"),
    [
        (31, "2026-03-01", "in", "received_more_than_sent"),
        (-1, "2026-03-01", "in", "quantity_is_negative"),
        (30, "2026-02-28", "in", "day_is_before_distribution"),
        (30, "2026-03-11", "in", "day_is_after_today"),
        (30, "2026-03-01", " ", "field_is_missing"),
        (30, "2026-03-01", "a#b", "key_has_number_sign"),
    ],
)
def test_a_wrong_receipt_is_refused(
    vlmis: TestDatabase, received: int, day: str, key: str, code: str
) -> None:
    country = send(vlmis)
    with raises_code(code):
        confirm(country, received, day=day, key=key)
    assert outcomes(country) == ["to_confirm 30 of 30"]


def test_one_bad_line_refuses_all_and_every_fault_is_named(vlmis: TestDatabase) -> None:
    country = send(vlmis)
    country.record("2026-03-02 distribution_out R 10 > S")
    country.record("2026-03-02 dispensing R 1 key=no-transfer")
    first, second = (line.transfer_id for line in sent(country))
    day = date(2026, 3, 2)
    lines = [
        ReceiptLine("one", first, 30, day),
        ReceiptLine("one", second, 11, day),
        ReceiptLine("two", first, 30, day),
        ReceiptLine("three", 999, 1, day),
    ]
    with pytest.raises(BadInputError) as refused:
        confirm_receipts(vlmis.recorder, lines, country.entry)
    assert [(fault.line, fault.field, fault.message.code) for fault in refused.value.faults] == [
        (2, "source_key", "key_is_repeated"),
        (2, "received", "received_more_than_sent"),
        (3, "transfer_id", "distribution_is_repeated"),
        (4, "transfer_id", "distribution_not_found"),
    ]
    assert outcomes(country) == ["to_confirm 30 of 30", "to_confirm 10 of 10"]


def test_the_key_of_another_receipt_is_refused(vlmis: TestDatabase) -> None:
    country = send(vlmis)
    country.record("2026-03-01 distribution_out R 10 > S")
    confirm(country, 30)
    line = ReceiptLine("in", sent(country)[1].transfer_id, 10, date(2026, 3, 1))
    with raises_code("key_has_other_content"):
        confirm_receipts(vlmis.recorder, [line], country.entry)


def test_a_shortfall_that_the_child_no_longer_has_is_refused(vlmis: TestDatabase) -> None:
    country = send(vlmis)
    country.record("2026-03-01 dispensing S 25")
    with raises_code("missing_quantity_was_given_out", store="S", available=5, entered=10):
        confirm(country, 20)
    assert outcomes(country) == ["to_confirm 30 of 30"]


def test_two_people_who_confirm_at_once_confirm_it_once(vlmis: TestDatabase) -> None:
    country = send(vlmis)
    transfer_id = sent(country)[0].transfer_id

    def attempt(person: int) -> str:
        line = ReceiptLine(f"person-{person}", transfer_id, 20 + person, date(2026, 3, 1))
        try:
            confirm_receipts(vlmis.recorder, [line], country.entry)
        except BadInputError as refused:
            return refused.faults[0].message.code
        return "confirmed"

    with ThreadPoolExecutor(6) as people:
        answers = sorted(people.map(attempt, range(6)))
    assert answers == ["confirmed", *["receipt_was_confirmed"] * 5]
    assert vlmis.count("select count(*) from vlmis.movement where kind = 'wastage'") == 1


def test_whoever_confirms_waits_for_another_recorder_of_the_pair(vlmis: TestDatabase) -> None:
    country = send(vlmis)
    lock = "select from vlmis.pair where store_id = :store for update"
    with ThreadPoolExecutor(1) as other:
        with vlmis.recorder.engine.begin() as first:
            first.execute(text(lock), {"store": vlmis.store_id("S")})
            second = other.submit(confirm, country, 27)
            while not vlmis.value("select exists (select from pg_locks where not granted)"):
                assert not second.done()
        assert second.result() == Recorded(1, 0, 0)


def test_a_distribution_that_was_cancelled_is_no_longer_to_confirm(vlmis: TestDatabase) -> None:
    country = send(vlmis)
    country.reverse("d")
    assert outcomes(country, "R") == outcomes(country, "S") == ["cancelled 30 of 30"]
    with raises_code("distribution_was_cancelled"):
        confirm(country, 30)


def test_cancelling_a_distribution_after_its_receipt_undoes_the_loss_as_well(
    vlmis: TestDatabase,
) -> None:
    country = send(vlmis)
    confirm(country, 27)
    country.reverse("d")
    country.freeze("2026-03-01")
    assert country.eod("2026-03-01", "R") == "opening 100 closing 100"
    assert country.eod("2026-03-01", "S") == "opening 0 closing 0"
    assert outcomes(country) == ["cancelled 27 of 30"]


def test_cancelling_the_loss_alone_says_that_all_has_arrived(vlmis: TestDatabase) -> None:
    country = send(vlmis)
    confirm(country, 27)
    country.reverse("in#lost_in_transit")
    country.freeze("2026-03-01")
    assert country.eod("2026-03-01", "R") == "opening 100 distributions_out 30 closing 70"
    assert country.eod("2026-03-01", "S") == "opening 0 requisitions_received 30 closing 30"
    assert outcomes(country) == ["arrived_whole 30 of 30"]
    country.reverse("d", key="undo the distribution")
    assert outcomes(country) == ["cancelled 27 of 30"]


def test_a_distribution_half_of_which_was_passed_on_cannot_be_cancelled(
    vlmis: TestDatabase,
) -> None:
    country = Country(vlmis, stock={"C": 100})
    country.record("2026-03-01 distribution_out C 40 > R key=d")
    country.record("2026-03-02 distribution_out R 20 > S key=passed-on")
    with raises_code("not_enough_stock", store="R", available=20, entered=40):
        country.reverse("d")
    country.reverse("passed-on", key="first")
    country.reverse("d", key="then")
    country.freeze("2026-03-01", "2026-03-02")
    assert country.eod("2026-03-02", "C") == "opening 100 closing 100"


def test_a_count_after_the_day_of_receipt_stays_true(vlmis: TestDatabase) -> None:
    country = send(vlmis)
    country.count("2026-03-03", "S", 27)
    confirm(country, 27, day="2026-03-02")
    country.freeze("2026-03-01", "2026-03-02", "2026-03-03")
    assert country.eod("2026-03-02", "S") == "opening 30 wastage 3 closing 27"
    assert country.eod("2026-03-03", "S") == "opening 27 closing 27"


def test_a_store_that_closed_meanwhile_has_nothing_to_confirm(vlmis: TestDatabase) -> None:
    country = send(vlmis)
    country.record("2026-03-01 dispensing S 30")
    close_store(vlmis.recorder, "S", closed_on=date(2026, 3, 2))
    assert outcomes(country, "R") == outcomes(country, "S") == ["never_confirmed 30 of 30"]
    with raises_code("store_is_closed", store="S"):
        confirm(country, 30)


def test_a_product_that_was_retired_meanwhile_has_nothing_to_confirm(vlmis: TestDatabase) -> None:
    country = send(vlmis)
    country.record("2026-03-01 dispensing S 30\n2026-03-01 dispensing R 70")
    retire_product(vlmis.recorder, "BCG", retired_on=date(2026, 3, 2))
    assert outcomes(country) == ["never_confirmed 30 of 30"]
    with raises_code("product_is_retired", product="BCG"):
        confirm(country, 30)


def test_what_is_lost_of_a_tracked_product_is_lost_of_the_lot_that_was_sent(
    vlmis: TestDatabase,
) -> None:
    country = Country(vlmis, stock={"S": 9})
    country.track(since="2026-03-01")
    country.record("""
        2026-03-01 arrival          C 50 lot=A expires=2026-09-30
        2026-03-01 distribution_out C 40 > R lot=A
        2026-03-01 distribution_out R 30 > S lot=A key=d
    """)
    confirm(country, 27, day="2026-03-02")
    assert country.lots("S") == "A 27, unassigned 9"
    country.reverse("in#lost_in_transit")
    assert country.lots("S") == "A 30, unassigned 9"


def test_what_was_sent_before_tracking_is_lost_of_unassigned(vlmis: TestDatabase) -> None:
    country = send(vlmis)
    country.track(since="2026-03-02")
    confirm(country, 27, day="2026-03-03")
    assert country.lots("S") == "unassigned 27"
