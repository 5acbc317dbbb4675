"""Create and change products, all of a file or nothing."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vlmis_core.database import Database, Transaction
from vlmis_core.database.upsert import UpsertResult, as_columns
from vlmis_core.errors import BadInputError, Fault, PermanentError
from vlmis_core.files.table_file import USUAL, FileOptions, TableFile, TableLine
from vlmis_core.messages import Message, message
from vlmis_core.products.select_products import Product

DOSE = "dose"
_UID = re.compile("[A-Za-z][A-Za-z0-9]{10}")


@dataclass(frozen=True, slots=True)
class ProductLine:
    """A product as it is to become.

    Attributes:
        line: Its line in the file, or its position in the request.
        unit: What one unit of quantity is. Blank: as it is; of a new product ``dose``.
        hmis_code: Uid of the data element that it reports into. None: as it is; of a new product
            none, so that it is never reported.
    """

    line: int
    code: str
    name: str
    unit: str
    hmis_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _KnownProduct(Product):
    has_quantities: bool


def _known_products(tx: Transaction) -> dict[str, _KnownProduct]:
    products = tx.rows("products/select_known_products", as_=_KnownProduct)
    return {product.code: product for product in products}


def upsert_products(
    tx: Transaction, wanted: Sequence[ProductLine], *, what: Message | str
) -> UpsertResult:
    """Create the products that are missing, change those that differ, in the caller's transaction.

    Upserted again, nothing changes. A changed HMIS Code applies to what is not yet posted.

    Raises:
        BadInputError: a code or name missing or repeated, an HMIS Code that is no uid or that
            another unretired product has, another unit for a product with recorded quantities.
    """
    tx.run("stores/lock_horizon")
    known = _known_products(tx)
    complete = [_completed(line, known) for line in wanted]
    faults = [*_line_faults(complete, known), *_hmis_code_faults(complete, known)]
    if faults:
        raise BadInputError(what, sorted(faults, key=lambda fault: fault.line))
    new = [line for line in complete if line.code not in known]
    changed = [line for line in complete if line.code in known and _differs(line, known)]
    freed = [line.code for line in changed if line.hmis_code != known[line.code].hmis_code]
    if freed:
        tx.run("products/release_hmis_codes", codes=freed)
    if new:
        tx.run("products/insert_products", **_columns(new))
    if changed:
        tx.run("products/update_products", **_columns(changed))
    return UpsertResult(len(new), len(changed), len(complete) - len(new) - len(changed))


def _completed(line: ProductLine, known: Mapping[str, _KnownProduct]) -> ProductLine:
    before = known.get(line.code)
    return replace(
        line,
        name=line.name or (before.name if before else ""),
        unit=line.unit or (before.unit if before else DOSE),
        hmis_code=line.hmis_code or (before.hmis_code if before else None),
    )


def _differs(line: ProductLine, known: Mapping[str, _KnownProduct]) -> bool:
    row = known[line.code]
    return (line.name, line.unit, line.hmis_code) != (row.name, row.unit, row.hmis_code)


def _line_faults(
    complete: Iterable[ProductLine], known: Mapping[str, _KnownProduct]
) -> Iterator[Fault]:
    first_line: dict[str, int] = {}
    for line in complete:
        if not line.code:
            yield Fault(line.line, "code", "", message("field_is_missing"))
        elif line.code in first_line:
            fault = message("code_is_repeated", line=first_line[line.code])
            yield Fault(line.line, "code", line.code, fault)
        first_line.setdefault(line.code, line.line)
        if not line.name:
            yield Fault(line.line, "name", "", message("field_is_missing"))
        row = known.get(line.code)
        if row is not None and row.has_quantities and line.unit != row.unit:
            fault = message("product_unit_is_fixed", unit=row.unit)
            yield Fault(line.line, "unit", line.unit, fault)


def _hmis_code_faults(
    complete: Sequence[ProductLine], known: Mapping[str, _KnownProduct]
) -> Iterator[Fault]:
    wanted = {line.code for line in complete}
    used = {
        row.hmis_code: row.code
        for row in known.values()
        if row.hmis_code and row.retired_on is None and row.code not in wanted
    }
    for line in complete:
        if not line.hmis_code:
            continue
        if not _UID.fullmatch(line.hmis_code):
            fault = message("hmis_code_is_no_uid", hmis_code=line.hmis_code)
            yield Fault(line.line, "hmis_code", line.hmis_code, fault)
        elif line.code in known and known[line.code].retired_on is not None:
            continue  # Only products in use compete for a data element.
        elif used.setdefault(line.hmis_code, line.code) != line.code:
            fault = message("hmis_code_is_taken", product=used[line.hmis_code])
            yield Fault(line.line, "hmis_code", line.hmis_code, fault)


def _columns(lines: Iterable[ProductLine]) -> dict[str, list[Any]]:
    return as_columns(lines, codes="code", names="name", units="unit", hmis_codes="hmis_code")


COLUMNS = ("code", "name")
OPTIONAL_COLUMNS = ("unit", "hmis_code")


def import_products(database: Database, path: Path, options: FileOptions = USUAL) -> UpsertResult:
    """Create the products of a CSV file (code, name, unit, hmis_code), change those that differ.

    A blank unit of a new product is ``dose``; a blank hmis_code leaves the code as it is.

    Raises:
        BadInputError: see `upsert_products`; nothing was stored.
    """
    table = TableFile(path, COLUMNS, OPTIONAL_COLUMNS, options)
    lines = [_product_line(line) for line in table]
    with database.transaction() as tx, table.refused_together():
        return upsert_products(tx, lines, what=path.name)


def _product_line(line: TableLine) -> ProductLine:
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
    what = message("new_product")
    with database.transaction() as tx:
        tx.run("stores/lock_horizon")
        if code in _known_products(tx):
            raise BadInputError(what, [Fault(1, "code", code, message("product_code_is_taken"))])
        upsert_products(tx, [ProductLine(1, code, name, unit, None)], what=what)


def set_hmis_code(database: Database, product_code: str, hmis_code: str) -> UpsertResult:
    """Let the product report into the data element ``hmis_code``, from what is not yet posted on.

    Raises:
        PermanentError: no such product.
        BadInputError: it is no uid, or another unretired product has it.
    """
    with database.transaction() as tx:
        if product_code not in _known_products(tx):
            raise PermanentError(message("product_not_found", product=product_code))
        line = ProductLine(1, product_code, "", "", hmis_code)
        return upsert_products(tx, [line], what=message("named_product", product=product_code))


def change_product(
    database: Database, code: str, *, name: str, unit: str, doses_per_vial: int | None
) -> UpsertResult:
    """Give a product another name, unit and number of doses in a vial; the change is kept.

    The unit is what recorded quantities count. It stays once a store has held the product or has
    limits in its unit, also of a frozen day: other quantities would then be read into them.

    Raises:
        PermanentError: no such product.
        BadInputError: no name, another unit although quantities are recorded, or less than one
            dose in a vial; nothing was stored.
    """
    what = message("named_product", product=code)
    with database.transaction() as tx:
        tx.run("stores/lock_horizon")
        known = _known_products(tx)
        if code not in known:
            raise PermanentError(message("product_not_found", product=code))
        wanted = ProductLine(1, code, name, unit, None)
        faults = list(_line_faults([wanted], known))
        if not unit:
            faults.append(Fault(1, "unit", "", message("field_is_missing")))
        if doses_per_vial is not None and doses_per_vial < 1:
            fault = message("number_is_too_small", limit=1)
            faults.append(Fault(1, "doses_per_vial", str(doses_per_vial), fault))
        if faults:
            raise BadInputError(what, faults)
        if known[code].doses_per_vial != doses_per_vial:
            tx.run("products/update_doses_per_vial", code=code, doses_per_vial=doses_per_vial)
        return upsert_products(tx, [wanted], what=what)
