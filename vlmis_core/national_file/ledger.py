"""The whole national file as a ledger: month after month, moved and cut where asked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from vlmis_core.ledger.movements import MovementLine
from vlmis_core.national_file.month import Pair, month_lines
from vlmis_core.national_file.rows import NationalRow, by_month

Opening = tuple[str, str, date]
"""Store code, product code, and the day on which a line of the file opens the pair."""


def national_lines(
    rows: Iterable[NationalRow], last_ends: Mapping[Pair, int] | None = None
) -> Iterator[MovementLine]:
    """Turn rows into movements, ordered by day.

    Args:
        rows: Any number of whole months, in any order.
        last_ends: Stock of the pairs before the first of these months; none: nothing was there.
    """
    ends = dict(last_ends or {})
    for _, rows_of_month in by_month(rows):
        yield from month_lines(rows_of_month, ends)
        ends.update((row.pair, row.end) for row in rows_of_month)


def opened_pairs(rows: Iterable[NationalRow]) -> list[Opening]:
    """The pairs of the rows, each with the first day of its first month; ordered by site, product.

    A line of zeros opens its pair too. Stores above the sites have no lines: movements open theirs.
    """
    first_months: dict[Pair, date] = {}
    for row in rows:
        first_months[row.pair] = min(row.month, first_months.get(row.pair, row.month))
    return [(*pair, month) for pair, month in sorted(first_months.items())]


def balances_before(
    lines: Iterable[MovementLine], openings: Iterable[Opening], day: date
) -> dict[Pair, int]:
    """Stock at the start of ``day`` of every pair that was opened before it, also of those at 0."""
    balances = {(store, product): 0 for store, product, opened_on in openings if opened_on < day}
    for line in lines:
        if line.occurred_on >= day:
            continue
        pair = (line.store_code, line.product_code)
        balances[pair] = balances.get(pair, 0) + line.kind.direction * line.quantity
        if line.counterpart_store_code is not None:
            child = (line.counterpart_store_code, line.product_code)
            balances[child] = balances.get(child, 0) + line.quantity
    return balances


@dataclass(frozen=True, slots=True)
class Window:
    """Some days of the file, moved as a block to other days of the ledger.

    A demonstration brings real days to the present: what lies before the window becomes the
    initial stock, what lies in it is recorded. The file is taken whole, from its first month on.

    ``from_day`` and ``through_day`` (both included) are days of the ledger, after the shift.
    """

    from_day: date
    through_day: date
    shift_days: int = 0

    def lines(self, rows: Sequence[NationalRow]) -> Iterator[MovementLine]:
        """The movements of the window, ordered by day; their source keys keep the file's month."""
        for line in self._shifted(rows):
            if self.from_day <= line.occurred_on <= self.through_day:
                yield line

    def openings(self, rows: Sequence[NationalRow]) -> list[Opening]:
        """The pairs that a line of the file opens within the window."""
        return [
            opening
            for opening in self._shifted_openings(rows)
            if self.from_day <= opening[2] <= self.through_day
        ]

    def initial_stock(self, rows: Sequence[NationalRow]) -> list[tuple[str, str, int]]:
        """Store, product and quantity (also 0) of every pair opened before the window."""
        balances = balances_before(self._shifted(rows), self._shifted_openings(rows), self.from_day)
        return [(*pair, quantity) for pair, quantity in sorted(balances.items())]

    def _shifted(self, rows: Sequence[NationalRow]) -> Iterator[MovementLine]:
        by = timedelta(days=self.shift_days)
        for line in national_lines(rows):
            yield replace(line, occurred_on=line.occurred_on + by)

    def _shifted_openings(self, rows: Sequence[NationalRow]) -> Iterator[Opening]:
        by = timedelta(days=self.shift_days)
        for store, product, day in opened_pairs(rows):
            yield store, product, day + by
