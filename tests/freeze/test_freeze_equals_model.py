"""The SQL freeze equals a short model in plain Python, on random ledgers.

The model knows nothing of tables, chunks or digests: a ledger is a list of what happened, a day is
a loop over it.
"""

from collections import defaultdict
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.country import Country
from tests.support.postgres import TestDatabase, TestServer
from vlmis_core.errors import BadInputError

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

    def post(
        self, store: str, product: str, kind: str, quantity: int, day: date, at: date | None = None
    ) -> None:
        """One movement: counted ``at`` its day if that is open, offset by the first count after it.

        A reversal is a movement of a negative quantity, counted where the original was.
        """
        stock_day = max(at or day, self.first_open)
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


class Both:
    """The same steps, taken by the services and by the model."""

    def __init__(self, vlmis: TestDatabase) -> None:
        self.country, self.model = Country(vlmis), Model()
        self.done: list[tuple[int, date, list[tuple[str, str, str, int, date]]]] = []
        """Movements that can be reversed: number, stock day, legs."""

    def freeze(self) -> None:
        """Freeze the first open day."""
        self.country.freeze(self.model.first_open.isoformat())
        self.model.freeze()

    def take(self, number: int, act: str, at: str, what: str, amount: int, after: int) -> None:
        """Take a step, unless it would leave too little stock."""
        day = FIRST + timedelta(days=after)
        try:
            if act == "freeze":
                if self.model.first_open <= FIRST + timedelta(days=4):
                    self.freeze()
            elif act == "count":
                self._count(at, what, amount, day)
            elif act == "reverse":
                self._reverse(number)
            else:
                self._record(number, act, at, what, amount, day)
        except BadInputError as refused:
            if {fault.message.code for fault in refused.faults} != {"not_enough_stock"}:
                raise

    def _count(self, at: str, what: str, amount: int, day: date) -> None:
        if not any(c[:3] == (at, what, day) for c in self.model.counts):
            self.country.count(day.isoformat(), at, amount, product=what)
            self.model.count(at, what, amount, day)

    def _record(self, number: int, act: str, at: str, what: str, amount: int, day: date) -> None:
        supplier = str(STORES[at])
        legs = {
            "distribution_out": [(supplier, act), (at, "requisition_received")],
            "return_out": [(at, act), (supplier, "return_in")],
        }.get(act, [(at, act)])
        words = [f"{day} {act} {legs[0][0]} {amount}", *(f"> {store}" for store, _ in legs[1:])]
        words += ["reason=other"] if act == "wastage" else []
        self.country.record(" ".join([*words, f"product={what} key=m{number}"]))
        moved = [(store, what, kind, amount, day) for store, kind in legs]
        self.done.append((number, max(day, self.model.first_open), moved))
        for leg in moved:
            self.model.post(*leg)

    def _reverse(self, number: int) -> None:
        if self.done:
            original, stock_day, legs = self.done[-1]
            self.country.reverse(f"m{original}", key=f"undo{number}")
            self.done.pop()
            for at, what, kind, amount, day in legs:
                self.model.post(at, what, kind, -amount, day, stock_day)


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(step, min_size=5, max_size=30))
def test_the_frozen_rows_are_those_of_the_model(postgres: TestServer, steps: list) -> None:
    with postgres.fresh_database() as vlmis:
        both = Both(vlmis)
        for number, taken in enumerate(steps):
            both.take(number, *taken)
        while both.model.first_open <= FIRST + timedelta(days=5):
            both.freeze()
        frozen = {
            (day, at, what): closing
            for day, at, what, closing in vlmis.rows(
                "select e.day, s.code, p.code, e.closing from vlmis.eod_row e"
                " join vlmis.store s using (store_id) join vlmis.product p using (product_id)"
            )
        }
        expected = {
            (day, *pair): closing
            for day, rows in both.model.frozen.items()
            for pair, closing in rows.items()
        }
        assert frozen == expected
        _assert_flows_equal(both.country, both.model)


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
        row = country.quantities(day.isoformat(), at, what)
        assert row is not None
        assert row.get(columns[kind], 0) == moved, (day, at, what, kind)
