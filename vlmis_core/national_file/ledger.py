"""The whole national file as a ledger: month after month."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

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
