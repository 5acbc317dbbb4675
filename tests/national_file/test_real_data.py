"""Two years of a country, frozen day by day: every row of the national file comes out again.

The figures are compared with the file as the csv module reads it, not with anything that the
importer made of it.
"""

import csv
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from tests.national_file.national_country import (
    ENTRY,
    FIRST_DAY,
    NATIONAL_FILE,
    create_country,
    freeze_through,
    start_ledger,
)
from tests.support.postgres import TestDatabase, TestServer
from vlmis_core.national_file.import_national_monthly import import_national_monthly
from vlmis_core.products.track_product import track_product

LAST_DAY = date(2017, 12, 31)
DAYS = 731
TRACKED = {"AS27000": FIRST_DAY, "AS27133": date(2016, 6, 15)}
"""Products that are tracked by lot: a file without lots gives the same figures."""

CLOSINGS_AT_MONTH_END = """
    select eod_row.day, store.code, product.code, eod_row.closing
    from vlmis.eod_row
    inner join vlmis.store using (store_id)
    inner join vlmis.product using (product_id)
    where extract(day from eod_row.day + 1) = 1
"""
MONTHLY_SUMS = """
    select date_trunc('month', eod_row.day)::date, store.code, product.code,
        sum(eod_row.requisitions_received), sum(eod_row.dispensing), sum(eod_row.count_adjustment)
    from vlmis.eod_row
    inner join vlmis.store using (store_id)
    inner join vlmis.product using (product_id)
    group by 1, 2, 3
"""
GAP_LINES = """
    select date_trunc('month', movement.stock_day)::date, store.code, product.code,
        sum(movement.quantity)
    from vlmis.movement
    inner join vlmis.store using (store_id)
    inner join vlmis.product using (product_id)
    where movement.reason = 'national_file_gap'
    group by 1, 2, 3
"""
FROZEN_DAYS = "select day from vlmis.stock_day where state = 'frozen' order by day"
BROKEN_RULES = """
    select stock_day.day, broken.rule
    from vlmis.stock_day
    cross join lateral vlmis.day_violations(stock_day.day) as broken
    where extract(day from stock_day.day) = 15
"""


CLOSINGS_THAT_ARE_NOT_THE_SUM_OF_THEIR_LOTS = """
    select product.code, eod_row.day, eod_row.store_id
    from vlmis.eod_row
    inner join vlmis.product on eod_row.product_id = product.product_id
    cross join lateral (
        select coalesce(sum(newest.closing), 0) as closing
        from (
            select distinct on (lot) closing
            from vlmis.lot_closing
            where
                lot_closing.store_id = eod_row.store_id
                and lot_closing.product_id = eod_row.product_id
                and lot_closing.day <= eod_row.day
            order by lot, day desc
        ) as newest
    ) as lots
    where
        eod_row.day >= product.tracked_from
        and extract(day from eod_row.day) in (1, 10, 20)
        and eod_row.closing <> lots.closing
"""


@pytest.fixture(scope="module")
def two_years(postgres: TestServer):
    """The national file, imported and frozen to its last day by the services of every night."""
    with postgres.fresh_database() as vlmis:
        create_country(vlmis)
        for product, since in TRACKED.items():
            track_product(vlmis.recorder, product, tracked_from=since)
        start_ledger(vlmis)
        imported = import_national_monthly(vlmis.recorder, NATIONAL_FILE, ENTRY)
        assert (len(imported.months), imported.recorded.late) == (24, 0)
        frozen = freeze_through(vlmis, LAST_DAY)
        assert frozen == [FIRST_DAY + timedelta(days=n) for n in range(DAYS)]
        yield vlmis


@pytest.fixture(scope="module")
def national_file() -> list[dict[str, str]]:
    """Every row of the file."""
    with NATIONAL_FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 18_387
    return rows


def month_of(row: dict[str, str]) -> date:
    return date(int(row["year"]), int(row["month"]), 1)


def last_day_of(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def test_every_month_closes_at_the_files_stock_end(two_years: TestDatabase, national_file):
    closing = {tuple(key): held for *key, held in two_years.rows(CLOSINGS_AT_MONTH_END)}
    wrong = [
        row
        for row in national_file
        if closing.get((last_day_of(month_of(row)), row["site_code"], row["product_code"]))
        != int(row["stock_end"])
    ]

    assert wrong == []


def test_every_months_sums_are_the_files(two_years: TestDatabase, national_file):
    sums = {tuple(key[:3]): tuple(key[3:]) for key in two_years.rows(MONTHLY_SUMS)}
    gap = defaultdict(int, {tuple(key): quantity for *key, quantity in two_years.rows(GAP_LINES)})
    wrong = []
    for row in national_file:
        key = (month_of(row), row["site_code"], row["product_code"])
        received, dispensed, adjusted = sums[key]
        said = [int(row[f"stock_{name}"]) for name in ("received", "distributed", "adjustment")]
        if [received, dispensed, adjusted - gap[key]] != said:
            wrong.append((row, sums[key], gap[key]))

    assert wrong == []


def test_a_gap_line_is_what_the_files_initial_differs_from_its_last_end(
    two_years: TestDatabase, national_file
):
    last_end: Counter[tuple[str, str]] = Counter()
    expected = {}
    for row in sorted(national_file, key=month_of):
        pair = (row["site_code"], row["product_code"])
        if int(row["stock_initial"]) != last_end[pair]:
            expected[(month_of(row), *pair)] = int(row["stock_initial"]) - last_end[pair]
        last_end[pair] = int(row["stock_end"])

    assert {tuple(key): gap for *key, gap in two_years.rows(GAP_LINES)} == expected


def test_a_month_that_the_file_does_not_have_moves_nothing(two_years: TestDatabase, national_file):
    reported = {(month_of(row), row["site_code"], row["product_code"]) for row in national_file}
    sites = {row["site_code"] for row in national_file}
    moved = {
        tuple(key)
        for *key, received, dispensed, adjusted in two_years.rows(MONTHLY_SUMS)
        if key[1] in sites and (received or dispensed or adjusted)
    }

    assert moved - reported == set()


def test_stores_above_the_sites_end_every_month_empty(two_years: TestDatabase, national_file):
    sites = {row["site_code"] for row in national_file}
    held = {store for _, store, _, held in two_years.rows(CLOSINGS_AT_MONTH_END) if held}

    assert held <= sites


def test_every_day_is_frozen_and_keeps_every_rule(two_years: TestDatabase):
    days = [day for (day,) in two_years.rows(FROZEN_DAYS)]

    assert days == [FIRST_DAY + timedelta(days=n) for n in range(-1, DAYS)]
    assert two_years.rows(BROKEN_RULES) == []


def test_the_closing_of_a_tracked_product_is_the_sum_of_its_lots(two_years: TestDatabase):
    tracked = two_years.rows(
        "select code, count(*) from vlmis.lot_closing join vlmis.product using (product_id)"
        " where day between tracked_from and tracked_from + 700 group by code order by code"
    )

    assert [product for product, _ in tracked] == list(TRACKED)
    assert two_years.rows(CLOSINGS_THAT_ARE_NOT_THE_SUM_OF_THEIR_LOTS) == []
