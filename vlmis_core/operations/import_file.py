"""Import a file of any kind for a person: what each kind needs, and at which stores it may record.

The kinds are those of the commands; ``uploaded_files`` keeps the files that come from a browser.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action
from vlmis_core.database import Database
from vlmis_core.database.upsert import UpsertResult
from vlmis_core.errors import BadInputError, Fault, PermanentError
from vlmis_core.files.table_file import USUAL, FileOptions, TableFile
from vlmis_core.freeze import go_live
from vlmis_core.ledger import record_counts, record_movements
from vlmis_core.ledger.movements import Entry, Recorded
from vlmis_core.messages import message
from vlmis_core.national_file import create_stores
from vlmis_core.national_file import rows as national_rows
from vlmis_core.national_file.import_national_monthly import (
    NationalImport,
    import_national_monthly,
    read_national_file,
)
from vlmis_core.products import upsert_products
from vlmis_core.stock_limits import save_limits
from vlmis_core.stores import upsert_stores
from vlmis_core.stores.find_stores import find_store_ids

Result = Recorded | UpsertResult | NationalImport | int
"""Of entries; of stores, products, stock limits; of a national file; pairs of initial stock."""


class FileKind(StrEnum):
    """What a file holds."""

    MOVEMENTS = "movements"
    COUNTS = "counts"
    STORES = "stores"
    PRODUCTS = "products"
    STOCK_LIMITS = "stock_limits"
    INITIAL_STOCK = "initial_stock"
    NATIONAL_MONTHLY = "national_monthly"
    NATIONAL_PRODUCTS = "national_products"


@dataclass(frozen=True, slots=True)
class WantedImport:
    """How to import a file.

    Attributes:
        kind: What it holds.
        options: What the person knows of the file.
        first_day: Of initial stock: the first day of the ledger.
        creates_stores: Of a national file: create the stores that are missing.
    """

    kind: FileKind
    options: FileOptions = USUAL
    first_day: date | None = None
    creates_stores: bool = False


Importer = Callable[[Database, Path, WantedImport, Entry], Result]


@dataclass(frozen=True, slots=True)
class ImportKind:
    """How a kind of file is imported: the permission, the columns, and what does it."""

    action: Action
    required: Sequence[str]
    optional: Sequence[str]
    importer: Importer


def _with_entry(service: Callable[[Database, Path, Entry, FileOptions], Recorded]) -> Importer:
    return lambda database, path, wanted, entry: service(database, path, entry, wanted.options)


def _without_entry(service: Callable[[Database, Path, FileOptions], UpsertResult]) -> Importer:
    return lambda database, path, wanted, _: service(database, path, wanted.options)


def _import_initial_stock(
    database: Database, path: Path, wanted: WantedImport, entry: Entry
) -> int:
    first_day = wanted.first_day or entry.today
    if first_day > entry.today:
        raise PermanentError(message("day_is_after_today", day=first_day, today=entry.today))
    run_id = f"import-{entry.recorded_by}-{entry.recorded_at:%Y%m%dT%H%M%S}"
    return go_live.import_initial_stock(
        database, path, wanted.options, first_day=first_day, run_id=run_id
    )


def _import_national_monthly(
    database: Database, path: Path, wanted: WantedImport, entry: Entry
) -> NationalImport:
    if wanted.creates_stores:
        rows = read_national_file(path, wanted.options)
        create_stores.create_national_stores(database, rows)
    return import_national_monthly(database, path, entry, wanted.options)


KINDS: Mapping[FileKind, ImportKind] = MappingProxyType(
    {
        FileKind.MOVEMENTS: ImportKind(
            Action.RECORD,
            record_movements.REQUIRED,
            record_movements.OPTIONAL,
            _with_entry(record_movements.import_movements),
        ),
        FileKind.COUNTS: ImportKind(
            Action.RECORD,
            record_counts.REQUIRED,
            record_counts.OPTIONAL,
            _with_entry(record_counts.import_counts),
        ),
        FileKind.STORES: ImportKind(
            Action.MAINTAIN_STORES,
            upsert_stores.COLUMNS,
            upsert_stores.OPTIONAL_COLUMNS,
            _without_entry(upsert_stores.import_stores),
        ),
        FileKind.PRODUCTS: ImportKind(
            Action.MAINTAIN_PRODUCTS,
            upsert_products.COLUMNS,
            upsert_products.OPTIONAL_COLUMNS,
            _without_entry(upsert_products.import_products),
        ),
        FileKind.STOCK_LIMITS: ImportKind(
            Action.MAINTAIN_STOCK_LIMITS,
            save_limits.COLUMNS,
            save_limits.OPTIONAL_COLUMNS,
            _without_entry(save_limits.import_limits),
        ),
        FileKind.INITIAL_STOCK: ImportKind(
            Action.CHANGE_SETTINGS,
            go_live.COLUMNS,
            go_live.OPTIONAL_COLUMNS,
            _import_initial_stock,
        ),
        FileKind.NATIONAL_MONTHLY: ImportKind(
            Action.MAINTAIN_STORES,
            national_rows.REQUIRED,
            national_rows.IGNORED,
            _import_national_monthly,
        ),
        FileKind.NATIONAL_PRODUCTS: ImportKind(
            Action.MAINTAIN_PRODUCTS,
            create_stores.PRODUCT_COLUMNS,
            (),
            _without_entry(create_stores.import_national_products),
        ),
    }
)

KEEPERS_KINDS = frozenset({"arrival", "distribution_out", "dispensing", "wastage"})
"""Movements that a store keeper may record: a return is two acts, a count has its own file."""


def import_file(
    database: Database, path: Path, wanted: WantedImport, person: Person, entry: Entry
) -> Result:
    """Import a file as the command of its kind does; a store keeper's holds only own stores.

    ``database`` is the pipeline's for initial stock, the recorder's for all else. The person must
    have the permission of the kind.

    Raises:
        BadInputError: names every fault; the caller's transaction must not be kept.
        PermanentError: as the import of the kind, for instance ledger_is_live.
    """
    foreign = list(_foreign_lines(database, path, wanted, person))
    try:
        result = KINDS[wanted.kind].importer(database, path, wanted, entry)
    except BadInputError as error:
        # Whoever keeps some stores learns nothing of others: of their lines, only this.
        lines = {fault.line for fault in foreign}
        others = [fault for fault in error.faults if fault.line not in lines]
        faults = sorted([*others, *foreign], key=lambda fault: fault.line)
        raise BadInputError(path.name, faults) from error
    if foreign:
        raise BadInputError(path.name, foreign)
    return result


def first_lines(
    path: Path, wanted: WantedImport, *, line_count: int
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Read the columns of a readable file that are filled in its first lines, and those lines."""
    needs = KINDS[wanted.kind]
    columns = [*needs.required, *needs.optional]
    table = TableFile(path, needs.required, needs.optional, wanted.options)
    lines = list(islice(table.rows(), line_count))
    shown = [at for at in range(len(columns)) if any(fields[at] for _, fields in lines)]
    return [columns[at] for at in shown], [
        (number, [fields[at] for at in shown]) for number, fields in lines
    ]


def _foreign_lines(
    database: Database, path: Path, wanted: WantedImport, person: Person
) -> Iterator[Fault]:
    """Name the lines that a store keeper may not record; the import names what cannot be read."""
    is_of_all = person.stores_for(Action.RECORD) is None
    if is_of_all or KINDS[wanted.kind].action is not Action.RECORD:
        return
    needs = KINDS[wanted.kind]
    table = TableFile(path, needs.required, needs.optional, wanted.options)
    lines = [(line.number, line.fields["store_code"], line.fields.get("kind")) for line in table]
    ids = find_store_ids(database, {code for _, code, _ in lines})
    for number, code, kind in lines:
        if not person.may_at(Action.RECORD, ids.get(code, 0)):
            yield Fault(number, "store_code", code, message("not_your_store"))
        elif wanted.kind is FileKind.MOVEMENTS and kind not in KEEPERS_KINDS:
            yield Fault(number, "kind", kind or "", message("kind_is_not_for_keepers"))
