"""Import a national monthly file into the ledger, whole months only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from vlmis_core.database import Database, Transaction
from vlmis_core.errors import BadInputError, Fault
from vlmis_core.files.table_file import USUAL, FileOptions, TableFile
from vlmis_core.ledger.frozen_days import read_frozen_days
from vlmis_core.ledger.movements import Entry, Recorded
from vlmis_core.ledger.record_movements import record_movements_within
from vlmis_core.messages import Message, message
from vlmis_core.national_file.codes import central_code
from vlmis_core.national_file.follow_districts import (
    Districts,
    Months,
    SiteMove,
    find_moves,
    find_supplier_faults,
    follow_districts,
    last_districts,
    other_supplier,
)
from vlmis_core.national_file.ledger import national_lines, opened_pairs
from vlmis_core.national_file.rows import (
    IGNORED,
    REQUIRED,
    NationalRow,
    NationalRows,
    by_month,
    month_digest,
    next_month,
)


@dataclass(frozen=True, slots=True)
class NationalImport:
    """The result of an import.

    Attributes:
        months: Imported now.
        months_before: In the file, and imported before.
        recorded: The movements of the new months.
        moves: Sites that changed their district in the new months.
    """

    months: list[date]
    months_before: list[date]
    recorded: Recorded
    moves: list[SiteMove]


def import_national_monthly(
    database: Database, path: Path, entry: Entry, options: FileOptions = USUAL
) -> NationalImport:
    """Record the months of ``path`` that are not in the ledger yet, all of them or nothing.

    A month imported before changes nothing. A difference between the initial stock of the file and
    the ledger's balance at the start of a month, the first stock of a pair included, becomes an
    adjustment of reason ``national_file_gap``; so each month ends with the stock that the file has.
    A site that the file has in another district from a month on is supplied by it from then on.
    The distributions arrive whole: what a site received is what the file says.

    Raises:
        BadInputError: a faulty field, a month with other content than the one imported, a month
            before one that was imported or before the first day, a month that is not over, an
            unknown product or store, a store that a person gave another supplier; nothing was
            stored.
        NotLiveError: the ledger has no first day yet.
    """
    months = by_month(read_national_file(path, options))
    with database.transaction() as tx:
        tx.run("national_file/lock_import")
        tx.run(
            "stores/lock_horizon"
        )  # The balances that the gaps are computed from must not change.
        imported_months = _read_imported_months(tx, entry.today)
        _require_months(months, imported_months, path.name)
        new = [(month, rows) for month, rows in months if month not in imported_months.digests]
        already = [month for month, _ in months if month in imported_months.digests]
        if not new:
            return NationalImport([], already, Recorded(0, 0, 0), [])
        new_rows = [row for _, rows in new for row in rows]
        before = last_districts(tx)
        _require_known_stores(tx, new, before, path.name)
        for month, rows in new:
            _insert_month(tx, month, rows, entry)
        follow_districts(tx, new, path.name)
        recorded = record_movements_within(
            tx,
            national_lines(new_rows, _balances(tx, new[0][0])),
            entry,
            opened_pairs=opened_pairs(new_rows),
            are_lots_unknown=True,
            source=message("national_movements_made", file=path.name),
        )
        confirm_distributions(tx, entry)
    moves = list(find_moves(new, before))
    return NationalImport([month for month, _ in new], already, recorded, moves)


def confirm_distributions(tx: Transaction, entry: Entry) -> None:
    """Confirm what `record_movements_within` has just distributed: all arrived, on its day."""
    tx.run(
        "national_file/confirm_distributions",
        recorded_at=entry.recorded_at,
        recorded_by=entry.recorded_by,
    )


@dataclass(frozen=True, slots=True)
class _ImportedMonths:
    """The first day of the ledger, today, and the digests of the months imported before."""

    first_day: date
    today: date
    digests: Mapping[date, str]

    def check(self, month: date, rows: Sequence[NationalRow]) -> Message | None:
        """Tell why the month cannot be imported; None: it can, or it was with this content."""
        if month in self.digests:
            if month_digest(rows) == self.digests[month]:
                return None
            return message("month_was_imported")
        if self.digests and month < max(self.digests):
            return message("month_is_before_imported", month=f"{max(self.digests):%Y-%m}")
        if month < self.first_day:
            return message("month_is_before_the_ledger", first_day=self.first_day)
        if next_month(month) > self.today:
            return message("month_is_not_over", today=self.today)
        return None


def _read_imported_months(tx: Transaction, today: date) -> _ImportedMonths:
    frozen = read_frozen_days(tx)
    rows = tx.rows("national_file/select_months", country_file=central_code())
    return _ImportedMonths(frozen.first_day, today, {row.month: row.digest for row in rows})


def _require_months(
    months: Sequence[tuple[date, Sequence[NationalRow]]],
    imported_months: _ImportedMonths,
    source: str,
) -> None:
    faults = []
    for month, rows in months:
        if (found := imported_months.check(month, rows)) is not None:
            line = min(row.line for row in rows)
            faults.append(Fault(line, "month", f"{month:%Y-%m}", found))
    if faults:
        raise BadInputError(source, faults)


def _require_known_stores(tx: Transaction, months: Months, before: Districts, source: str) -> None:
    supplier_of = {row.code: row.supplier_code for row in tx.rows("stores/select_stores")}
    products = {row.code for row in tx.rows("products/select_products")}
    faults: dict[tuple[str, str], Fault] = {}
    for row in (row for _, rows in months for row in rows):
        for field, code, found in _unknown(row, supplier_of, products):
            faults.setdefault((field, code), Fault(row.line, field, code, found))
    for fault in find_supplier_faults(months, before, supplier_of):
        faults.setdefault((fault.field, fault.value), fault)
    if faults:
        raise BadInputError(source, sorted(faults.values(), key=lambda fault: fault.line))


def _unknown(
    row: NationalRow, supplier_of: Mapping[str, str | None], products: set[str]
) -> Iterator[tuple[str, str, Message]]:
    """Yield field, code and message of each store or product that is unknown or differs."""
    region, district = row.supplier_codes
    chain = [
        ("region", central_code(), None),
        ("region", region, central_code()),
        ("district", district, region),
    ]
    for field, code, supplier in chain:
        if code not in supplier_of:
            yield field, code, message("store_of_file_is_unknown", store=code)
        elif supplier_of[code] != supplier:
            yield field, code, other_supplier(code, supplier_of[code], supplier)
    if row.site_code not in supplier_of:
        unknown = message("store_of_file_is_unknown", store=row.site_code)
        yield "site_code", row.site_code, unknown
    if row.product_code not in products:
        unknown = message("product_of_file_is_unknown", product=row.product_code)
        yield "product_code", row.product_code, unknown


def _balances(tx: Transaction, day: date) -> dict[tuple[str, str], int]:
    rows: Sequence[Any] = tx.rows("national_file/select_balances", day=day)
    return {(row.store_code, row.product_code): row.balance for row in rows}


def _insert_month(tx: Transaction, month: date, rows: Sequence[NationalRow], entry: Entry) -> None:
    tx.run(
        "national_file/insert_month",
        country_file=central_code(),
        month=month,
        digest=month_digest(rows),
        line_count=len(rows),
        recorded_at=entry.recorded_at,
        recorded_by=entry.recorded_by,
    )


def read_national_file(path: Path, options: FileOptions = USUAL) -> list[NationalRow]:
    """Read the rows of ``path``, in the order of the file; quantities in the file's own units.

    Raises:
        BadInputError: a field that cannot be read, a row whose quantities do not add up, a site in
            two districts, a site, product and month twice; every fault is named.
    """
    table = TableFile(path, REQUIRED, IGNORED, options)
    read = NationalRows(table.faults)
    for line in table:
        read.add(line.number, line.fields)
    table.require_no_fault()
    return read.rows
