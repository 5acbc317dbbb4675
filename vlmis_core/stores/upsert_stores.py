"""Create and change stores, all of a file or nothing; they stay a tree with one central store."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from vlmis_core.database import Database, Transaction
from vlmis_core.database.upsert import UpsertResult, as_columns
from vlmis_core.errors import BadInputError, Fault
from vlmis_core.files.table_file import USUAL, FileOptions, TableFile, TableLine
from vlmis_core.messages import Message, message
from vlmis_core.stores.find_stores import Store, explain_store_code, require_store
from vlmis_core.stores.supply_tree import find_tree_faults, stores_by_level


@dataclass(frozen=True, slots=True)
class StoreLine:
    """A store as it is to become.

    Attributes:
        line: Its line in the file, or its position in the request.
        code: Blank: the code of its org unit, else the org unit's uid.
        name: Blank: as it is; of a new store the org unit's.
        supplier_code: None for the central store.
        org_unit_uid: None: as it is.
    """

    line: int
    code: str
    name: str
    supplier_code: str | None
    org_unit_uid: str | None


@dataclass(frozen=True, slots=True)
class _OrgUnit:
    """An org unit that a line names; ``sharing``: all org units with its code, if several."""

    org_unit_uid: str
    store_code: str
    name: str
    attached_store: str | None
    sharing: Sequence[str] | None


def upsert_stores(
    tx: Transaction, wanted: Sequence[StoreLine], *, what: Message | str
) -> UpsertResult:
    """Create the stores that are missing, change those that differ, in the caller's transaction.

    A store that has an org unit keeps it, and has its name. Holds the horizon alone: a changed
    supplier takes effect for the next day that is begun. Upserted again, nothing changes.

    Raises:
        BadInputError: a cycle, a second central store, an unknown supplier or org unit, an org unit
            of another store or with a shared code, a store that has another org unit, a code that
            is not its org unit's, a new store with a former code; every line named, nothing stored.
    """
    tx.run("stores/lock_horizon")
    stores = tx.rows("stores/select_stores", as_=Store)
    present = {store.code: _line_of(store) for store in stores}
    closed = {store.code: store.closed_on for store in stores if store.closed_on is not None}
    units = _org_units(tx, wanted)
    faults = list(_org_unit_faults(wanted, present, units))
    if faults:
        raise BadInputError(what, faults)
    complete = [_completed(line, present, units) for line in wanted]
    faults = [
        *_line_faults(complete),
        *_former_code_faults(tx, complete, present),
        *_supplier_faults(tx, complete, present, closed),
    ]
    if faults:
        raise BadInputError(what, sorted(faults, key=lambda fault: fault.line))
    return _save(tx, complete, present)


def _line_of(store: Store) -> StoreLine:
    return StoreLine(0, store.code, store.name, store.supplier_code, store.org_unit_uid)


def _org_units(tx: Transaction, wanted: Iterable[StoreLine]) -> dict[str, _OrgUnit]:
    uids = [line.org_unit_uid for line in wanted if line.org_unit_uid]
    units = tx.rows("stores/select_org_units", as_=_OrgUnit, uids=uids) if uids else []
    return {unit.org_unit_uid: unit for unit in units}


def _org_unit_faults(
    wanted: Iterable[StoreLine],
    present: Mapping[str, StoreLine],
    units: Mapping[str, _OrgUnit],
) -> Iterator[Fault]:
    for line in wanted:
        if not line.org_unit_uid:
            continue
        unit = units.get(line.org_unit_uid)
        if unit is None:
            fault = message("org_unit_is_unknown", org_unit=line.org_unit_uid)
            yield Fault(line.line, "org_unit_uid", line.org_unit_uid, fault)
        elif unit.attached_store is not None:
            if line.code not in ("", unit.attached_store):
                fault = message("org_unit_has_a_store", store=unit.attached_store)
                yield Fault(line.line, "org_unit_uid", line.org_unit_uid, fault)
        elif fault_of_code := _code_fault(line, present, unit):
            yield fault_of_code


def _code_fault(line: StoreLine, present: Mapping[str, StoreLine], unit: _OrgUnit) -> Fault | None:
    """Tell why no store may have this free org unit and its code."""
    if unit.sharing is not None:
        fault = message("code_is_shared_by_org_units", code=unit.store_code, org_units=unit.sharing)
        return Fault(line.line, "org_unit_uid", unit.org_unit_uid, fault)
    if line.code not in ("", unit.store_code):
        fault = message("org_unit_has_another_code", code=unit.store_code)
        return Fault(line.line, "code", line.code, fault)
    store = present.get(unit.store_code)
    if store is not None and store.org_unit_uid is not None:
        fault = message("store_has_another_org_unit", store=store.code, org_unit=store.org_unit_uid)
        return Fault(line.line, "org_unit_uid", unit.org_unit_uid, fault)
    return None


def _completed(
    line: StoreLine, present: Mapping[str, StoreLine], units: Mapping[str, _OrgUnit]
) -> StoreLine:
    unit = units.get(line.org_unit_uid or "")
    code = line.code or (unit.attached_store or unit.store_code if unit else "")
    before = present.get(code)
    kept_uid = before.org_unit_uid if before else None
    name = line.name or (before.name if before else "")
    if unit is not None:
        name = unit.name
    elif before is not None and kept_uid is not None:
        name = before.name
    return replace(line, code=code, name=name, org_unit_uid=line.org_unit_uid or kept_uid)


def _line_faults(complete: Iterable[StoreLine]) -> Iterator[Fault]:
    first_line: dict[str, int] = {}
    for line in complete:
        if not line.code:
            yield Fault(line.line, "code", "", message("store_has_no_code"))
        elif line.code in first_line:
            fault = message("code_is_repeated", line=first_line[line.code])
            yield Fault(line.line, "code", line.code, fault)
        if not line.name:
            yield Fault(line.line, "name", "", message("store_has_no_name"))
        first_line.setdefault(line.code, line.line)


def _former_code_faults(
    tx: Transaction, complete: Iterable[StoreLine], present: Mapping[str, StoreLine]
) -> Iterator[Fault]:
    """Name new stores with a code that another store gave up; from an org unit they may have it."""
    new = [line for line in complete if line.code not in present and not line.org_unit_uid]
    codes = [line.code for line in new]
    former = {row.code for row in tx.rows("stores/select_former_codes", codes=codes)}
    for line in new:
        if line.code in former:
            yield Fault(line.line, "code", line.code, explain_store_code(tx, line.code))


def _supplier_faults(
    tx: Transaction,
    complete: Sequence[StoreLine],
    present: Mapping[str, StoreLine],
    closed: Mapping[str, date],
) -> Iterator[Fault]:
    faults = find_tree_faults(_suppliers([*present.values(), *complete]))
    central = next((code for code, store in present.items() if store.supplier_code is None), None)
    for line in complete:
        supplier = line.supplier_code or ""
        if line.code in faults:
            fault = faults[line.code]
            if fault.code == "store_not_found":
                fault = explain_store_code(tx, supplier)
            yield Fault(line.line, "supplier_code", supplier, fault)
        elif not supplier and central is not None and line.code != central:
            fault = message("central_store_stays", store=central)
            yield Fault(line.line, "supplier_code", "", fault)
        elif supplier in closed and _differs(line, present):
            fault = message("store_is_closed", store=supplier, day=closed[supplier])
            yield Fault(line.line, "supplier_code", supplier, fault)


def _suppliers(stores: Iterable[StoreLine]) -> dict[str, str | None]:
    return {store.code: store.supplier_code for store in stores}


def _differs(line: StoreLine, present: Mapping[str, StoreLine]) -> bool:
    return replace(line, line=0) != present.get(line.code)


def _save(
    tx: Transaction, complete: Sequence[StoreLine], present: Mapping[str, StoreLine]
) -> UpsertResult:
    new = {line.code: line for line in complete if line.code not in present}
    changed = [line for line in complete if line.code in present and _differs(line, present)]
    for level in stores_by_level(_suppliers([*present.values(), *new.values()])):
        lines = [new[code] for code in level if code in new]
        if lines:
            tx.run("stores/insert_stores", **_columns(lines))
    if changed:
        tx.run("stores/update_stores", **_columns(changed))
    return UpsertResult(len(new), len(changed), len(complete) - len(new) - len(changed))


def _columns(lines: Iterable[StoreLine]) -> dict[str, list[Any]]:
    return as_columns(
        lines,
        codes="code",
        names="name",
        org_unit_uids="org_unit_uid",
        supplier_codes="supplier_code",
    )


COLUMNS = ("code", "name", "supplier_code")
OPTIONAL_COLUMNS = ("org_unit_uid",)


def import_stores(database: Database, path: Path, options: FileOptions = USUAL) -> UpsertResult:
    """Create the stores of a CSV file, change those that differ.

    Columns: code, name, supplier_code and, if wanted, org_unit_uid; lines in any order. A blank
    supplier_code means the central store; a blank org_unit_uid leaves the store attached as it is.
    A changed supplier takes effect for the next day that is begun.

    Raises:
        BadInputError: see `upsert_stores`; nothing was stored.
    """
    table = TableFile(path, COLUMNS, OPTIONAL_COLUMNS, options)
    lines = [_store_line(line) for line in table]
    with database.transaction() as tx, table.refused_together():
        return upsert_stores(tx, lines, what=path.name)


def _store_line(line: TableLine) -> StoreLine:
    return StoreLine(
        line.number,
        line.fields["code"],
        line.fields["name"],
        line.fields["supplier_code"] or None,
        line.fields["org_unit_uid"] or None,
    )


def move_store(database: Database, code: str, *, supplier_code: str) -> UpsertResult:
    """Let ``supplier_code`` supply the store from the next day that is begun on.

    Frozen days keep the supplier they had.

    Raises:
        PermanentError: no such store.
        BadInputError: the supplier is unknown, closed or supplied by the store itself.
    """
    with database.transaction() as tx:
        require_store(tx, code)
        line = StoreLine(1, code, "", supplier_code, None)
        return upsert_stores(tx, [line], what=message("named_store", store=code))
