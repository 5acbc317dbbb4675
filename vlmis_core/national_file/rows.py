"""The lines of a national monthly file, and what must be true of them.

The file says of every site, product and month: initial + received − distributed + adjustment = end.
At a facility *distributed* is what went to patients, so it becomes dispensing in the ledger.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta

from vlmis_core.errors import BadField

QUANTITIES = (
    "stock_initial",
    "stock_received",
    "stock_distributed",
    "stock_adjustment",
    "stock_end",
)
NAMES = ("region", "district", "site_code", "product_code")
REQUIRED = ("year", "month", *NAMES, *QUANTITIES)
IGNORED = ("average_monthly_consumption", "stock_stockout_days")
"""Columns that the file may have and that say nothing about stock movements."""


@dataclass(frozen=True, slots=True)
class NationalRow:
    """What one site reported of one product for one month, in the file's own units.

    ``line`` is where it stands in the file (the header is line 1); it is no part of what it says.
    """

    month: date
    region: str
    district: str
    site_code: str
    product_code: str
    initial: int
    received: int
    distributed: int
    adjustment: int
    end: int
    line: int = field(default=0, compare=False)

    @property
    def pair(self) -> tuple[str, str]:
        """Codes of the site and the product."""
        return self.site_code, self.product_code


_WHOLE = re.compile("-?[0-9]{1,9}")  # The ledger takes no longer quantity in one movement.
_SAID = [part.name for part in fields(NationalRow) if part.compare]


class NationalRows:
    """A national file as it is read: good rows, and every field that cannot be taken."""

    def __init__(self) -> None:
        """Start with no line read."""
        self.rows: list[NationalRow] = []
        self.bad: list[BadField] = []
        self._line_of: dict[tuple[date, str, str], int] = {}
        self._place_of: dict[str, tuple[str, str]] = {}

    def add(self, line: int, said: Mapping[str, str]) -> None:
        """Take one line of the file (the header is line 1), or note what is wrong with it."""
        before = len(self.bad)
        row = self._parsed(line, said)
        if len(self.bad) > before or row is None:
            return
        self._check_balance(line, row)
        self._check_place(line, row)
        key = (row.month, *row.pair)
        if key in self._line_of:
            why = f"line {self._line_of[key]} has the same site, product and month"
            self._refuse(line, "product_code", row.product_code, why)
        self._line_of.setdefault(key, line)
        self.rows.append(row)

    def _parsed(self, line: int, said: Mapping[str, str]) -> NationalRow | None:
        names = [said[column].strip() for column in NAMES]
        for column, name in zip(NAMES, names, strict=True):
            if not name:
                self._refuse(line, column, said[column], "is blank")
        region, district, site_code, product_code = names
        month = self._month(line, said)
        numbers = [self._whole(line, column, said) for column in QUANTITIES]
        initial, received, distributed, adjustment, end = (number or 0 for number in numbers)
        if month is None or None in numbers:
            return None
        return NationalRow(
            month,
            region,
            district,
            site_code,
            product_code,
            initial,
            received,
            distributed,
            adjustment,
            end,
            line,
        )

    def _whole(self, line: int, column: str, said: Mapping[str, str]) -> int | None:
        if not _WHOLE.fullmatch(said[column]):
            self._refuse(line, column, said[column], "is not a whole number")
            return None
        number = int(said[column])
        if number < 0 and column != "stock_adjustment":
            self._refuse(line, column, said[column], "is negative")
            return None
        return number

    def _month(self, line: int, said: Mapping[str, str]) -> date | None:
        try:
            return date(int(said["year"]), int(said["month"]), 1)
        except (ValueError, OverflowError):
            written = f"{said['year']}-{said['month']}"
            self._refuse(line, "month", written, "is not a month of a year")
            return None

    def _check_balance(self, line: int, row: NationalRow) -> None:
        reckoned = row.initial + row.received - row.distributed + row.adjustment
        if reckoned != row.end:
            why = f"initial + received − distributed + adjustment is {reckoned}"
            self._refuse(line, "stock_end", str(row.end), why)

    def _check_place(self, line: int, row: NationalRow) -> None:
        place = self._place_of.setdefault(row.site_code, (row.region, row.district))
        if place != (row.region, row.district):
            why = f"stands in {place[0]} / {place[1]} on an earlier line"
            self._refuse(line, "site_code", row.site_code, why)

    def _refuse(self, line: int, field: str, value: str, reason: str) -> None:
        self.bad.append(BadField(line, field, value, reason))


def by_month(rows: Iterable[NationalRow]) -> list[tuple[date, list[NationalRow]]]:
    """Months in order, each with its rows ordered by site and product."""
    months: dict[date, list[NationalRow]] = defaultdict(list)
    for row in rows:
        months[row.month].append(row)
    return [(month, sorted(months[month], key=lambda row: row.pair)) for month in sorted(months)]


def month_digest(rows: Sequence[NationalRow]) -> str:
    """SHA-256 of a month's rows, hexadecimal; their order in the file does not matter."""
    lines = sorted("|".join(str(getattr(row, name)) for name in _SAID) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def next_month(month: date) -> date:
    """First day of the month after the one that begins on ``month``."""
    return (month + timedelta(days=31)).replace(day=1)
