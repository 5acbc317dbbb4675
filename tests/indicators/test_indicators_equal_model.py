"""The SQL of the indicators equals the model in plain Python, on random ledgers over two months."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.support import indicator_model as model
from tests.support.country import Country
from tests.support.postgres import TestDatabase, TestServer
from vlmis_core.database.roles import ANALYST
from vlmis_core.errors import BadInputError
from vlmis_core.indicators.compute_indicators import compute_days, roll_up_months

FIRST = date(2026, 2, 25)
LAST = date(2026, 3, 2)
DAYS = [FIRST + timedelta(days=after) for after in range((LAST - FIRST).days + 1)]
FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)
ORG_UNITS = {
    "Country0001": (None, "C"),
    "Region00001": ("Country0001", "R"),
    "Facility00S": ("Region00001", "S"),
    "Facility00T": ("Region00001", "T"),
}
"""Uid → parent and store."""
FIGURES = (
    *("opening", "arrivals", "requisitions_received", "distributions_out", "returns_in"),
    *("returns_out", "count_adjustment", "dispensing", "wastage", "closing"),
)
COUNTED = ("stocked_out", "low", "adequate", "over", "not_assessed")

store = st.sampled_from("CRST")
what = st.sampled_from(["BCG", "OPV"])
quantity = st.integers(1, 12)
day = st.sampled_from(DAYS)
step = st.one_of(
    st.tuples(st.just("arrival"), st.just("C"), what, quantity, day),
    st.tuples(st.just("distribution_out"), st.sampled_from("RST"), what, quantity, day),
    st.tuples(st.just("return_out"), st.sampled_from("RST"), what, quantity, day),
    st.tuples(st.just("dispensing"), store, what, quantity, day),
    st.tuples(st.just("wastage"), store, what, quantity, day),
    st.tuples(st.just("count"), store, what, st.integers(0, 12), day),
)
months = st.tuples(st.integers(1, 300), st.integers(0, 300))
units = st.tuples(st.integers(1, 40), st.integers(0, 40))
level_limits = st.dictionaries(st.tuples(st.integers(1, 3), what), months, max_size=4)
pair_limits = st.dictionaries(st.tuples(store, what), units, max_size=3)


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(step, min_size=8, max_size=40), of_levels=level_limits, of_pairs=pair_limits)
def test_status_months_and_indicators_are_those_of_the_model(
    postgres: TestServer, steps: list, of_levels: dict, of_pairs: dict
) -> None:
    with postgres.fresh_database() as vlmis:
        country = Country(
            vlmis,
            first_day=FIRST.isoformat(),
            today="2026-03-10",
            stock={"C": 60, "R": 20, "S": 9},
        )
        attach_org_units(vlmis)
        for number, taken in enumerate(steps):
            take(country, number, *taken)
        expected = limited(vlmis, of_levels, of_pairs)
        country.freeze(*(each.isoformat() for each in DAYS))
        assert list(compute_days(vlmis.pipeline)) == DAYS
        assert list(roll_up_months(vlmis.pipeline)) == [FEBRUARY]
        frozen = model.read_country(vlmis)
        frozen.level_limits, frozen.pair_limits = expected
        found = model.statuses(frozen)
        assert seen_statuses(vlmis) == described(found)
        by_month = model.months(found)
        assert seen_months(vlmis) == described_months(by_month)
        assert_indicators(vlmis, by_month)


def attach_org_units(vlmis: TestDatabase) -> None:
    """Give each store its org unit."""
    for uid, (parent, code) in ORG_UNITS.items():
        path = (
            ""
            if parent is None
            else vlmis.value(
                "select path from vlmis.org_unit where org_unit_uid = :uid", uid=parent
            )
        )
        vlmis.execute(
            "insert into vlmis.org_unit (org_unit_uid, name, parent_uid, path, level,"
            " first_seen_at, changed_at) values (:uid, :uid, :parent, :path, :level, now(), now())",
            uid=uid,
            parent=parent,
            path=f"{path}/{uid}",
            level=f"{path}/{uid}".count("/"),
        )
        vlmis.execute(
            "update vlmis.store set org_unit_uid = :uid where code = :code", uid=uid, code=code
        )


def take(country: Country, number: int, act: str, at: str, product: str, amount: int, on: date):
    """Record a step, unless it would leave too little stock."""
    suppliers = {"R": "C", "S": "R", "T": "R"}
    legs = {"distribution_out": (suppliers.get(at), at), "return_out": (at, suppliers.get(at))}
    of, to = legs.get(act, (at, None))
    try:
        if act == "count":
            country.count(on.isoformat(), at, amount, product=product)
        else:
            words = [f"{on} {act} {of} {amount}", f"product={product} key=m{number}"]
            words[1:1] = [f"> {to}"] if to else []
            words += ["reason=other"] if act == "wastage" else []
            country.record(" ".join(words))
    except BadInputError as refused:
        if {fault.message.code for fault in refused.faults} != {"not_enough_stock"}:
            raise


def limited(vlmis: TestDatabase, of_levels: dict, of_pairs: dict) -> tuple[dict, dict]:
    """Store limits: months in hundredths, and what the maximum has more; give them as fractions."""
    for (level, product), (minimum, more) in of_levels.items():
        vlmis.execute(
            "insert into vlmis.level_stock_limit select :level, product_id,"
            " cast(:minimum as numeric) / 100, cast(:maximum as numeric) / 100"
            " from vlmis.product where code = :product",
            level=level,
            product=product,
            minimum=minimum,
            maximum=minimum + more,
        )
    for (code, product), (minimum, more) in of_pairs.items():
        vlmis.execute(
            "insert into vlmis.pair_stock_limit select store_id, product_id, :minimum, :maximum"
            " from vlmis.store, vlmis.product where store.code = :code and product.code = :product",
            code=code,
            product=product,
            minimum=minimum,
            maximum=minimum + more,
        )
    hundredths = {
        key: (Fraction(low, 100), Fraction(low + more, 100))
        for key, (low, more) in of_levels.items()
    }
    whole = {key: (Fraction(low), Fraction(low + more)) for key, (low, more) in of_pairs.items()}
    return hundredths, whole


def seen_statuses(vlmis: TestDatabase) -> dict:
    """What analysts see of every day."""
    rows = read(
        vlmis,
        "select day, store_code, product_code, status::text, closing, consumption_90_days,"
        " days_counted, is_depot, average_monthly_consumption, months_of_stock"
        " from analyst.stock_status",
    )
    return {tuple(row[:3]): row[3:] for row in rows}


def described(found: dict) -> dict:
    """The same of the model."""
    return {
        key: (
            status.status,
            status.row.closing,
            status.consumption,
            status.days,
            status.is_depot,
            rounded(status.average),
            rounded(status.months_of_stock),
        )
        for key, status in found.items()
    }


def rounded(value: Fraction | None) -> object:
    """To two decimals, halves away from zero, as PostgreSQL does."""
    if value is None:
        return None
    hundredths = (abs(value) * 100 + Fraction(1, 2)).__floor__()
    return Fraction(hundredths if value >= 0 else -hundredths, 100)


def seen_months(vlmis: TestDatabase) -> dict:
    """What analysts see of every month, the running one included."""
    days = ", ".join(f"{name}_days" for name in ("stock_out", *COUNTED[1:]))
    rows = read(
        vlmis,
        f"select month, store_code, product_code, is_complete, {', '.join(FIGURES)}, days, {days},"
        " discrepancy_days, discrepancy_absolute, consumption, is_depot, months_of_stock"
        " from analyst.stock_month",
    )
    return {tuple(row[:3]): row[3:] for row in rows}


def described_months(by_month: model.Months) -> dict:
    """The same of the model."""
    return {
        (month, *pair): (
            month == FEBRUARY,
            days[0].row.opening,
            *(sum(getattr(each.row, name) for each in days) for name in FIGURES[1:-1]),
            days[-1].row.closing,
            len(days),
            *(sum(each.status == name for each in days) for name in COUNTED),
            sum(each.row.count_adjustment != 0 for each in days),
            sum(abs(each.row.count_adjustment) for each in days),
            sum(each.row.consumption for each in days),
            all(each.is_depot for each in days),
            rounded(days[-1].months_of_stock),
        )
        for (month, *pair), days in by_month.items()
    }


def assert_indicators(vlmis: TestDatabase, by_month: model.Months) -> None:
    """Every indicator of every org unit is that of the model."""
    seen = {
        tuple(row[:3]): row[3]
        for row in read(
            vlmis,
            "select indicator, org_unit_uid, product_code, value from analyst.indicator_month",
        )
    }
    pairs: dict[tuple[str, str], list] = defaultdict(list)
    for (month, code, product), days in by_month.items():
        uid = next((uid for uid, (_, at) in ORG_UNITS.items() if at == code), None)
        while month == FEBRUARY and uid is not None:
            pairs[uid, product].append(days)
            uid = ORG_UNITS[uid][0]
    expected = {}
    for (uid, product), its in pairs.items():
        for code, value_of in model.INDICATORS.items():
            has_facility = any(not all(each.is_depot for each in pair) for pair in its)
            if has_facility or code not in model.OF_FACILITIES:
                expected[code, uid, product] = value_of(its)
    assert seen.keys() == expected.keys()
    assert {
        key: (value, expected[key]) for key, value in seen.items() if not same(value, expected[key])
    } == {}


def same(shown: object, expected: Fraction | int | None) -> bool:
    """Whether a value is the expected one, to six decimals."""
    if shown is None or expected is None:
        return shown is expected
    return abs(Fraction(str(shown)) - expected) < Fraction(1, 10**6)


def read(vlmis: TestDatabase, statement: str) -> list[tuple]:
    """As an analyst."""
    with vlmis.as_role(ANALYST).engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]
