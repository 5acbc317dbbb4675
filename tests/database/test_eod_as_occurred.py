"""The figures by the day of the event differ from the frozen ones by the late entries."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.freeze.test_freeze_equals_model import FIRST, Both, step
from tests.support.country import Country
from tests.support.postgres import TestDatabase, TestServer
from vlmis_core.database.roles import ANALYST

COLUMN = {
    "arrival": "arrivals",
    "requisition_received": "requisitions_received",
    "distribution_out": "distributions_out",
    "return_in": "returns_in",
    "return_out": "returns_out",
    "count_adjustment": "count_adjustment",
    "dispensing": "dispensing",
    "wastage": "wastage",
}
FIGURES = ("opening", *COLUMN.values(), "closing")
DAYS = [FIRST + timedelta(days=after) for after in range(6)]
Key = tuple[date, str, str]


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(step, min_size=5, max_size=30))
def test_every_movement_is_in_the_day_on_which_it_happened(
    postgres: TestServer, steps: list
) -> None:
    with postgres.fresh_database() as vlmis:
        both = Both(vlmis)
        for number, taken in enumerate(steps):
            both.take(number, *taken)
        while both.model.first_open <= DAYS[-1]:
            both.freeze()
        shown, frozen = _figures(vlmis, "eod_as_occurred"), _figures(vlmis, "eod_report")
        assert shown.keys() >= frozen.keys()
        for key in product(DAYS, "CRST", ["BCG", "OPV"]):
            assert shown.get(key, dict.fromkeys(FIGURES, 0)) == _by_hand(vlmis, *key), key
        late = vlmis.rows(
            "select distinct occurred_on, stock_day from vlmis.movement where is_late"
        )
        touched = {
            occurred_on + timedelta(days=after)
            for occurred_on, stock_day in late
            for after in range((stock_day - occurred_on).days + 1)
        }
        assert {key[0] for key in shown if shown[key] != frozen.get(key)} <= touched


def test_a_late_entry_stands_on_its_own_day(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"C": 100, "S": 20})
    country.freeze("2026-03-01", "2026-03-02")
    country.record("2026-03-01 dispensing S 5")
    country.freeze("2026-03-03")
    assert _read(
        vlmis,
        "select day, opening, dispensing, closing from analyst.eod_as_occurred"
        " where store_code = 'S' and day > '2026-02-28' order by day",
    ) == [
        (date(2026, 3, 1), 20, 5, 15),
        (date(2026, 3, 2), 15, 0, 15),
        (date(2026, 3, 3), 15, 0, 15),
    ]


def _by_hand(vlmis: TestDatabase, day: date, store: str, what: str) -> dict[str, int]:
    figures: dict[str, int] = defaultdict(int, dict.fromkeys(FIGURES, 0))
    for occurred_on, kind, quantity, effect in _read(
        vlmis,
        "select occurred_on, kind, quantity, effect from analyst.movement"
        " where store_code = :store and product_code = :what and occurred_on <= :day",
        day=day,
        store=store,
        what=what,
    ):
        figures["closing"] += effect
        if occurred_on == day:
            figures[COLUMN[kind]] += quantity
        else:
            figures["opening"] += effect
    return dict(figures)


def _figures(vlmis: TestDatabase, view: str) -> dict[Key, dict[str, int]]:
    rows = _read(
        vlmis,
        f"select day, store_code, product_code, {', '.join(FIGURES)} from analyst.{view}"
        " where day >= :first",
        first=FIRST,
    )
    return {
        (day, store, what): dict(zip(FIGURES, figures, strict=True))
        for day, store, what, *figures in rows
    }


def _read(vlmis: TestDatabase, statement: str, **params: object) -> list[tuple]:
    with vlmis.as_role(ANALYST).engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement), params)]
