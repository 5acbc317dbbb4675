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
from tests.support import indicator_model as model
from tests.support.postgres import TestDatabase, TestServer
from vlmis_core.indicators.compute_indicators import compute_days, roll_up_months
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
        assert list(compute_days(vlmis.pipeline)) == frozen
        assert len(list(roll_up_months(vlmis.pipeline))) == 24
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


STATUSES = """
    select stock_status.day, store.code, product.code, stock_status.status::text,
        stock_status.consumption_90_days, stock_status.dispensing_90_days,
        stock_status.days_counted, stock_status.is_depot
    from vlmis.stock_status
    inner join vlmis.store using (store_id)
    inner join vlmis.product using (product_id)
"""
MONTHS = """
    select month, store_code, product_code, days, stock_out_days, is_depot
    from analyst.stock_month
"""


@pytest.fixture(scope="module")
def of_the_model(two_years: TestDatabase) -> dict[tuple[date, str, str], model.Status]:
    """The status of every pair and day by the model."""
    return model.statuses(model.read_country(two_years))


def test_the_status_of_every_pair_and_day_is_that_of_the_model(
    two_years: TestDatabase, of_the_model
):
    seen = {tuple(row[:3]): tuple(row[3:]) for row in two_years.rows(STATUSES)}
    wrong = [
        (key, seen.get(key))
        for key, status in of_the_model.items()
        if seen.get(key)
        != (
            status.status,
            status.consumption,
            status.dispensing,
            status.days,
            status.is_depot,
        )
    ]

    assert (len(seen), wrong) == (len(of_the_model), [])


def test_the_stock_out_days_of_every_month_are_those_of_the_model(
    two_years: TestDatabase, of_the_model
):
    seen = {tuple(row[:3]): tuple(row[3:6]) for row in two_years.rows(MONTHS)}
    expected = {
        key: (
            len(days),
            sum(each.row.closing == 0 for each in days),
            all(each.is_depot for each in days),
        )
        for key, days in model.months(of_the_model).items()
    }

    assert seen == expected


def test_the_file_leaves_its_stock_out_days_at_zero_also_where_a_site_had_nothing(
    two_years: TestDatabase, national_file
):
    """Its column was never filled in; ours counts the days that closed with 0."""
    seen = {tuple(row[:3]): row[4] for row in two_years.rows(MONTHS)}
    empty = [
        row
        for row in national_file
        if {row[f"stock_{name}"] for name in ("initial", "received", "distributed", "end")} == {"0"}
        and row["stock_adjustment"] == "0"
    ]

    assert {row["stock_stockout_days"] for row in national_file} == {"0"}
    assert len(empty) == 5_555
    assert [
        row
        for row in empty
        if seen[month_of(row), row["site_code"], row["product_code"]]
        != last_day_of(month_of(row)).day
    ] == []


def test_the_average_monthly_consumption_is_the_files_but_for_the_days_by_which_ninety_differ(
    national_file, of_the_model
):
    """The file takes the mean of three calendar months; these have 89 to 92 days.

    24 rows of the file differ from the mean of its own months by more than rounding.
    """
    dispensed = {key: status.row.dispensing for key, status in of_the_model.items()}
    by_key = {
        (month_of(row), row["site_code"], row["product_code"]): int(row["stock_distributed"])
        for row in national_file
    }
    compared, wrong, otherwise = 0, [], []
    for row in national_file:
        month, pair = month_of(row), (row["site_code"], row["product_code"])
        three = [month, *months_before(month, 2)]
        if not all((each, *pair) in by_key for each in three):
            continue
        compared += 1
        of_file = sum(by_key[each, *pair] for each in three)
        begin, end = last_day_of(month) - timedelta(days=89), last_day_of(month)
        outside = sum(dispensed.get((day, *pair), 0) for day in days_between(three[-1], begin))
        before = sum(dispensed.get((day, *pair), 0) for day in days_between(begin, three[-1]))
        if of_the_model[end, *pair].consumption != of_file - outside + before:
            wrong.append(row)
        if abs(int(row["average_monthly_consumption"]) - of_file / 3) > 1:
            otherwise.append(row)

    assert (compared, wrong, len(otherwise)) == (15_782, [], 24)


def months_before(month: date, count: int) -> list[date]:
    """The months before one, newest first."""
    found = [month]
    for _ in range(count):
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[1:]


def days_between(first: date, end: date) -> list[date]:
    """The days from ``first`` on that are before ``end``; none where that is earlier."""
    return [first + timedelta(days=n) for n in range((end - first).days)]
