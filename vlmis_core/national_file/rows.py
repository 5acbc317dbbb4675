"""The lines of a national monthly file, and the checks of each line.

For every site, product and month: initial + received − distributed + adjustment = end. At a
facility, *distributed* went to patients, so it becomes dispensing in the ledger.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import fields as fields_of
from datetime import date, timedelta

from vlmis_core.errors import Fault
from vlmis_core.files.table_file import whole_number
from vlmis_core.messages import Message, message
from vlmis_core.national_file.codes import supplier_codes

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
"""Columns that the file may have and that are no stock movements."""


@dataclass(frozen=True, slots=True)
class NationalRow:
    """The report of one site on one product and month, in the file's own units.

    ``line`` is its line in the file (the header is line 1) and is not compared.
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
        """Return the codes of the site and the product."""
        return self.site_code, self.product_code

    @property
    def supplier_codes(self) -> tuple[str, str]:
        """Return the codes of the stores of its region and its district."""
        return supplier_codes(self.region, self.district)


_CONTENT = [part.name for part in fields_of(NationalRow) if part.compare]


class NationalRows:
    """A national file while it is read: its valid rows, and every fault."""

    def __init__(self, faults: list[Fault]) -> None:
        """Start with no line read; add what is wrong with lines to ``faults``."""
        self.rows: list[NationalRow] = []
        self.faults = faults
        self._line_of: dict[tuple[date, str, str], int] = {}
        self._first_row_of: dict[tuple[date, str], NationalRow] = {}

    def add(self, line: int, fields: Mapping[str, str]) -> None:
        """Keep one line of the file (the header is line 1), or its faults."""
        before = len(self.faults)
        row = self._parsed(line, fields)
        if len(self.faults) > before or row is None:
            return
        self._check_balance(line, row)
        self._check_district(line, row)
        key = (row.month, *row.pair)
        if key in self._line_of:
            repeated = message("site_month_is_repeated", line=self._line_of[key])
            self._add_fault(line, "product_code", row.product_code, repeated)
        self._line_of.setdefault(key, line)
        self.rows.append(row)

    def _parsed(self, line: int, fields: Mapping[str, str]) -> NationalRow | None:
        names = [fields[column].strip() for column in NAMES]
        for column, name in zip(NAMES, names, strict=True):
            if not name:
                self._add_fault(line, column, fields[column], message("field_is_missing"))
        region, district, site_code, product_code = names
        month = self._month(line, fields)
        numbers = [self._whole(line, column, fields) for column in QUANTITIES]
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

    def _whole(self, line: int, column: str, fields: Mapping[str, str]) -> int | None:
        number = whole_number(fields[column])
        if number is None:
            self._add_fault(line, column, fields[column], message("not_a_whole_number"))
            return None
        if number < 0 and column != "stock_adjustment":
            self._add_fault(line, column, fields[column], message("quantity_is_negative"))
            return None
        return number

    def _month(self, line: int, fields: Mapping[str, str]) -> date | None:
        try:
            return date(int(fields["year"]), int(fields["month"]), 1)
        except (ValueError, OverflowError):
            written = f"{fields['year']}-{fields['month']}"
            self._add_fault(line, "month", written, message("month_is_invalid"))
            return None

    def _check_balance(self, line: int, row: NationalRow) -> None:
        computed = row.initial + row.received - row.distributed + row.adjustment
        if computed != row.end:
            differs = message("line_does_not_add_up", computed=computed, end=row.end)
            self._add_fault(line, "stock_end", str(row.end), differs)

    def _check_district(self, line: int, row: NationalRow) -> None:
        first = self._first_row_of.setdefault((row.month, row.site_code), row)
        if first.supplier_codes != row.supplier_codes:
            elsewhere = message(
                "site_is_in_two_districts",
                line=first.line,
                month=f"{row.month:%Y-%m}",
                region=first.region,
                district=first.district,
            )
            self._add_fault(line, "site_code", row.site_code, elsewhere)

    def _add_fault(self, line: int, field: str, value: str, found: Message) -> None:
        self.faults.append(Fault(line, field, value, found))


def by_month(rows: Iterable[NationalRow]) -> list[tuple[date, list[NationalRow]]]:
    """Group the rows by month, months in order, rows by site and product."""
    months: dict[date, list[NationalRow]] = defaultdict(list)
    for row in rows:
        months[row.month].append(row)
    return [(month, sorted(months[month], key=lambda row: row.pair)) for month in sorted(months)]


def month_digest(rows: Sequence[NationalRow]) -> str:
    """Return the SHA-256 of a month's rows, hexadecimal, independent of their order in the file."""
    lines = sorted("|".join(str(getattr(row, name)) for name in _CONTENT) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def next_month(month: date) -> date:
    """Return the first day of the month after ``month``."""
    return (month + timedelta(days=31)).replace(day=1)
