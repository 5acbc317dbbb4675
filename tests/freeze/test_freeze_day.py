"""The life of a stock day, as the services live it."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from tests.support.codes import raises_code
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.database.roles import PIPELINE
from vlmis_core.errors import (
    BadInputError,
    DayNotSealedError,
)
from vlmis_core.freeze.freeze_day import begin_day, describe_day, freeze_chunk, seal_day
from vlmis_core.freeze.go_live import go_live
from vlmis_core.messages import message

DAY = date(2026, 3, 1)
ABIDJAN = ZoneInfo("Africa/Abidjan")


def _begin(vlmis: TestDatabase, run_id: str = "one") -> list[int]:
    chunks = begin_day(vlmis.pipeline, DAY, run_id=run_id, stores_per_chunk=2)
    return [chunk.number for chunk in chunks]


def test_a_pair_leaves_the_report_once_it_stands_at_0_and_its_product_is_retired(
    vlmis: TestDatabase,
) -> None:
    country = Country(vlmis, stock={"S": 7, "T": 0})
    vlmis.execute("update vlmis.product set retired_on = '2026-03-02' where code = 'BCG'")
    country.freeze("2026-03-01", "2026-03-02")
    assert country.closing("2026-03-01", "T") == 0
    assert country.eod("2026-03-02", "T") is None
    assert country.closing("2026-03-02", "S") == 7


def test_the_walk_goes_from_the_central_store_down_in_labelled_chunks(vlmis: TestDatabase) -> None:
    Country(vlmis)
    labels = [
        chunk.label for chunk in begin_day(vlmis.pipeline, DAY, run_id="one", stores_per_chunk=1)
    ]
    assert labels == [
        "level 1 · C · 1/1",
        "level 2 · R · 1/1",
        "level 3 · R · 1/2",
        "level 3 · R · 2/2",
    ]


def test_labels_fit_airflows_column_whatever_names_stores_have(vlmis: TestDatabase) -> None:
    country = Country(vlmis)
    country.add_store("Q", "C")  # So that one chunk holds the branches of two.
    vlmis.execute("update vlmis.store set name = rpad(code, 230, 'é')")
    chunks = begin_day(vlmis.pipeline, DAY, run_id="one", stores_per_chunk=10)
    assert [chunk.label[:10] for chunk in chunks] == ["level 1 · ", "level 2 · ", "level 3 · "]
    assert "é… – R" in chunks[1].label
    assert max(len(chunk.label) for chunk in chunks) <= 250


def test_frozen_days_keep_the_tree_of_their_day(vlmis: TestDatabase) -> None:
    country = Country(vlmis)
    country.freeze("2026-03-01")
    vlmis.execute(
        "update vlmis.store set supplier_store_id ="
        " (select store_id from vlmis.store where code = 'C') where code = 'T'"
    )
    country.freeze("2026-03-02")
    walked = vlmis.rows(
        "select w.path from vlmis.walk_store w join vlmis.store s using (store_id)"
        " where s.code = 'T' and w.day >= '2026-03-01' order by w.day"
    )
    assert walked == [("C/R/T",), ("C/T",)]


def test_initial_stock_is_in_no_flow_column_and_refused_with_every_bad_line(
    vlmis: TestDatabase,
) -> None:
    country = Country(vlmis, stock={"S": 7})
    assert country.eod("2026-02-28", "S") == "opening 7 closing 7"
    with raises_code("ledger_is_live", first_day="2026-03-01"):
        go_live(vlmis.pipeline, first_day=DAY, initial_stock=[], run_id="again")


def test_a_bad_initial_stock_leaves_the_ledger_as_it_was(vlmis: TestDatabase) -> None:
    vlmis.execute("insert into vlmis.store (code, name) values ('C', 'Central')")
    vlmis.execute("insert into vlmis.product (code, name) values ('BCG', 'BCG')")
    stock = [("C", "BCG", 5), ("C", "BCG", 6), ("X", "BCG", 1), ("C", "OPV", -1)]
    with pytest.raises(BadInputError) as refused:
        go_live(vlmis.pipeline, first_day=DAY, initial_stock=stock, run_id="one")
    assert sorted({bad.line for bad in refused.value.faults}) == [1, 2, 3, 4]
    assert vlmis.value("select count(*) from vlmis.stock_day") == 0


def test_a_frozen_day_frozen_again_changes_nothing(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 9})
    country.freeze("2026-03-01")
    before = vlmis.rows("select * from vlmis.stock_day order by day")
    assert seal_day(vlmis.pipeline, DAY, run_id="two", stores_per_chunk=500) is False
    assert _begin(vlmis, "two") == []
    assert freeze_chunk(vlmis.pipeline, DAY, 1, run_id="two") == 0
    assert vlmis.rows("select * from vlmis.stock_day order by day") == before


def test_nothing_more_can_enter_a_day_that_is_closing(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 9})
    _begin(vlmis)
    assert country.record("2026-03-01 dispensing S 4").late == 1
    seal_day(vlmis.pipeline, DAY, run_id="one", stores_per_chunk=2)
    country.freeze("2026-03-02")
    assert country.closing("2026-03-01", "S") == 9
    assert country.closing("2026-03-02", "S") == 5


def test_readers_see_nothing_of_a_day_until_it_is_sealed(vlmis: TestDatabase) -> None:
    Country(vlmis, stock={"S": 9})
    for chunk in _begin(vlmis):
        freeze_chunk(vlmis.pipeline, DAY, chunk, run_id="one")
    count = "select count(*) from vlmis.eod_row where day = '2026-03-01'"
    assert vlmis.value(count) == 0
    seal_day(vlmis.pipeline, DAY, run_id="one", stores_per_chunk=2)
    assert vlmis.value(count) == 1


def _record_one_leg_only(vlmis: TestDatabase) -> None:
    """What no service does: a distribution that debits nobody."""
    vlmis.execute(
        "insert into vlmis.movement (stock_day, store_id, product_id, kind, quantity,"
        " counterpart_store_id, transfer_id, occurred_on, source_key, recorded_by)"
        " select '2026-03-01', s.store_id, p.product_id, 'requisition_received', 5,"
        " s.supplier_store_id, 900, '2026-03-01', 'forged', 'somebody'"
        " from vlmis.store s, vlmis.product p where s.code = 'S' and p.code = 'BCG'",
        role="vlmis_recorder",
    )


def test_a_day_that_cannot_be_sealed_opens_again_is_mended_by_a_movement_and_sealed(
    vlmis: TestDatabase,
) -> None:
    country = Country(vlmis, stock={"R": 20, "S": 9})
    _record_one_leg_only(vlmis)
    with pytest.raises(DayNotSealedError) as refused:
        seal_day(vlmis.pipeline, DAY, run_id="one", stores_per_chunk=2)
    assert [(found.rule, found.store) for found in refused.value.violations] == [
        ("transfers_balance", "R")
    ]
    assert vlmis.rows("select state, run_id from vlmis.stock_day where day = '2026-03-01'") == [
        ("open", None)
    ]
    vlmis.execute(
        "insert into vlmis.movement (stock_day, store_id, product_id, kind, quantity,"
        " counterpart_store_id, transfer_id, occurred_on, source_key, recorded_by)"
        " select m.stock_day, m.counterpart_store_id, m.product_id, 'distribution_out', m.quantity,"
        " m.store_id, m.transfer_id, m.occurred_on, 'mended', 'somebody'"
        " from vlmis.movement m where source_key = 'forged'",
        role="vlmis_recorder",
    )
    assert seal_day(vlmis.pipeline, DAY, run_id="one", stores_per_chunk=2) is True
    assert country.closing("2026-03-01", "S") == 14


def test_stores_that_the_walk_cannot_reach_stop_the_day(vlmis: TestDatabase) -> None:
    country = Country(vlmis)
    country.add_store("X", "R")
    vlmis.execute(
        "update vlmis.store set supplier_store_id ="
        " (select store_id from vlmis.store where code = 'X') where code = 'R'"
    )
    with raises_code("stores_are_unreachable"):
        _begin(vlmis)


def test_a_product_retired_on_the_day_it_was_met_does_not_stop_the_day(
    vlmis: TestDatabase,
) -> None:
    country = Country(vlmis)
    country.count("2026-03-01", "S", 0, product="OPV", reason="initial_count")
    vlmis.execute("update vlmis.product set retired_on = '2026-03-01' where code = 'OPV'")
    country.freeze("2026-03-01")
    assert country.eod("2026-03-01", "S", "OPV") is None


def test_a_pair_that_claims_to_be_new_has_one_row_all_the_same(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 9})
    # As nobody but a superuser can: a guard keeps pairs from opening later than before.
    vlmis.execute(
        "set session_replication_role = replica; update vlmis.pair set opened_on = '2026-03-01'",
        role="postgres",
    )
    country.freeze("2026-03-01")
    assert country.closing("2026-03-01", "S") == 9


def test_a_frozen_day_is_described_by_its_totals(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 9})
    country.record("2026-03-01 dispensing S 2")
    assert describe_day(vlmis.pipeline, DAY) == message("day_is_not_frozen", day=DAY)
    country.freeze("2026-03-01")
    assert describe_day(vlmis.pipeline, DAY) == message(
        "day_is_frozen", day=DAY, stores=4, rows=1, movements=1, late=0
    )


def test_the_checks_of_a_day_are_dealt_out_to_more_than_one_core(vlmis: TestDatabase) -> None:
    country = Country(vlmis)
    launched = "select sum(parallel_workers_launched) from pg_stat_database"
    before = vlmis.value(launched)
    country.freeze("2026-03-01")
    vlmis.execute("select pg_stat_force_next_flush()", role=PIPELINE)
    assert vlmis.value(launched) != before
