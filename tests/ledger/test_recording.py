"""What the ledger takes, and what it refuses."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from tests.support.codes import raises_code, raises_faults
from tests.support.country import Country, parse_line
from tests.support.postgres import TestDatabase
from vlmis_core.errors import BadInputError
from vlmis_core.ledger.movements import Entry, Recorded
from vlmis_core.ledger.record_movements import import_movements, record_movements

HEADER = (
    "source_key,store_code,product_code,kind,quantity,occurred_on,"
    "counterpart_store_code,lot,expires_on,reason\n"
)


def test_a_distribution_debits_the_supplier_and_credits_the_child_on_one_day(
    vlmis: TestDatabase,
) -> None:
    country = Country(vlmis, stock={"C": 100})
    country.record("2026-03-01 distribution_out C 30 > R")
    country.freeze("2026-03-01")
    assert country.eod("2026-03-01", "C") == "opening 100 distributions_out 30 closing 70"
    assert country.eod("2026-03-01", "R") == "opening 0 requisitions_received 30 closing 30"


def test_the_same_key_with_the_same_content_is_already_recorded(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"C": 100})
    line = "2026-03-01 distribution_out C 30 > R key=d1"
    assert country.record(line) == Recorded(1, 0, 0)
    assert country.record(line) == Recorded(0, 1, 0)
    assert vlmis.value("select count(*) from vlmis.movement") == 2


def test_the_same_key_with_other_content_is_refused(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 100})
    country.record("2026-03-01 dispensing S 5 key=k")
    with raises_code("key_has_other_content"):
        country.record("2026-03-01 dispensing S 6 key=k")


def test_an_entry_for_a_frozen_day_counts_in_the_first_open_day_and_is_flagged(
    vlmis: TestDatabase,
) -> None:
    country = Country(vlmis, stock={"S": 100})
    country.freeze("2026-03-01", "2026-03-02")
    assert country.record("2026-03-01 dispensing S 5") == Recorded(1, 0, 1)
    country.freeze("2026-03-03")
    assert country.eod("2026-03-03", "S") == "opening 100 dispensing 5 closing 95 late"


def test_a_balance_may_not_be_negative_at_the_end_of_a_later_open_day(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 10})
    country.record("2026-03-05 dispensing S 8")
    with raises_code("not_enough_stock", day="2026-03-05"):
        country.record("2026-03-02 dispensing S 3")


def test_a_file_is_checked_as_a_whole_whatever_the_order_of_its_lines(vlmis: TestDatabase) -> None:
    country = Country(vlmis)
    country.record(
        """
        2026-03-01 dispensing S 40
        2026-03-01 distribution_out R 40 > S
        2026-03-01 distribution_out C 40 > R
        2026-03-01 arrival C 40
        """
    )
    country.freeze("2026-03-01")
    assert [country.closing("2026-03-01", store) for store in "CRS"] == [0, 0, 0]


def test_concurrent_writers_cannot_overdraw_a_pair(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 10})

    def dispense(number: int) -> bool:
        try:
            country.record(f"2026-03-01 dispensing S 3 key=race-{number}")
        except BadInputError:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(dispense, range(8)))
    assert sum(taken) == 3


def test_concurrent_senders_of_one_key_record_it_once(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 10})
    with ThreadPoolExecutor(6) as threads:
        outcomes = list(
            threads.map(
                lambda _: country.record("2026-03-01 dispensing S 3 key=same").recorded, range(6)
            )
        )
    assert sorted(outcomes) == [0, 0, 0, 0, 0, 1]


def test_before_going_live_nothing_can_be_recorded(vlmis: TestDatabase) -> None:
    entry = Entry("tester", datetime(2026, 3, 10, tzinfo=UTC), date(2026, 3, 10))
    with raises_code("ledger_is_not_live"):
        record_movements(vlmis.recorder, [parse_line("2026-03-01 dispensing S 5")], entry)


def test_every_bad_line_of_a_file_is_named_and_nothing_is_stored(
    vlmis: TestDatabase, tmp_path: Path
) -> None:
    country = Country(vlmis, stock={"S": 10, "T": 10})
    country.record("2026-03-01 dispensing S 1 key=old")
    path = tmp_path / "movements.csv"
    path.write_text(
        HEADER
        + "k2,S,BCG,dispensing,1,2026-02-30,,,,\n"
        + "k3,NOWHERE,BCG,dispensing,1,2026-03-01,,,,\n"
        + "k4,S,BCG,dispensing,1,2026-03-11,,,,\n"
        + "k5,S,BCG,dispensing,0,2026-03-01,,,,\n"
        + "k6,S,BCG,dispensing,1.5,2026-03-01,,,,\n"
        + "old,S,BCG,dispensing,2,2026-03-01,,,,\n"
        + "k8,T,BCG,dispensing,11,2026-03-01,,,,\n"
        + "k9,S,OPV,arrival,1,2026-03-01,,,,\n"
        + "k10,C,OPV,distribution_out,1,2026-03-01,S,,,\n"
        + "k11,S,BCG,wastage,1,2026-03-01,,,,\n"
        + "k12,S,BCG,dispensing,1,2026-02-28,,,,\n"
        + "k3,S,BCG,dispensing,1,2026-03-01,,,,\n",
        encoding="utf-8",
    )
    with raises_faults(
        (2, "occurred_on", "not_a_date"),
        (3, "store_code", "store_not_found"),
        (4, "occurred_on", "day_is_after_today"),
        (5, "quantity", "quantity_is_zero"),
        (6, "quantity", "not_a_whole_number"),
        (7, "source_key", "key_has_other_content"),
        (8, "quantity", "not_enough_stock"),
        (9, "kind", "only_central_store_takes_arrivals"),
        (10, "counterpart_store_code", "store_is_not_supplied"),
        (11, "reason", "reason_is_not_one_of"),
        (12, "occurred_on", "day_is_before_first_day"),
        (13, "source_key", "key_is_repeated"),
    ):
        import_movements(vlmis.recorder, path, country.entry)
    assert vlmis.value("select count(*) from vlmis.movement") == 1


def test_lines_that_cannot_be_read_are_named_with_all_other_faults(
    vlmis: TestDatabase, tmp_path: Path
) -> None:
    country = Country(vlmis, stock={"S": 10})
    path = tmp_path / "movements.csv"
    path.write_text(
        HEADER
        + "k1,S,BCG\n"
        + "k2,S,BCG,dispensing,1,2026-03-01,,,,,too,many\n"
        + "k3,nowhere,BCG,dispensing,1,2026-03-01,,,,\n"
        + "k4,S,BCG,dispensing,1,2026-03-01,,,,\n",
        encoding="utf-8",
    )
    with pytest.raises(BadInputError) as refused:
        import_movements(vlmis.recorder, path, country.entry)
    assert [(fault.line, fault.message.code) for fault in refused.value.faults] == [
        (2, "line_has_other_field_count"),
        (3, "line_has_other_field_count"),
        (4, "store_not_found"),
    ]
    assert vlmis.value("select count(*) from vlmis.movement") == 0


def test_columns_come_in_any_order_and_texts_as_they_were_written(
    vlmis: TestDatabase, tmp_path: Path
) -> None:
    country = Country(vlmis, stock={"S": 10})
    path = tmp_path / "movements.csv"
    lot = "A\\t1;"
    path.write_text(
        "lot;KIND;quantity;store_code;product_code;occurred_on;source_key\r\n"
        f'"{lot}";dispensing;1;S;BCG;2026-03-01;k1\r\n',
        encoding="utf-16",
    )
    assert import_movements(vlmis.recorder, path, country.entry).recorded == 1
    assert vlmis.rows("select lot, reason, expires_on from vlmis.movement") == [(lot, None, None)]


def test_line_ends_and_backslashes_inside_a_cell_reach_the_ledger_as_they_are(
    vlmis: TestDatabase, tmp_path: Path
) -> None:
    country, path = Country(vlmis, stock={"S": 10}), tmp_path / "movements.xlsx"
    lots = ["a\rb", "c\nd", "e\tf", r"g\\.h"]
    rows = [(f"k{n}", "S", "BCG", "dispensing", 1, "2026-03-01", lot) for n, lot in enumerate(lots)]
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([(*HEADER.split(",")[:6], "lot"), *rows]):
            sheet.write_row(number, 0, row)
    assert import_movements(vlmis.recorder, path, country.entry).recorded == len(lots)
    found = vlmis.rows("select lot from vlmis.movement order by movement_id")
    assert [lot for (lot,) in found] == lots


def test_a_good_file_is_recorded_and_may_be_sent_again(vlmis: TestDatabase, tmp_path: Path) -> None:
    country = Country(vlmis, stock={"C": 100})
    path = tmp_path / "movements.csv"
    path.write_text(
        HEADER
        + "a,C,BCG,distribution_out,10,2026-03-01,R,LOT1,2027-01-31,\n"
        + "b,R,BCG,distribution_out,5,2026-03-02,S,,,\n"
        + "b,R,BCG,distribution_out,5,2026-03-02,S,,,\n"
        + "c,S,BCG,wastage,1,2026-03-02,,,,broken\n",
        encoding="utf-8",
    )
    assert import_movements(vlmis.recorder, path, country.entry) == Recorded(3, 1, 0)
    assert import_movements(vlmis.recorder, path, country.entry) == Recorded(0, 4, 0)


def test_a_closed_store_and_a_retired_product_take_no_movements(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"C": 10, "R": 10})
    vlmis.execute("update vlmis.store set closed_on = '2026-03-05' where code = 'R'")
    vlmis.execute("update vlmis.product set retired_on = '2026-03-07' where code = 'BCG'")
    country.record("2026-03-04 dispensing R 1")
    with raises_code("store_is_closed"):
        country.record("2026-03-05 dispensing R 1")
    with raises_code("product_is_retired"):
        country.record("2026-03-07 dispensing C 1")


def test_a_text_that_no_database_can_hold_is_not_an_outage(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 10})
    with raises_code("value_cannot_be_stored"):
        country.record("2026-03-01 dispensing S 1 lot=a\0b")
