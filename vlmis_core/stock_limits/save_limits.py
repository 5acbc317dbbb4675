"""Save minimum and maximum stock: all limits of a file, form or request, or none of them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from vlmis_core.database import Database, Transaction
from vlmis_core.database.upsert import UpsertResult
from vlmis_core.errors import BadInputError, Fault
from vlmis_core.files.table_file import USUAL, FileOptions, TableFile, TableLine, whole_number
from vlmis_core.messages import Message, message
from vlmis_core.products.select_products import Product
from vlmis_core.stores.find_stores import explain_store_code

MOST_MONTHS = 120
_MONTHS = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class LimitLine:
    """The limits of a product at a level or at a store, as they were typed.

    Attributes:
        line: Its line in the file, or its position in the request.
        level: Level of the supply tree; blank: the limits are those of one store.
        minimum_months: With its maximum: of a level, in months of consumption.
        store_code: Blank: the limits are those of a level.
        minimum: With its maximum: of a store, in units of the product.
    """

    line: int
    product_code: str = ""
    level: str = ""
    minimum_months: str = ""
    maximum_months: str = ""
    store_code: str = ""
    minimum: str = ""
    maximum: str = ""


class _Limit(NamedTuple):
    """What is saved; ``place`` is a level, or the code of a store."""

    place: int | str
    product_code: str
    minimum: Decimal
    maximum: Decimal


@dataclass(frozen=True, slots=True)
class _Bound:
    """One of the two ends of a limit, with the field that holds it."""

    field: str
    text: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class _NamedStore:
    code: str
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class _Known:
    """What lines may name: products, stores, levels."""

    products: Mapping[str, Product]
    stores: Mapping[str, _NamedStore]
    level_count: int
    explain_store: Callable[[str], Message]


def save_limits(
    tx: Transaction, lines: Sequence[LimitLine], *, what: Message | str
) -> UpsertResult:
    """Create the limits that are missing, change those that differ, in the caller's transaction.

    Saved again, nothing changes. Days that are computed already keep the limits they had.

    Raises:
        BadInputError: a level, store or product that is unknown or has ended, a level and a store
            or neither, a limit that is no number or in the wrong columns, a minimum above its
            maximum, limits that are given twice; every fault named, nothing stored.
    """
    known = _read_known(tx, lines)
    faults = [fault for line in lines for fault in _faults_of(line, known)]
    faults += _repeated(lines)
    if faults:
        raise BadInputError(what, sorted(faults, key=lambda fault: fault.line))
    levels = _upsert(
        tx,
        "stock_limits/select_present_level_limits",
        "stock_limits/upsert_level_limits",
        [_limit(int(line.level), line) for line in lines if line.level],
    )
    stores = _upsert(
        tx,
        "stock_limits/select_present_pair_limits",
        "stock_limits/upsert_pair_limits",
        [_limit(line.store_code, line) for line in lines if line.store_code],
    )
    return UpsertResult(
        levels.created + stores.created,
        levels.changed + stores.changed,
        levels.unchanged + stores.unchanged,
    )


def _read_known(tx: Transaction, lines: Sequence[LimitLine]) -> _Known:
    products = tx.rows("products/select_products", as_=Product)
    codes = sorted({line.store_code for line in lines if line.store_code})
    stores = tx.rows("stock_limits/select_named_stores", as_=_NamedStore, codes=codes)
    return _Known(
        {product.code: product for product in products},
        {store.code: store for store in stores},
        len(tx.rows("stores/count_stores_by_level")),
        lambda code: explain_store_code(tx, code),
    )


def _faults_of(line: LimitLine, known: _Known) -> Iterator[Fault]:
    yield from _faults_of_product(line, known)
    if bool(line.level) == bool(line.store_code):
        code = "limit_has_level_and_store" if line.level else "limit_needs_level_or_store"
        yield Fault(line.line, "level", line.level, message(code))
        return
    wrong_place = _fault_of_level(line, known) if line.level else _fault_of_store(line, known)
    if wrong_place is not None:
        field = "level" if line.level else "store_code"
        yield Fault(line.line, field, line.level or line.store_code, wrong_place)
    yield from _faults_of_bounds(line)


def _faults_of_product(line: LimitLine, known: _Known) -> Iterator[Fault]:
    product = known.products.get(line.product_code)
    if not line.product_code:
        yield Fault(line.line, "product_code", "", message("field_is_missing"))
    elif product is None:
        unknown = message("product_not_found", product=line.product_code)
        yield Fault(line.line, "product_code", line.product_code, unknown)
    elif product.retired_on is not None:
        retired = message("product_is_retired", product=product.code, day=product.retired_on)
        yield Fault(line.line, "product_code", line.product_code, retired)


def _fault_of_level(line: LimitLine, known: _Known) -> Message | None:
    level = whole_number(line.level)
    if level is None:
        return message("not_a_whole_number")
    if not 1 <= level <= known.level_count:
        return message("level_is_not_in_the_tree", level=level, count=known.level_count)
    return None


def _fault_of_store(line: LimitLine, known: _Known) -> Message | None:
    store = known.stores.get(line.store_code)
    if store is None:
        return known.explain_store(line.store_code)
    if store.closed_on is not None:
        return message("store_is_closed", store=store.code, day=store.closed_on)
    return None


def _faults_of_bounds(line: LimitLine) -> Iterator[Fault]:
    """Name what is wrong with minimum and maximum; the other two fields must be blank."""
    bounds = _bounds(line)
    foreign = (
        [("minimum", line.minimum), ("maximum", line.maximum)]
        if line.level
        else [("minimum_months", line.minimum_months), ("maximum_months", line.maximum_months)]
    )
    code = "limit_of_level_is_in_months" if line.level else "limit_of_store_is_in_units"
    for field, text in foreign:
        if text:
            yield Fault(line.line, field, text, message(code))
    for bound in bounds:
        wrong = _fault_of_bound(bound, is_months=bool(line.level))
        if wrong is not None:
            yield Fault(line.line, bound.field, bound.text, wrong)
    low, high = bounds
    if low.value is not None and high.value is not None and low.value > high.value:
        above = message("minimum_is_above_maximum")
        yield Fault(line.line, low.field, low.text, above)


def _fault_of_bound(bound: _Bound, *, is_months: bool) -> Message | None:
    if not bound.text:
        return message("field_is_missing")
    if is_months:
        is_right = bound.value is not None and 0 < bound.value <= MOST_MONTHS
        return None if is_right else message("not_a_number_of_months", limit=MOST_MONTHS)
    if bound.value is None:
        return message("not_a_whole_number")
    return message("number_is_too_small", limit=1) if bound.value < 1 else None


def _bounds(line: LimitLine) -> tuple[_Bound, _Bound]:
    if line.level:
        return (
            _Bound("minimum_months", line.minimum_months, _months(line.minimum_months)),
            _Bound("maximum_months", line.maximum_months, _months(line.maximum_months)),
        )
    return (
        _Bound("minimum", line.minimum, _units(line.minimum)),
        _Bound("maximum", line.maximum, _units(line.maximum)),
    )


def _months(text: str) -> Decimal | None:
    """Read months; a French spreadsheet writes 1,5."""
    return Decimal(text.replace(",", ".")) if _MONTHS.fullmatch(text) else None


def _units(text: str) -> Decimal | None:
    number = whole_number(text)
    return None if number is None else Decimal(number)


def _repeated(lines: Iterable[LimitLine]) -> Iterator[Fault]:
    first_line: dict[tuple[int | str | None, str], int] = {}
    for line in lines:
        place = whole_number(line.level) if line.level else line.store_code
        if not place or not line.product_code:
            continue
        before = first_line.setdefault((place, line.product_code), line.line)
        if before != line.line:
            repeated = message("limit_is_repeated", line=before)
            yield Fault(line.line, "product_code", line.product_code, repeated)


def _limit(place: int | str, line: LimitLine) -> _Limit:
    low, high = _bounds(line)
    assert low.value is not None  # Required before.
    assert high.value is not None
    return _Limit(place, line.product_code, low.value, high.value)


def _upsert(
    tx: Transaction, present_statement: str, upsert_statement: str, limits: Sequence[_Limit]
) -> UpsertResult:
    if not limits:
        return UpsertResult(0, 0, 0)
    keys = _columns(limits)
    rows = tx.rows(present_statement, as_=_Limit, places=keys["places"], products=keys["products"])
    present = {(row.place, row.product_code): row for row in rows}
    new = [limit for limit in limits if limit[:2] not in present]
    changed = [limit for limit in limits if present.get(limit[:2], limit) != limit]
    if new or changed:
        tx.run(upsert_statement, **_columns([*new, *changed]))
    return UpsertResult(len(new), len(changed), len(limits) - len(new) - len(changed))


def _columns(limits: Sequence[_Limit]) -> dict[str, list[Any]]:
    places, products, minimums, maximums = (list(column) for column in zip(*limits, strict=True))
    return {
        "places": places,
        "products": products,
        "minimums": minimums,
        "maximums": maximums,
    }


COLUMNS = ("product_code",)
OPTIONAL_COLUMNS = (
    "level",
    "minimum_months",
    "maximum_months",
    "store_code",
    "minimum",
    "maximum",
)


def import_limits(database: Database, path: Path, options: FileOptions = USUAL) -> UpsertResult:
    """Save the limits of a file: each line names a level with months, or a store with units.

    Raises:
        BadInputError: see `save_limits`; nothing was stored.
    """
    table = TableFile(path, COLUMNS, OPTIONAL_COLUMNS, options)
    lines = [_limit_line(line) for line in table]
    with database.transaction() as tx, table.refused_together():
        return save_limits(tx, lines, what=path.name)


def _limit_line(line: TableLine) -> LimitLine:
    return LimitLine(line.number, **line.fields)
