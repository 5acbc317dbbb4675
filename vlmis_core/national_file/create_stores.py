"""Create the stores and products that a national file names."""

from collections.abc import Iterable
from pathlib import Path

from vlmis_core.database import Database
from vlmis_core.database.upsert import UpsertResult
from vlmis_core.files.table_file import USUAL, FileOptions, TableFile
from vlmis_core.messages import message
from vlmis_core.national_file.codes import central_code
from vlmis_core.national_file.rows import NationalRow
from vlmis_core.products.upsert_products import ProductLine, upsert_products
from vlmis_core.stores.upsert_stores import StoreLine, upsert_stores

UNIT = "national file unit"
"""The file counts each product in a unit that it does not name."""

PRODUCT_COLUMNS = ("product_code", "product_type", "product_name")


def create_national_stores(database: Database, rows: Iterable[NationalRow]) -> UpsertResult:
    """Create the missing stores of the chain central → region → district → site.

    A new store is attached to the org unit with its code where there is one.

    Raises:
        BadInputError: see `upsert_stores`; nothing was stored.
    """
    wanted = _chain(rows)
    with database.transaction() as tx:
        present = {row.code for row in tx.rows("stores/select_stores")}
        missing = {code: line for code, line in wanted.items() if code not in present}
        units = tx.rows("national_file/select_org_units_by_store_code", codes=list(missing))
        unit_of = {unit.store_code: unit for unit in units}
        lines = [
            StoreLine(
                number,
                code,
                unit_of[code].name if code in unit_of else name,
                supplier_code,
                unit_of[code].org_unit_uid if code in unit_of else None,
            )
            for number, (code, (name, supplier_code)) in enumerate(missing.items(), start=1)
        ]
        result = upsert_stores(tx, lines, what=message("national_stores_made"))
    return UpsertResult(result.created, 0, len(wanted) - result.created)


def import_national_products(
    database: Database, path: Path, options: FileOptions = USUAL
) -> UpsertResult:
    """Create the products of a national products file, and update the names of known ones.

    Raises:
        BadInputError: see `upsert_products`; nothing was stored.
    """
    table = TableFile(path, PRODUCT_COLUMNS, options=options)
    lines = [
        ProductLine(
            line.number, line.fields["product_code"], line.fields["product_name"], UNIT, None
        )
        for line in table
    ]
    with database.transaction() as tx, table.refused_together():
        return upsert_products(tx, lines, what=path.name)


def _chain(rows: Iterable[NationalRow]) -> dict[str, tuple[str, str | None]]:
    """Map each store code to its name and the code of its supplier, suppliers first.

    A site is supplied by its district of the newest month.
    """
    central, regions, districts, sites = central_code(), {}, {}, {}
    for row in sorted(rows, key=lambda row: row.month):
        region, district = row.supplier_codes
        regions[region] = (row.region, central)
        districts[district] = (row.district, region)
        sites[row.site_code] = (row.site_code, district)
    return {central: ("Central store", None), **regions, **districts, **sites}
