"""Let the sites of a national file move with its months from one district to another.

The days of an imported month have the supply tree of that month (``vlmis.national_supplier``);
the present supplier of a site is its district of the newest month.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from vlmis_core.database import Transaction
from vlmis_core.errors import BadInputError, Fault
from vlmis_core.messages import Message, message
from vlmis_core.national_file.codes import central_code
from vlmis_core.national_file.rows import NationalRow
from vlmis_core.stores.upsert_stores import StoreLine, upsert_stores

Months = Sequence[tuple[date, Sequence[NationalRow]]]
"""Months, oldest first, and the rows of each."""
Districts = Mapping[str, str]
"""Site code → code of the store of its district."""


@dataclass(frozen=True, slots=True)
class SiteMove:
    """A site that the file has in another district from a month on; districts by store code."""

    site_code: str
    month: date
    supplier_before: str
    supplier: str


def last_districts(tx: Transaction) -> dict[str, str]:
    """Read the district of each site in the newest imported month that has it."""
    rows = tx.rows("national_file/select_last_suppliers", country_file=central_code())
    return {row.site_code: row.supplier_code for row in rows}


def find_moves(months: Months, before: Districts) -> Iterator[SiteMove]:
    """Name the sites that change their district in these months, which follow on ``before``."""
    present = dict(before)
    for month, rows in months:
        districts = _districts(rows)
        for site, district in districts.items():
            if present.get(site, district) != district:
                yield SiteMove(site, month, present[site], district)
        present |= districts


def find_supplier_faults(
    months: Months, before: Districts, supplier_of: Mapping[str, str | None]
) -> Iterator[Fault]:
    """Name the sites whose present supplier is in no month their district: a person moved them."""
    known = defaultdict(set, {site: {district} for site, district in before.items()})
    for _, rows in months:
        for site, district in _districts(rows).items():
            known[site].add(district)
    for site, row in _newest_rows(months).items():
        if site in supplier_of and supplier_of[site] not in known[site]:
            differs = other_supplier(site, supplier_of[site], row.supplier_codes[1])
            yield Fault(row.line, "site_code", site, differs)


def other_supplier(store: str, supplier: str | None, expected: str | None) -> Message:
    """Tell that a store has another supplier than the file says."""
    return message("store_has_other_supplier", store=store, supplier=supplier, expected=expected)


def follow_districts(tx: Transaction, months: Months, source: str) -> None:
    """Keep who supplies each site in each month; from now on the newest month's district does.

    Raises:
        BadInputError: the district that a site moves to is closed; nothing was stored.
    """
    for month, rows in months:
        districts = _districts(rows)
        tx.run(
            "national_file/insert_suppliers",
            country_file=central_code(),
            month=month,
            site_codes=list(districts),
            supplier_codes=list(districts.values()),
        )
    present = {row.code: row.supplier_code for row in tx.rows("stores/select_stores")}
    moved = [
        StoreLine(row.line, site, "", row.supplier_codes[1], None)
        for site, row in _newest_rows(months).items()
        if present[site] != row.supplier_codes[1]
    ]
    if moved:
        try:
            upsert_stores(tx, moved, what=source)
        except BadInputError as error:
            faults = [replace(fault, field="district") for fault in error.faults]
            raise BadInputError(source, faults) from error


def _districts(rows: Sequence[NationalRow]) -> dict[str, str]:
    return {row.site_code: row.supplier_codes[1] for row in rows}


def _newest_rows(months: Months) -> dict[str, NationalRow]:
    return {row.site_code: row for _, rows in months for row in rows}
