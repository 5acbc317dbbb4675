"""Quantities far from what is usual are asked about once, and taken when they are confirmed."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.support.codes import raises_code, raises_faults
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.errors import BadInputError
from vlmis_core.ledger.movements import Likely, Recorded, ReturnDeclaration
from vlmis_core.ledger.record_counts import import_counts
from vlmis_core.ledger.record_movements import import_movements
from vlmis_core.ledger.returns import declare_return, declare_returns
from vlmis_core.messages import MessageClass


def country_with_history(vlmis: TestDatabase) -> Country:
    """S dispensed 20 a day on four days; R sent 40 to S on two of them, and to nobody else."""
    country = Country(vlmis, stock={"R": 9000, "S": 5000})
    country.record(
        """
        2026-03-01 dispensing S 20
        2026-03-01 distribution_out R 40 > S
        2026-03-02 dispensing S 20
        2026-03-03 dispensing S 20
        2026-03-03 distribution_out R 40 > S
        2026-03-04 dispensing S 20
        """
    )
    country.freeze(*[f"2026-03-0{day}" for day in range(1, 5)])
    return country


def test_ten_times_the_usual_day_is_taken_and_more_is_asked_about(vlmis: TestDatabase) -> None:
    country = country_with_history(vlmis)
    assert country.record("2026-03-05 dispensing S 200").recorded == 1
    with raises_code("quantity_is_unlikely", quantity=201, usual=20, factor=10, store="S"):
        country.record("2026-03-05 dispensing S 201")
    assert country.record("2026-03-05 dispensing S 201 confirmed=yes").recorded == 1


def test_a_confirmed_line_sent_again_was_recorded_before_confirmed_or_not(
    vlmis: TestDatabase,
) -> None:
    country = country_with_history(vlmis)
    country.record("2026-03-05 dispensing S 900 key=k confirmed=yes")
    assert country.record("2026-03-05 dispensing S 900 key=k") == Recorded(0, 1, 0)


@pytest.mark.parametrize(
    "line",
    [
        "2026-03-05 wastage S 900 reason=broken",  # Nothing was wasted yet.
        "2026-03-05 distribution_out R 900 > S",  # Distributed on two days only.
        "2026-03-05 count_adjustment S 900 reason=initial_count",
    ],
)
def test_nothing_is_asked_where_nothing_is_usual(vlmis: TestDatabase, line: str) -> None:
    assert country_with_history(vlmis).record(line).recorded == 1


def test_small_stores_are_not_asked_about_everything(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 500})
    days = [f"2026-03-0{day}" for day in range(1, 5)]
    country.record("\n".join(f"{day} dispensing S 1" for day in days))
    country.freeze(*days)
    assert country.record("2026-03-05 dispensing S 99").recorded == 1
    assert country.count("2026-03-05", "S", 300).recorded == 1
    with raises_code("quantity_is_unlikely", usual=1):
        country.record("2026-03-06 dispensing S 100")


def test_a_late_entry_is_compared_with_the_same_days(vlmis: TestDatabase) -> None:
    country = country_with_history(vlmis)
    with raises_code("quantity_is_unlikely", quantity=900):
        country.record("2026-03-02 dispensing S 900")


def test_more_than_there_is_is_no_question(vlmis: TestDatabase) -> None:
    country = country_with_history(vlmis)
    with pytest.raises(BadInputError) as refused:
        country.record("2026-03-05 dispensing S 99999\n2026-03-05 dispensing R 9\n")
    assert [fault.message.code for fault in refused.value.faults] == ["not_enough_stock"]
    assert refused.value.message_class is MessageClass.INVALID_INPUT


def test_a_request_is_unconfirmed_where_every_fault_is_a_question(vlmis: TestDatabase) -> None:
    country = country_with_history(vlmis)
    with pytest.raises(BadInputError) as refused:
        country.record("2026-03-05 dispensing S 300\n2026-03-05 dispensing S 400")
    assert [fault.line for fault in refused.value.faults] == [1, 2]
    assert refused.value.message_class is MessageClass.UNCONFIRMED


def test_questions_are_named_together_with_faults(vlmis: TestDatabase) -> None:
    country = country_with_history(vlmis)
    with raises_faults(
        (1, "quantity", "quantity_is_unlikely"),
        (2, "occurred_on", "day_is_before_first_day"),
        (3, "quantity", "not_enough_stock"),
    ):
        country.record(
            """
            2026-03-05 dispensing S 300
            2026-02-28 dispensing T 3
            2026-03-05 wastage R 9999 reason=vvm
            """
        )


def test_a_count_is_asked_about_beyond_half_the_balance_and_a_months_use(
    vlmis: TestDatabase,
) -> None:
    country = country_with_history(vlmis)  # The balance is 5,000; a month's use is 600.
    assert country.count("2026-03-05", "S", 2500).recorded == 1  # Half of it.
    with raises_code("count_is_unlikely", counted=1200, balance=2500, use=600, store="S"):
        country.count("2026-03-06", "S", 1200)
    with raises_code("count_is_unlikely", counted=25000):
        country.count("2026-03-06", "S", 25000)
    assert country.count("2026-03-06", "S", 1000, confirmed="yes").recorded == 1
    assert country.count("2026-03-07", "S", 400).recorded == 1  # Less, by a month's use.


def test_a_wastage_of_most_of_the_stock_is_asked_about_when_it_is_counted(
    vlmis: TestDatabase,
) -> None:
    country = country_with_history(vlmis)
    with raises_code("count_is_unlikely", counted=10):
        country.count("2026-03-05", "S", 10, kind="wastage", reason="broken")


def test_the_first_count_of_a_store_is_not_asked_about(vlmis: TestDatabase) -> None:
    country = country_with_history(vlmis)
    assert country.count("2026-03-05", "T", 4000, reason="initial_count").recorded == 1
    with raises_code("count_is_unlikely", balance=0, use=0):
        country.count("2026-03-05", "C", 4000)


def test_reversals_and_corrections_of_counts_are_not_asked_about(vlmis: TestDatabase) -> None:
    country = country_with_history(vlmis)
    country.record("2026-03-05 dispensing S 900 key=k confirmed=yes")
    country.count("2026-03-07", "S", 4000)
    country.record("2026-03-06 dispensing S 900 confirmed=yes")  # With a correction of +900.
    assert country.reverse("k").recorded == 1


def test_declared_returns_are_asked_about(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 5000})
    days = [f"2026-03-0{day}" for day in range(1, 4)]
    country.record("\n".join(f"{day} return_out S 20 > R" for day in days))
    country.freeze(*days)
    declared = ReturnDeclaration("r", "S", "BCG", 201, date(2026, 3, 5))
    small = replace(declared, source_key="small", quantity=200)
    with raises_faults((2, "quantity", "quantity_is_unlikely")):
        declare_returns(vlmis.recorder, [small, declared], country.entry)
    confirmed = replace(declared, confirmed=True)
    return_id = declare_return(vlmis.recorder, confirmed, country.entry)
    assert declare_return(vlmis.recorder, declared, country.entry) == return_id


def test_the_deployment_decides_what_is_likely(vlmis: TestDatabase) -> None:
    country = country_with_history(vlmis)
    country.likely = Likely(movement_factor=3, count_percent=10, asked_from=50)
    with raises_code("quantity_is_unlikely", quantity=61, factor=3):
        country.record("2026-03-05 dispensing S 61")
    with raises_code("count_is_unlikely", counted=4300):
        country.count("2026-03-05", "S", 4300)


def test_a_file_has_a_column_for_the_confirmation(vlmis: TestDatabase, tmp_path: Path) -> None:
    country = country_with_history(vlmis)
    path = tmp_path / "movements.csv"
    head = "source_key,store_code,product_code,kind,quantity,occurred_on,confirmed\n"

    def write(*confirmations: str) -> None:
        lines = [
            f"f{number},S,BCG,dispensing,400,2026-03-05,{confirmed}\n"
            for number, confirmed in enumerate(confirmations)
        ]
        path.write_text(head + "".join(lines))

    write("perhaps", "", "no", "YES")
    with raises_faults(
        (2, "confirmed", "not_yes_or_no"),
        (3, "quantity", "quantity_is_unlikely"),
        (4, "quantity", "quantity_is_unlikely"),
    ):
        import_movements(vlmis.recorder, path, country.entry)
    write("yes", "oui", "1", "TRUE")
    assert import_movements(vlmis.recorder, path, country.entry).recorded == 4


def test_a_file_of_counts_has_the_column_too(vlmis: TestDatabase, tmp_path: Path) -> None:
    country = country_with_history(vlmis)
    path = tmp_path / "counts.csv"
    head = "source_key,store_code,product_code,quantity,occurred_on,lot,confirmed\n"
    lots = "c,S,BCG,400,2026-03-05,L1,{0}\nc,S,BCG,500,2026-03-05,L2,{1}\n"
    path.write_text(head + lots.format("", "perhaps"))
    with raises_code("not_yes_or_no"):
        import_counts(vlmis.recorder, path, country.entry)
    path.write_text(head + lots.format("", ""))
    with raises_code("count_is_unlikely", counted=900):
        import_counts(vlmis.recorder, path, country.entry)
    path.write_text(head + lots.format("", "yes"))
    assert import_counts(vlmis.recorder, path, country.entry).recorded == 1
