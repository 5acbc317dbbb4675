"""Counts by file: as those of the form and the API, and every fault at once."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.errors import BadInputError
from vlmis_core.ledger.movements import Entry, Recorded
from vlmis_core.ledger.record_counts import import_counts

HEADER = "source_key,store_code,product_code,quantity,occurred_on,kind,reason,lot,expires_on"
ENTRY = Entry.made("keeper", datetime(2026, 3, 9, 12, tzinfo=UTC), UTC)


@pytest.fixture
def load(vlmis: TestDatabase, tmp_path: Path):
    """Import counts of these lines."""

    def imported(*lines: str, header: str = HEADER) -> Recorded:
        file = tmp_path / "counts.csv"
        file.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return import_counts(vlmis.recorder, file, ENTRY)

    return imported


def faults_of(load, *lines: str) -> list[tuple[int, str, str, str]]:
    with pytest.raises(BadInputError) as refused:
        load(*lines)
    faults = refused.value.faults
    return [(fault.line, fault.field, fault.value, fault.message.code) for fault in faults]


def test_lots_of_one_key_are_one_count_and_a_second_import_changes_nothing(
    vlmis: TestDatabase, load
) -> None:
    country = Country(vlmis, stock={"S": 50})
    lines = [
        "k1,S,BCG,20,2026-03-01,,,L1,2027-01-31",
        "k1,S,BCG,17,2026-03-01,,,L2,",
        "k2,S,BCG,30,2026-03-02,wastage,vvm,,",
    ]
    assert load(*lines) == Recorded(2, 0, 0)
    before = vlmis.content()
    assert load(*lines) == Recorded(0, 2, 0)
    assert vlmis.content() == before
    assert vlmis.rows(
        "select lot, expires_on::text, quantity from vlmis.stock_count_line order by count_id, line"
    ) == [("L1", "2027-01-31", 20), ("L2", None, 17), (None, None, 30)]
    country.freeze("2026-03-01", "2026-03-02")
    assert country.eod("2026-03-01", "S") == "opening 50 count_adjustment -13 closing 37"
    assert country.eod("2026-03-02", "S") == "opening 37 wastage 7 closing 30"


def test_the_optional_columns_may_be_missing(vlmis: TestDatabase, load) -> None:
    country = Country(vlmis, stock={"S": 50})
    header = "Occurred_On;quantity;store_code;product_code;source_key"
    assert load("2026-03-01;37;S;BCG;k1", header=header) == Recorded(1, 0, 0)
    country.freeze("2026-03-01")
    assert country.eod("2026-03-01", "S") == "opening 50 count_adjustment -13 closing 37"


def test_a_count_of_a_frozen_day_is_late(vlmis: TestDatabase, load) -> None:
    country = Country(vlmis, stock={"S": 50})
    country.freeze("2026-03-01")
    assert load("k1,S,BCG,37,2026-03-01,,,,") == Recorded(1, 0, 1)


def test_every_fault_of_every_kind_is_named_at_once(vlmis: TestDatabase, load) -> None:
    Country(vlmis, stock={"S": 50, "R": 9})
    before = vlmis.content()
    found = faults_of(
        load,
        "k1,S,YF,x,2026-02-30,,,,31/12/2026",
        "k2,nowhere,none,-1,2026-03-12,arrival,,,",
        "k3,C,BCG,1,2026-03-01,wastage,,,",
        "k4,C,OPV,1",
        ",C,MR,10000000000,2026-03-01,,,,",
        "k6,S,BCG,51,2026-03-01,wastage,vvm,,",  # More than the ledger has: no wastage.
        "k7,S,BCG,52,2026-03-02,wastage,vvm,,",  # Not judged: its pair is faulty.
        "k8,R,BCG,10,2026-03-03,wastage,vvm,,",
        "k9,C,BCG,2,2026-03-04,,recount,,",
    )
    assert found == [
        (2, "product_code", "YF", "product_not_found"),
        (2, "quantity", "x", "not_a_whole_number"),
        (2, "occurred_on", "2026-02-30", "not_a_date"),
        (2, "expires_on", "31/12/2026", "not_a_date"),
        (3, "store_code", "nowhere", "store_not_found"),
        (3, "product_code", "none", "product_not_found"),
        (3, "quantity", "-1", "quantity_is_negative"),
        (3, "occurred_on", "2026-03-12", "day_is_after_today"),
        (3, "kind", "arrival", "kind_is_no_count"),
        (4, "reason", "", "reason_is_not_one_of"),
        (5, "line", "k4,C,OPV,1", "line_has_other_field_count"),
        (6, "source_key", "", "field_is_missing"),
        (6, "product_code", "MR", "product_not_found"),
        (6, "quantity", "10000000000", "quantity_is_negative"),
        (7, "quantity", "51", "surplus_is_no_wastage"),
        (9, "quantity", "10", "surplus_is_no_wastage"),
        (10, "reason", "recount", "reason_is_not_one_of"),
    ]
    assert vlmis.content() == before


def test_a_lot_that_cannot_be_read_is_no_repetition_of_the_recorded_count(
    vlmis: TestDatabase, load
) -> None:
    Country(vlmis, stock={"S": 50})
    load("k1,S,BCG,20,2026-03-01,,,,")
    assert faults_of(load, "k1,S,BCG,20,2026-03-01,,,,", "k1,S,BCG,x,2026-03-01,,,,") == [
        (2, "source_key", "k1", "key_has_other_content"),
        (3, "source_key", "k1", "key_has_other_content"),
        (3, "quantity", "x", "not_a_whole_number"),
    ]


def test_pairs_that_would_be_below_zero_are_all_named(vlmis: TestDatabase, load) -> None:
    country = Country(vlmis, stock={"S": 50, "R": 60})
    country.record("2026-03-05 dispensing S 45\n2026-03-06 dispensing R 55")
    found = faults_of(
        load,
        "k1,S,BCG,10,2026-03-01,,,,",
        "k2,R,BCG,10,2026-03-01,,,,",
        "k3,C,BCG,1,2026-03-02,wastage,vvm,,",
    )
    assert found == [
        (2, "quantity", "-40", "not_enough_stock"),
        (3, "quantity", "-50", "not_enough_stock"),
        (4, "quantity", "1", "surplus_is_no_wastage"),
    ]
