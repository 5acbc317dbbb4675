"""Create and change products, all of a file or nothing."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vlmis_core.database import Database, Transaction
from vlmis_core.database.upsert import UpsertResult, as_columns
from vlmis_core.errors import BadField, BadInputError, PermanentError
from vlmis_core.files.csv_file import CsvLine, read_csv_file

DOSE = "dose"
_UID = re.compile("[A-Za-z][A-Za-z0-9]{10}")


@dataclass(frozen=True, slots=True)
class ProductLine:
    """A product as it shall be.

    Attributes:
        line: Where it stands in the file or request.
        unit: What one unit of quantity is. Blank: as it is; of a new product ``dose``.
        hmis_code: Uid of the data element that it reports into. None: as it is; of a new product
            none, so that it is never reported.
    """

    line: int
    code: str
    name: str
    unit: str
    hmis_code: str | None


def upsert_products(tx: Transaction, wanted: Sequence[ProductLine], *, what: str) -> UpsertResult:
    """Create the products that are missing, change those that differ, in the caller's transaction.

    Upserted again, nothing changes. A changed HMIS Code applies to what is not yet posted.

    Raises:
        BadInputError: a code or name missing or repeated, an HMIS Code that is no uid or that
            another unretired product has, another unit for a product with stock history.
    """
    tx.run("stores/lock_horizon")
    rows = {row.code: row for row in tx.rows("products/select_products")}
    complete = [_completed(line, rows) for line in wanted]
    bad = [*_bad_lines(complete, rows), *_bad_hmis_codes(complete, rows)]
    if bad:
        raise BadInputError(what, sorted(bad, key=lambda field: field.line))
    new = [line for line in complete if line.code not in rows]
    changed = [line for line in complete if line.code in rows and _differs(line, rows)]
    freed = [line.code for line in changed if line.hmis_code != rows[line.code].hmis_code]
    if freed:
        tx.run("products/release_hmis_codes", codes=freed)
    if new:
        tx.run("products/insert_products", **_columns(new))
    if changed:
        tx.run("products/update_products", **_columns(changed))
    return UpsertResult(len(new), len(changed), len(complete) - len(new) - len(changed))


def _completed(line: ProductLine, rows: Mapping[str, Any]) -> ProductLine:
    before = rows.get(line.code)
    return replace(
        line,
        name=line.name or (before.name if before else ""),
        unit=line.unit or (before.unit if before else DOSE),
        hmis_code=line.hmis_code or (before.hmis_code if before else None),
    )


def _differs(line: ProductLine, rows: Mapping[str, Any]) -> bool:
    row = rows[line.code]
    return (line.name, line.unit, line.hmis_code) != (row.name, row.unit, row.hmis_code)


def _bad_lines(complete: Iterable[ProductLine], rows: Mapping[str, Any]) -> Iterator[BadField]:
    first_line: dict[str, int] = {}
    for line in complete:
        if not line.code:
            yield BadField(line.line, "code", "", "is missing")
        elif line.code in first_line:
            why = f"stands on line {first_line[line.code]} already"
            yield BadField(line.line, "code", line.code, why)
        first_line.setdefault(line.code, line.line)
        if not line.name:
            yield BadField(line.line, "name", "", "is missing")
        row = rows.get(line.code)
        if row is not None and row.has_stock_history and line.unit != row.unit:
            why = f"its stock is recorded in {row.unit}; make a new product for another unit"
            yield BadField(line.line, "unit", line.unit, why)


def _bad_hmis_codes(complete: Sequence[ProductLine], rows: Mapping[str, Any]) -> Iterator[BadField]:
    wanted = {line.code for line in complete}
    used = {
        row.hmis_code: row.code
        for row in rows.values()
        if row.hmis_code and row.retired_on is None and row.code not in wanted
    }
    for line in complete:
        if not line.hmis_code:
            continue
        if not _UID.fullmatch(line.hmis_code):
            why = "is not a DHIS2 uid: a letter and ten letters or digits"
            yield BadField(line.line, "hmis_code", line.hmis_code, why)
        elif line.code in rows and rows[line.code].retired_on is not None:
            continue  # Only products in use compete for a data element.
        elif used.setdefault(line.hmis_code, line.code) != line.code:
            why = f"product {used[line.hmis_code]} reports into it already"
            yield BadField(line.line, "hmis_code", line.hmis_code, why)


def _columns(lines: Iterable[ProductLine]) -> dict[str, list[Any]]:
    return as_columns(lines, codes="code", names="name", units="unit", hmis_codes="hmis_code")


COLUMNS = ("code", "name")
OPTIONAL_COLUMNS = ("unit", "hmis_code")


def import_products(database: Database, path: Path) -> UpsertResult:
    """Create the products of a CSV file (code, name, unit, hmis_code), change those that differ.

    A blank unit of a new product is ``dose``; a blank hmis_code leaves the code as it is.

    Raises:
        BadInputError: see `upsert_products`; nothing was stored.
    """
    lines = read_csv_file(path, required=COLUMNS, optional=OPTIONAL_COLUMNS)
    with database.transaction() as tx:
        return upsert_products(tx, [_product_line(line) for line in lines], what=path.name)


def _product_line(line: CsvLine) -> ProductLine:
    return ProductLine(
        line.number,
        line.fields["code"],
        line.fields["name"],
        line.fields["unit"],
        line.fields["hmis_code"] or None,
    )


def add_product(database: Database, code: str, name: str, unit: str) -> None:
    """Create a product without an HMIS Code: it can be stocked, and is not reported yet.

    Raises:
        BadInputError: no code or name, or a product has this code; nothing was stored.
    """
    what = f"product {code}" if code else "product"
    with database.transaction() as tx:
        tx.run("stores/lock_horizon")
        if code in {row.code for row in tx.rows("products/select_products")}:
            raise BadInputError(what, [BadField(1, "code", code, "a product has this code")])
        upsert_products(tx, [ProductLine(1, code, name, unit, None)], what=what)


def set_hmis_code(database: Database, product_code: str, hmis_code: str) -> UpsertResult:
    """Let the product report into the data element ``hmis_code``, from what is not yet posted on.

    Raises:
        PermanentError: no such product.
        BadInputError: it is no uid, or another unretired product has it.
    """
    with database.transaction() as tx:
        if product_code not in {row.code for row in tx.rows("products/select_products")}:
            raise PermanentError(
                f"{product_code}: no such product; vlmis products list shows them."
            )
        line = ProductLine(1, product_code, "", "", hmis_code)
        return upsert_products(tx, [line], what=f"product {product_code}")
