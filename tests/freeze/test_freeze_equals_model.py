"""The SQL freeze equals a short model in plain Python, on random ledgers.

The model knows nothing of tables, chunks or digests: a ledger is a list of what happened, a day is
a loop over it.
"""

from collections import defaultdict
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.country import Country
from tests.support.postgres import TestServer
from vlmis_core.errors import BadInputError
from vlmis_core.ledger.reverse_movement import reverse_movement

FIRST = date(2026, 3, 1)
STORES = {"C": None, "R": "C", "S": "R", "T": "R"}
LOWERING = {"distribution_out", "return_out", "dispensing", "wastage"}


class Model:
    """Balances by (store, product) and day, computed in a dozen lines."""

    def __init__(self) -> None:
        self.flows: dict[tuple[date, str, str, str], int] = defaultdict(int)
        self.pairs: dict[tuple[str, str], date] = {}
        self.counts: list[tuple[str, str, date, date]] = []
        self.first_open = FIRST
        self.frozen: dict[date, dict[tuple[str, str], int]] = {FIRST - timedelta(days=1): {}}

    def post(self, store: str, product: str, kind: str, quantity: int, day: date) -> None:
        """One movement: counted in its day if open, offset by the first count after it."""
        stock_day = max(day, self.first_open)
        self._add(store, product, kind, quantity, stock_day)
        later = sorted(c for c in self.counts if c[:2] == (store, product) and c[2] > day)
        if later:
            effect = -quantity if kind in LOWERING else quantity
            self._add(store, product, "count_adjustment", -effect, max(stock_day, later[0][3]))

    def count(self, store: str, product: str, quantity: int, day: date) -> None:
        """A count makes its day's closing true."""
        difference = quantity - self.balance(store, product, day)
        stock_day = max(day, self.first_open)
        self.pairs[store, product] = min(self.pairs.get((store, product), stock_day), stock_day)
        if difference:
            self.post(store, product, "count_adjustment", difference, day)
        self.counts = [c for c in self.counts if c[:3] != (store, product, day)]
        self.counts.append((store, product, day, stock_day))

    def _add(self, store: str, product: str, kind: str, quantity: int, stock_day: date) -> None:
        self.flows[stock_day, store, product, kind] += quantity
        self.pairs[store, product] = min(self.pairs.get((store, product), stock_day), stock_day)

    def balance(self, store: str, product: str, day: date) -> int:
        """The closing at the end of `day`: frozen if it is, else by the ledger so far."""
        base_day = min(day, self.first_open - timedelta(days=1))
        base = self.frozen[base_day].get((store, product), 0)
        return base + sum(
            -quantity if kind in LOWERING else quantity
            for (on, at, what, kind), quantity in self.flows.items()
            if (at, what) == (store, product) and base_day < on <= day
        )

    def freeze(self) -> None:
        """The first open day is done."""
        day = self.first_open
        self.frozen[day] = {
            pair: self.balance(*pair, day) for pair, opened in self.pairs.items() if opened <= day
        }
        self.first_open += timedelta(days=1)


store = st.sampled_from(sorted(STORES))
product = st.sampled_from(["BCG", "OPV"])
offset = st.integers(0, 4)
quantity = st.integers(1, 12)
step = st.one_of(
    st.tuples(st.just("arrival"), st.just("C"), product, quantity, offset),
    st.tuples(st.just("distribution_out"), st.sampled_from("RST"), product, quantity, offset),
    st.tuples(st.just("return_out"), st.sampled_from("RST"), product, quantity, offset),
    st.tuples(st.just("dispensing"), store, product, quantity, offset),
    st.tuples(st.just("wastage"), store, product, quantity, offset),
    st.tuples(st.just("count"), store, product, st.integers(0, 12), offset),
    st.tuples(st.just("reverse"), store, product, quantity, offset),
    st.tuples(st.just("freeze"), store, product, quantity, offset),
)


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(step, min_size=5, max_size=30))
def test_the_frozen_rows_are_those_of_the_model(postgres: TestServer, steps: list) -> None:
    with postgres.fresh_database() as vlmis:
        country, model = Country(vlmis), Model()
        done: list[list[tuple]] = []
        for number, taken in enumerate(steps):
            _take(country, model, done, number, *taken)
        while model.first_open <= FIRST + timedelta(days=5):
            _freeze(country, model)
        frozen = {
            (day, at, what): closing
            for day, at, what, closing in vlmis.rows(
                "select e.day, s.code, p.code, e.closing from vlmis.eod_row e"
                " join vlmis.store s using (store_id) join vlmis.product p using (product_id)"
            )
        }
        expected = {
            (day, *pair): closing
            for day, rows in model.frozen.items()
            for pair, closing in rows.items()
        }
        assert frozen == expected
        _assert_flows_equal(country, model)


def _assert_flows_equal(country: Country, model: Model) -> None:
    columns = {
        "arrival": "arrivals",
        "requisition_received": "requisitions_received",
        "distribution_out": "distributions_out",
        "return_in": "returns_in",
        "return_out": "returns_out",
        "count_adjustment": "count_adjustment",
        "dispensing": "dispensing",
        "wastage": "wastage",
    }
    for (day, at, what, kind), moved in model.flows.items():
        row = country.eod(day.isoformat(), at, what)
        assert row is not None
        assert row.get(columns[kind], 0) == moved, (day, at, what, kind)


def _freeze(country: Country, model: Model) -> None:
    country.freeze(model.first_open.isoformat())
    model.freeze()


def _take(
    country: Country,
    model: Model,
    done: list[list[tuple]],
    number: int,
    act: str,
    at: str,
    what: str,
    amount: int,
    after: int,
) -> None:
    day = FIRST + timedelta(days=after)
    if act == "freeze":
        if model.first_open <= FIRST + timedelta(days=4):
            _freeze(country, model)
        return
    try:
        if act == "count":
            if any(c[:3] == (at, what, day) for c in model.counts):
                return
            country.count(day.isoformat(), at, amount, product=what)
            model.count(at, what, amount, day)
        elif act == "reverse":
            _reverse(country, model, done, number)
        else:
            _record(country, model, done, number, act, at, what, amount, day)
    except BadInputError as refused:
        if {fault.message.code for fault in refused.faults} != {"not_enough_stock"}:
            raise


def _record(
    country: Country,
    model: Model,
    done: list[list[tuple]],
    number: int,
    act: str,
    at: str,
    what: str,
    amount: int,
    day: date,
) -> None:
    source, other = at, ""
    if act == "distribution_out":
        source, other = str(STORES[at]), f"> {at}"
    elif act == "return_out":
        other = f"> {STORES[at]}"
    reason = "reason=other" if act == "wastage" else ""
    country.record(f"{day} {act} {source} {amount} {other} product={what} key=m{number} {reason}")
    legs = [(source, what, act, amount, day)]
    if act == "distribution_out":
        legs.append((at, what, "requisition_received", amount, day))
    if act == "return_out":
        legs.append((str(STORES[at]), what, "return_in", amount, day))
    stock_day = max(day, model.first_open)
    for leg in legs:
        model.post(*leg)
    done.append([(number, stock_day), *legs])


def _reverse(country: Country, model: Model, done: list[list[tuple]], number: int) -> None:
    if not done:
        return
    (original, stock_day), *legs = done[-1]
    reverse_movement(
        country.vlmis.recorder,
        country.movement_id(f"m{original}"),
        source_key=f"undo{number}",
        entry=country.entry,
    )
    done.pop()
    for at, what, kind, amount, day in legs:
        later = sorted(c for c in model.counts if c[:2] == (at, what) and c[2] > day)
        counted_on = max(stock_day, model.first_open)
        model._add(at, what, kind, -amount, counted_on)
        if later:
            effect = -amount if kind in LOWERING else amount
            model._add(at, what, "count_adjustment", effect, max(counted_on, later[0][3]))
