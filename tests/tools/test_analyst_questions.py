"""The worked questions of analysts: right against Python on the example, and shown as they are."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pandas
import pytest

from tests.support.postgres import TestServer
from tools import analyst_questions, example_ledger
from tools.analyst_questions import answer, read_questions
from tools.example_ledger import DAYS, INITIAL_STOCK, PRODUCTS, REGIONS, Event, events
from vlmis_core.database import Database
from vlmis_core.database.roles import ANALYST
from vlmis_core.ledger.kinds import MovementKind

Rows = list[tuple[object, ...]]


@pytest.fixture(scope="module")
def analyst(postgres: TestServer) -> Iterator[Database]:
    with postgres.fresh_database() as vlmis:
        example_ledger.fill(vlmis.as_role)
        yield vlmis.as_role(ANALYST)


def rounded(value: Fraction | int, digits: str) -> Decimal:
    exact = Fraction(value)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(
        Decimal(digits), ROUND_HALF_UP
    )


def closings() -> dict[tuple[str, str], list[int]]:
    """Store and product → what it holds at the end of each day."""
    effects: Counter[tuple[object, ...]] = Counter()
    for event in events():
        sign = 1 if event.kind is MovementKind.ARRIVAL else -1
        effects[event.recorded_on, event.store, event.product] += sign * event.quantity
        if event.counterpart:
            effects[event.recorded_on, event.counterpart, event.product] += event.quantity
    held = {}
    for (store, product), stock in INITIAL_STOCK.items():
        days = []
        for day in DAYS:
            stock += effects[day, store, product]
            days.append(stock)
        held[store, product] = days
    return held


def quantity_of(store: str, product: str, *kinds: MovementKind) -> int:
    return sum(
        event.quantity
        for event in events()
        if (event.store, event.product) == (store, product) and event.kind in kinds
    )


def stock_out_days() -> Rows:
    held = closings()
    found: Rows = []
    for region in ("North", "South"):
        for product in PRODUCTS:
            sites = [site for site, its in REGIONS.items() if its == region]
            out = sum(held[site, product].count(0) for site in sites)
            pairs = len(sites) * len(DAYS)
            found.append((region, product, out, pairs, rounded(Fraction(100 * out, pairs), "0.1")))
    return found


def below_minimum() -> Rows:
    found = []
    for site in REGIONS:
        for product in PRODUCTS:
            closing = closings()[site, product][-1]
            used = quantity_of(site, product, MovementKind.DISPENSING)
            average = Fraction(used * 30, len(DAYS))
            minimum = math.ceil(Fraction(example_ledger.MONTHS_OF_FACILITIES[0]) * average)
            if (site, product) == ("DALE", "OPV"):
                minimum = int(example_ledger.UNITS_OF_DALE[0])
            if closing < minimum:
                months = rounded(closing / average, "0.01")
                found.append((site, product, closing, minimum, rounded(average, "0.01"), months))
    return sorted(found, key=lambda row: (row[5], row[0], row[1]))


def wastage_by_reason() -> Rows:
    wasted: Counter[tuple[str, str]] = Counter()
    used: Counter[str] = Counter()
    for event in events():
        if event.kind is MovementKind.WASTAGE:
            wasted[event.product, str(event.reason)] += event.quantity
        if event.kind in (MovementKind.WASTAGE, MovementKind.DISPENSING):
            used[event.product] += event.quantity
    return [
        (product, reason, lost, used[product], rounded(Fraction(100 * lost, used[product]), "0.01"))
        for (product, reason), lost in sorted(wasted.items())
    ]


def transfers_between_two_stores() -> Rows:
    found: Rows = []
    for event in events():
        if (event.store, event.counterpart) == ("NORTH", "BAY"):
            found.append((event.occurred_on, "distribution_out", *_of(event), -event.quantity))
        elif (event.store, event.counterpart) == ("BAY", "NORTH"):
            found.append((event.occurred_on, "return_in", *_of(event), event.quantity))
    return found


def _of(event: Event) -> tuple[str, int]:
    return event.product, event.quantity


def late_entries_by_store() -> Rows:
    late = defaultdict(list)
    for event in events():
        days = (event.recorded_on - event.occurred_on).days
        if days:
            late[event.store].append(days)
    by_count = sorted(late.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        (store, len(days), rounded(Fraction(sum(days), len(days)), "0.1"), max(days))
        for store, days in by_count
    ]


def full_stock_all_month() -> Rows:
    held = closings()
    return [
        (region, site, len(PRODUCTS))
        for site, region in REGIONS.items()
        if all(0 not in held[site, product] for product in PRODUCTS)
    ]


def what_dhis2_lacks() -> Rows:
    stores = {store for store, _ in INITIAL_STOCK}
    whole = (len(stores) * len(DAYS), len(stores), DAYS[0], DAYS[-1])
    return [
        ("BCG", "pending", None, *whole),
        ("OPV", "held", "product_has_no_hmis_code", *whole),
    ]


def status_of(site: str, product: str, day: int) -> str:
    """The status at the end of a day, by its number from 0 on."""
    closing = closings()[site, product][day]
    used = sum(
        event.quantity
        for event in events()
        if (event.store, event.product) == (site, product)
        and event.kind is MovementKind.DISPENSING
        and event.recorded_on <= DAYS[day]
    )
    average = Fraction(used * 30, day + 1)
    low, high = (Fraction(months) * average for months in example_ledger.MONTHS_OF_FACILITIES)
    minimum, maximum = math.ceil(low), math.floor(high)
    if (site, product) == ("DALE", "OPV"):
        minimum, maximum = map(int, example_ledger.UNITS_OF_DALE)
    if closing == 0:
        return "stocked_out"
    if closing < minimum:
        return "low"
    return "over" if closing > maximum else "adequate"


def status_days_of_facilities() -> Rows:
    found: Rows = []
    for site in sorted(REGIONS):
        for product in PRODUCTS:
            days = Counter(status_of(site, product, day) for day in range(len(DAYS)))
            counted = [days[name] for name in ("stocked_out", "low", "adequate", "over")]
            used = quantity_of(site, product, MovementKind.DISPENSING)
            found.append((site, product, *counted, used))
    return found


def indicators_of_regions() -> Rows:
    held, found = closings(), []
    for region in ("North", "South"):
        sites = [site for site, its in REGIONS.items() if its == region]
        for product in PRODUCTS:
            out = [held[site, product].count(0) for site in sites]
            wasted, given = (
                sum(quantity_of(site, product, kind) for site in sites)
                for kind in (MovementKind.WASTAGE, MovementKind.DISPENSING)
            )
            for name, numerator, denominator in (
                ("closed_vial_wastage_of_used", wasted, wasted + given),
                ("full_stock_availability", out.count(0), len(sites)),
                ("stock_out_rate", sum(out), len(sites) * len(DAYS)),
            ):
                share = rounded(Fraction(numerator, denominator), "0.0001")
                found.append((name, region, product, numerator, denominator, share))
    return sorted(found)


EXPECTED = {
    "stock_out_days": stock_out_days,
    "below_minimum": below_minimum,
    "wastage_by_reason": wastage_by_reason,
    "transfers_between_two_stores": transfers_between_two_stores,
    "late_entries_by_store": late_entries_by_store,
    "full_stock_all_month": full_stock_all_month,
    "what_dhis2_lacks": what_dhis2_lacks,
    "status_days_of_facilities": status_days_of_facilities,
    "indicators_of_regions": indicators_of_regions,
}


def test_every_question_has_an_answer_in_python() -> None:
    assert [question.name for question in read_questions()] == list(EXPECTED)


@pytest.mark.parametrize("question", read_questions(), ids=lambda question: question.name)
def test_a_question_is_answered_as_python_does(
    analyst: Database, question: analyst_questions.Question
) -> None:
    expected = EXPECTED[question.name]()
    assert len(expected) > 1
    assert answer(analyst, question).rows == expected


@pytest.mark.parametrize("question", read_questions(), ids=lambda question: question.name)
def test_pandas_reads_the_same_answer(
    analyst: Database, question: analyst_questions.Question
) -> None:
    found = answer(analyst, question)
    table = pandas.read_sql(question.sql, analyst.engine)
    assert list(table.columns) == found.columns
    assert [list(map(str, row)) for row in table.astype(object).values.tolist()] == [
        [str(_as_pandas_has_it(value)) for value in row] for row in found.rows
    ]


def _as_pandas_has_it(value: object) -> object:
    if value is None:
        return float("nan")
    return float(value) if isinstance(value, Decimal) else value


def test_the_page_shows_the_questions_and_answers_as_they_are(analyst: Database) -> None:
    written = analyst_questions.PAGE.read_text(encoding="utf-8")
    assert written == analyst_questions.analyst_questions(analyst), "run `make docs`"
