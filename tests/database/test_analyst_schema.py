"""What analysts see: every view, frozen days whole, open days named as open."""

from datetime import date

import pytest
from sqlalchemy import text

from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.database.roles import ANALYST
from vlmis_core.freeze.freeze_day import begin_day, freeze_chunk, seal_day
from vlmis_core.ledger.receipts import (
    DistributionChoice,
    ReceiptLine,
    confirm_receipts,
    list_distributions,
)

DAY = date(2026, 3, 1)


@pytest.fixture
def country(vlmis: TestDatabase) -> Country:
    made = Country(vlmis, stock={"C": 100, "S": 20})
    made.record("2026-03-01 dispensing S 5")
    return made


def seen(country: Country, statement: str) -> list[tuple]:
    with country.vlmis.as_role(ANALYST).engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def test_every_view_answers_the_analyst(country: Country) -> None:
    views = country.vlmis.rows("select viewname from pg_views where schemaname = 'analyst'")
    assert {name for (name,) in views} >= {
        "eod_report",
        "daily_operations",
        "late_entries",
        "stock_day",
        "movement",
        "store",
        "product",
        "eod_as_occurred",
    }
    for (name,) in views:
        seen(country, f"select * from analyst.{name}")


def test_no_row_of_a_day_is_seen_before_it_is_published(country: Country) -> None:
    pipeline = country.vlmis.pipeline
    rows = "select count(*) from analyst.eod_report where day = '2026-03-01'"
    states = "select state from analyst.stock_day where day = '2026-03-01'"
    assert (seen(country, rows), seen(country, states)) == ([(0,)], [("open",)])
    for chunk in begin_day(pipeline, DAY, run_id="run", stores_per_chunk=2):
        freeze_chunk(pipeline, DAY, chunk.number, run_id="run")
    assert (seen(country, rows), seen(country, states)) == ([(0,)], [("closing",)])
    seal_day(pipeline, DAY, run_id="run", stores_per_chunk=2)
    assert (seen(country, rows), seen(country, states)) == ([(2,)], [("frozen",)])


def test_a_day_without_movement_has_its_rows_all_the_same(country: Country) -> None:
    country.freeze("2026-03-01", "2026-03-02")
    rows = seen(
        country,
        "select store_code, opening, closing from analyst.eod_report"
        " where day = '2026-03-02' order by path",
    )
    assert rows == [("C", 100, 100), ("S", 15, 15)]


def test_stock_day_counts_what_open_days_hold_so_far(country: Country) -> None:
    country.record("2026-03-03 dispensing S 1")
    assert seen(
        country, "select day, movement_count, row_count from analyst.stock_day order by day"
    ) == [
        (date(2026, 2, 28), 0, 2),
        (date(2026, 3, 1), 1, None),
        (date(2026, 3, 2), 0, None),
        (date(2026, 3, 3), 1, None),
    ]


def test_a_distribution_shows_what_arrived_and_what_was_lost(country: Country) -> None:
    country.record("2026-03-01 distribution_out C 9 > R\n2026-03-02 distribution_out R 4 > S")
    _, second = list_distributions(country.vlmis.recorder, DistributionChoice())
    receipt = ReceiptLine("in", second.transfer_id, 3, date(2026, 3, 2))
    confirm_receipts(country.vlmis.recorder, [receipt], country.entry)
    assert seen(
        country,
        "select supplier_store_code, store_code, sent, outcome, received, lost"
        " from analyst.distribution order by transfer_id",
    ) == [("C", "R", 9, "to_confirm", None, None), ("R", "S", 4, "arrived_short", 3, 1)]


def test_the_ledger_answers_what_frozen_days_do_not_keep(country: Country) -> None:
    country.record(
        """2026-03-01 wastage S 3 reason=expired
        2026-03-01 wastage S 1 reason=vvm
        2026-03-01 distribution_out C 7 > R"""
    )
    by_reason = (
        "select reason, sum(quantity) from analyst.movement where kind = 'wastage' group by reason"
    )
    assert sorted(seen(country, by_reason)) == [("expired", 3), ("vvm", 1)]
    between = (
        "select store_code, counterpart_store_code, effect from analyst.movement"
        " where transfer_id is not null order by store_code"
    )
    assert seen(country, between) == [("C", "R", -7), ("R", "C", 7)]


def test_a_store_names_who_supplies_it_and_what_is_above_it_in_dhis2(country: Country) -> None:
    country.vlmis.execute(
        "insert into vlmis.org_unit (org_unit_uid, code, name, parent_uid, path, level,"
        " first_seen_at, changed_at) values"
        " ('Country0001', null, 'Utopia', null, '/Country0001', 1, now(), now()),"
        " ('Region00001', null, 'North', 'Country0001', '/Country0001/Region00001', 2,"
        " now(), now()),"
        " ('Facility001', 'S', 'Bay', 'Region00001',"
        " '/Country0001/Region00001/Facility001', 3, now(), now())"
    )
    country.vlmis.execute("update vlmis.store set org_unit_uid = 'Facility001' where code = 'S'")
    country.vlmis.execute(
        "update vlmis.org_unit set latitude = 5.36, longitude = -4.0083"
        " where org_unit_uid = 'Facility001'"
    )
    assert seen(
        country,
        "select store_code, supplier_store_code, level, path, supplies_others, org_unit_level,"
        " level_1_name, level_2_name, level_3_name, level_4_name, latitude, longitude"
        " from analyst.store"
        " where store_code in ('C', 'S') order by path",
    ) == [
        ("C", None, 1, "C", True, None, None, None, None, None, None, None),
        ("S", "R", 3, "C/R/S", False, 3, "Utopia", "North", "Bay", None, 5.36, -4.0083),
    ]
