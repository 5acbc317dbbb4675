"""The indicators in plain Python: loops over frozen rows, fractions instead of rounding.

The model reads the frozen rows and the tree of each day, nothing that the indicators have written.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from tests.support.postgres import TestDatabase

ONE_DAY = timedelta(days=1)
WINDOW = 90
Pair = tuple[str, str]
Limits = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Row:
    """A frozen EoD row."""

    day: date
    store: str
    product: str
    opening: int
    arrivals: int
    requisitions_received: int
    distributions_out: int
    returns_in: int
    returns_out: int
    count_adjustment: int
    dispensing: int
    wastage: int
    closing: int

    @property
    def consumption(self) -> int:
        """What left by demand."""
        return self.dispensing + self.distributions_out - self.returns_in


@dataclass
class Status:
    """A pair at the end of a day; limits in units, not rounded."""

    row: Row
    consumption: int
    dispensing: int
    days: int
    status: str = ""
    limits: Limits | None = None
    is_depot: bool = False

    @property
    def average(self) -> Fraction:
        """Average monthly consumption."""
        return Fraction(self.consumption * 30, self.days)

    @property
    def months_of_stock(self) -> Fraction | None:
        """How long the closing lasts."""
        return self.row.closing / self.average if self.consumption > 0 else None


@dataclass
class Country:
    """What the model takes as given."""

    rows: list[Row]
    suppliers: Mapping[date, set[str]]
    """Day → the stores that supply others."""
    levels: Mapping[tuple[date, str], int]
    level_limits: Mapping[tuple[int, str], Limits] = field(default_factory=dict)
    """In months."""
    pair_limits: Mapping[Pair, Limits] = field(default_factory=dict)
    """In units."""


def read_country(vlmis: TestDatabase) -> Country:
    """Read the frozen rows after day zero, and the tree of every day."""
    columns = ", ".join(f"e.{name}" for name in list(Row.__dataclass_fields__)[3:])
    rows = vlmis.rows(
        f"select e.day, s.code, p.code, {columns} from vlmis.eod_row e"
        " join vlmis.store s using (store_id) join vlmis.product p using (product_id)"
        " where e.day > (select min(day) from vlmis.stock_day) order by 1, 2, 3"
    )
    suppliers: dict[date, set[str]] = defaultdict(set)
    levels = {}
    for day, store, level, supplier in vlmis.rows(
        "select w.day, s.code, w.level, above.code from vlmis.walk_store w"
        " join vlmis.store s using (store_id)"
        " left join vlmis.store above on w.supplier_store_id = above.store_id"
    ):
        levels[day, store] = level
        suppliers[day].add(supplier)
    return Country([Row(*row) for row in rows], suppliers, levels)


def statuses(country: Country) -> dict[tuple[date, str, str], Status]:
    """The status of every pair and day."""
    found: dict[tuple[date, str, str], Status] = {}
    windows: dict[Pair, deque[Row]] = defaultdict(deque)
    sums: Counter[tuple[str, str, str]] = Counter()
    for row in country.rows:
        pair = (row.store, row.product)
        window = windows[pair]
        if window and window[-1].day != row.day - ONE_DAY:
            window.clear()  # A gap: counting begins again.
            sums["consumption", *pair] = sums["dispensing", *pair] = 0
        window.append(row)
        leaving = window.popleft() if len(window) > WINDOW else None
        for name in ("consumption", "dispensing"):
            sums[name, *pair] += getattr(row, name) - (getattr(leaving, name) if leaving else 0)
        found[row.day, *pair] = Status(
            row, sums["consumption", *pair], sums["dispensing", *pair], len(window)
        )
    dispensing = {(day, store) for (day, store, _), each in found.items() if each.dispensing}
    for (day, store, _), each in found.items():
        each.is_depot = store in country.suppliers[day] and (day, store) not in dispensing
        each.limits = _limits(country, each)
        each.status = _status(each)
    return found


def _limits(country: Country, status: Status) -> Limits | None:
    row = status.row
    if (row.store, row.product) in country.pair_limits:
        return country.pair_limits[row.store, row.product]
    months = country.level_limits.get((country.levels[row.day, row.store], row.product))
    if months is None or status.consumption <= 0:
        return None
    return months[0] * status.average, months[1] * status.average


def _status(status: Status) -> str:
    closing = status.row.closing
    if closing == 0:
        return "stocked_out"
    if status.limits is None:
        return "not_assessed"
    if closing < status.limits[0]:
        return "low"
    return "over" if closing > status.limits[1] else "adequate"


Months = dict[tuple[date, str, str], list[Status]]


def months(found: Mapping[tuple[date, str, str], Status]) -> Months:
    """The days of every pair and month, in order."""
    days: Months = defaultdict(list)
    for (day, store, product), status in found.items():
        days[day.replace(day=1), store, product].append(status)
    return days


def month_end(month: date) -> date:
    """The last day of a month."""
    return (month + timedelta(days=31)).replace(day=1) - ONE_DAY


def _ratio(above: int | Fraction, below: int | Fraction) -> Fraction | None:
    return Fraction(above) / below if below else None


def _flow(pairs: Iterable[list[Status]], name: str) -> int:
    return sum(getattr(status.row, name) for pair in pairs for status in pair)


def _facilities(pairs: Iterable[list[Status]]) -> list[list[Status]]:
    return [pair for pair in pairs if not all(status.is_depot for status in pair)]


def _stock_out_days(pairs: Iterable[list[Status]]) -> int:
    return sum(status.row.closing == 0 for pair in pairs for status in pair)


def _closing(pairs: Iterable[list[Status]]) -> int:
    return sum(pair[-1].row.closing for pair in pairs)


def _average(pairs: Iterable[list[Status]]) -> Fraction:
    return sum((Fraction(p[-1].dispensing * 30, p[-1].days) for p in pairs), Fraction(0))


INDICATORS: dict[str, Callable[[list[list[Status]]], int | Fraction | None]] = {
    "closing_balance": _closing,
    "consumption": lambda pairs: _flow(pairs, "dispensing"),
    "average_monthly_consumption": _average,
    "months_of_stock": lambda pairs: _ratio(_closing(pairs), _average(pairs)),
    "stock_out_days": lambda pairs: _stock_out_days(_facilities(pairs)),
    "stock_out_rate": lambda pairs: _ratio(
        _stock_out_days(_facilities(pairs)), sum(map(len, _facilities(pairs)))
    ),
    "full_stock_availability": lambda pairs: _ratio(
        sum(_stock_out_days([pair]) == 0 for pair in _facilities(pairs)), len(_facilities(pairs))
    ),
    "stocked_according_to_plan": lambda pairs: _ratio(
        sum(status.status == "adequate" for pair in pairs for status in pair),
        sum(status.limits is not None for pair in pairs for status in pair),
    ),
    "closed_vial_wastage_of_available": lambda pairs: _ratio(
        _flow(pairs, "wastage"),
        sum(pair[0].row.opening for pair in pairs)
        + _flow(pairs, "arrivals")
        + _flow(pairs, "requisitions_received"),
    ),
    "closed_vial_wastage_of_used": lambda pairs: _ratio(
        _flow(pairs, "wastage"), _flow(pairs, "dispensing") + _flow(pairs, "wastage")
    ),
    "discrepancy_count": lambda pairs: sum(
        status.row.count_adjustment != 0 for pair in pairs for status in pair
    ),
    "discrepancy_absolute_sum": lambda pairs: sum(
        abs(status.row.count_adjustment) for pair in pairs for status in pair
    ),
}
"""Code → the value for the pairs of an area and a product, each its days of the month.

No pair of these tests vanishes, so that its last row is that of the last day.
"""
OF_FACILITIES = {"stock_out_days", "stock_out_rate", "full_stock_availability"}
"""Indicators that have no row where there is no facility."""
