"""One month of the national file as the days of a ledger that loses nothing.

Supply chain central → region → district → site. Every site's received quantity is split into three
whole instalments; each level above receives the sum of its children's instalments a little earlier
and passes all of it on within the month, so that it ends the month where it began and never has
to give what it has not got. The rules are those of the project's design, "The real data".
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zlib import crc32

from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.ledger.movements import MovementLine
from vlmis_core.national_file.codes import central_code
from vlmis_core.national_file.rows import NationalRow

Pair = tuple[str, str]
"""Codes of a store and a product."""

ARRIVAL_DAY = 1
REGION_DAYS = (2, 10, 20)
DISTRICT_DAYS = (3, 11, 21)
SITE_FIRST_DAYS = (4, 12, 22)
SITE_DAYS_OF_CHOICE = 5  # 4–8, 12–16, 22–26
GAP, RECOUNT = "national_file_gap", "recount"


def month_lines(rows: Sequence[NationalRow], last_ends: Mapping[Pair, int]) -> list[MovementLine]:
    """Turn the rows of one month into movements, ordered by day.

    Args:
        rows: All rows of one month.
        last_ends: Stock of the pairs at the end of the day before; a pair not in it has none.
    """
    lines = list(_upper_levels(rows[0].month, rows))
    for row in rows:
        lines += _site_lines(row, last_ends.get(row.pair, 0))
    return sorted(lines, key=lambda line: line.occurred_on)


def instalments(quantity: int, parts: int = 3) -> list[int]:
    """Split a quantity into whole parts that differ by one at most, the larger ones first."""
    base, rest = divmod(quantity, parts)
    return [base + (part < rest) for part in range(parts)]


def site_days(site_code: str) -> list[int]:
    """The days of the month on which a site receives: one in each window, fixed by its code."""
    offset = crc32(site_code.encode()) % SITE_DAYS_OF_CHOICE
    return [first + offset for first in SITE_FIRST_DAYS]


def _upper_levels(month: date, rows: Iterable[NationalRow]) -> Iterator[MovementLine]:
    """What centre, regions and districts receive: the sums of their sites' instalments."""
    central: Counter[str] = Counter()
    regions: Counter[tuple[str, str, int]] = Counter()
    districts: Counter[tuple[str, str, str, int]] = Counter()
    for row in rows:
        central[row.product_code] += row.received
        region, district = row.supplier_codes
        for part, quantity in enumerate(instalments(row.received)):
            regions[row.product_code, region, part] += quantity
            districts[row.product_code, region, district, part] += quantity

    for product, quantity in central.items():
        if quantity:
            key = _key(month, central_code(), product, "arrival")
            day = month.replace(day=ARRIVAL_DAY)
            arrival = MovementKind.ARRIVAL
            yield MovementLine(key, central_code(), product, arrival, quantity, day, confirmed=True)
    for (product, region, part), quantity in regions.items():
        leg = _Leg(month, product, central_code(), region)
        yield from leg.instalment(part, REGION_DAYS[part], quantity)
    for (product, region, district, part), quantity in districts.items():
        leg = _Leg(month, product, region, district)
        yield from leg.instalment(part, DISTRICT_DAYS[part], quantity)


@dataclass(frozen=True, slots=True)
class _Leg:
    """One product's way from a supplier to its child in one month."""

    month: date
    product: str
    supplier: str
    child: str

    def instalment(self, part: int, day: int, quantity: int) -> Iterator[MovementLine]:
        if quantity:
            yield MovementLine(
                _key(self.month, self.child, self.product, f"received-{part + 1}"),
                self.supplier,
                self.product,
                MovementKind.DISTRIBUTION_OUT,
                quantity,
                self.month.replace(day=day),
                counterpart_store_code=self.child,
                confirmed=True,
            )


def _site_lines(row: NationalRow, last_end: int) -> Iterator[MovementLine]:
    _, district = row.supplier_codes
    leg = _Leg(row.month, row.product_code, district, row.site_code)
    received = dict(zip(site_days(row.site_code), instalments(row.received), strict=True))
    last_day = monthrange(row.month.year, row.month.month)[1]

    yield from _adjustment(row, "gap", 1, row.initial - last_end, GAP)
    yield from _adjustment(row, "recount-up", 1, max(row.adjustment, 0), RECOUNT)
    for part, (day, quantity) in enumerate(received.items()):
        yield from leg.instalment(part, day, quantity)
    for day, quantity in _dispensing(row, received, last_day):
        yield MovementLine(
            _key(row.month, *row.pair, f"dispensing-{day:02}"),
            *row.pair,
            MovementKind.DISPENSING,
            quantity,
            row.month.replace(day=day),
            confirmed=True,
        )
    yield from _adjustment(row, "recount-down", last_day, min(row.adjustment, 0), RECOUNT)


def _adjustment(
    row: NationalRow, name: str, day: int, quantity: int, reason: str
) -> Iterator[MovementLine]:
    if quantity:
        yield MovementLine(
            _key(row.month, *row.pair, name),
            *row.pair,
            MovementKind.COUNT_ADJUSTMENT,
            quantity,
            row.month.replace(day=day),
            reason=reason,
            confirmed=True,
        )


def _dispensing(
    row: NationalRow, received: Mapping[int, int], last_day: int
) -> Iterator[tuple[int, int]]:
    """Spread what was dispensed over the days: evenly, but never more than the stock so far.

    The phase, fixed by site and product, keeps small quantities of all sites off the same days.
    """
    if not row.distributed:
        return
    phase = crc32(f"{row.site_code}|{row.product_code}".encode()) % last_day
    stock = row.initial + max(row.adjustment, 0)
    dispensed = 0
    for day in range(1, last_day + 1):
        stock += received.get(day, 0)
        due = (row.distributed * day + phase) // last_day - dispensed
        if quantity := min(due, stock):
            yield day, quantity
        stock -= quantity
        dispensed += quantity


def _key(month: date, store: str, product: str, part: str) -> str:
    return f"national:{month:%Y-%m}:{store}:{product}:{part}"
