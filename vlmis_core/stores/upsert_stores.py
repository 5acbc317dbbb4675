"""Create and change stores, all of a file or nothing; they stay a tree with one central store."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vlmis_core.database import Database, Transaction
from vlmis_core.database.upsert import UpsertResult, as_columns
from vlmis_core.errors import BadField, BadInputError, PermanentError
from vlmis_core.files.csv_file import CsvLine, read_csv_file
from vlmis_core.messages import Message
from vlmis_core.stores.supply_tree import find_tree_faults, stores_by_level


@dataclass(frozen=True, slots=True)
class StoreLine:
    """A store as it shall be.

    Attributes:
        line: Where it stands in the file or request.
        code: Blank: that of its org unit, else the org unit's uid.
        name: Blank: as it is; of a new store the org unit's.
        supplier_code: None for the central store.
        org_unit_uid: None: as it is.
    """

    line: int
    code: str
    name: str
    supplier_code: str | None
    org_unit_uid: str | None


def upsert_stores(
    tx: Transaction, wanted: Sequence[StoreLine], *, what: Message | str
) -> UpsertResult:
    """Create the stores that are missing, change those that differ, in the caller's transaction.

    Holds the horizon alone: a changed supplier takes effect for the next day that is begun.
    Upserted again, nothing changes.

    Raises:
        BadInputError: a cycle, a second central store, an unknown supplier or org unit, an org unit
            used twice, a code that is not its org unit's; every line named, nothing stored.
    """
    tx.run("stores/lock_horizon")
    rows = tx.rows("stores/select_stores")
    present = {row.code: _present(row) for row in rows}
    closed = {row.code for row in rows if row.closed_on is not None}
    units = _org_units(tx, wanted)
    bad = list(_bad_org_units(wanted, units))
    if bad:
        raise BadInputError(what, bad)
    complete = [_completed(line, present, units) for line in wanted]
    bad = [
        *_bad_lines(complete),
        *_bad_attachments(complete, present),
        *_bad_suppliers(complete, present, closed),
    ]
    if bad:
        raise BadInputError(what, sorted(bad, key=lambda field: field.line))
    return _store(tx, complete, present)


def _present(row: Any) -> StoreLine:
    return StoreLine(0, row.code, row.name, row.supplier_code, row.org_unit_uid)


def _org_units(tx: Transaction, wanted: Iterable[StoreLine]) -> dict[str, Any]:
    uids = [line.org_unit_uid for line in wanted if line.org_unit_uid]
    rows = tx.rows("stores/select_org_units", uids=uids) if uids else []
    return {row.org_unit_uid: row for row in rows}


def _bad_org_units(wanted: Iterable[StoreLine], units: Mapping[str, Any]) -> Iterator[BadField]:
    for line in wanted:
        if not line.org_unit_uid:
            continue
        unit = units.get(line.org_unit_uid)
        if unit is None:
            why = "no such org unit in the last refresh: vlmis org-units refresh"
            yield BadField(line.line, "org_unit_uid", line.org_unit_uid, why)
        elif line.code and line.code != unit.store_code:
            why = f"a store has its org unit's code, which is {unit.store_code}"
            yield BadField(line.line, "code", line.code, why)


def _completed(
    line: StoreLine, present: Mapping[str, StoreLine], units: Mapping[str, Any]
) -> StoreLine:
    unit = units.get(line.org_unit_uid or "")
    code = line.code or (unit.store_code if unit else "")
    before = present.get(code)
    name = line.name or (before.name if before else unit.name if unit else "")
    kept_uid = before.org_unit_uid if before else None
    return replace(line, code=code, name=name, org_unit_uid=line.org_unit_uid or kept_uid)


def _bad_lines(complete: Iterable[StoreLine]) -> Iterator[BadField]:
    first_line: dict[str, int] = {}
    for line in complete:
        if not line.code:
            yield BadField(line.line, "code", "", "is missing, and there is no org unit to name it")
        elif line.code in first_line:
            why = f"stands on line {first_line[line.code]} already"
            yield BadField(line.line, "code", line.code, why)
        if not line.name:
            yield BadField(line.line, "name", "", "is missing, and there is no org unit to name it")
        first_line.setdefault(line.code, line.line)


def _bad_attachments(
    complete: Iterable[StoreLine], present: Mapping[str, StoreLine]
) -> Iterator[BadField]:
    wanted = {line.code: line for line in complete}
    used = {
        store.org_unit_uid: store.code
        for store in present.values()
        if store.org_unit_uid and store.code not in wanted
    }
    for line in complete:
        if line.org_unit_uid and used.setdefault(line.org_unit_uid, line.code) != line.code:
            why = f"is attached to store {used[line.org_unit_uid]} already"
            yield BadField(line.line, "org_unit_uid", line.org_unit_uid, why)


def _bad_suppliers(
    complete: Sequence[StoreLine], present: Mapping[str, StoreLine], closed: set[str]
) -> Iterator[BadField]:
    tree = {store.code: store.supplier_code for store in (*present.values(), *complete)}
    faults = find_tree_faults(tree)
    for line in complete:
        if line.code in faults:
            yield BadField(line.line, "supplier_code", line.supplier_code or "", faults[line.code])
        elif line.supplier_code is None and present and line.code != _central(present):
            why = f"{_central(present)} is the central store and stays it"
            yield BadField(line.line, "supplier_code", "", why)
        elif line.supplier_code in closed and _differs(line, present):
            why = "this store is closed"
            yield BadField(line.line, "supplier_code", line.supplier_code or "", why)


def _central(present: Mapping[str, StoreLine]) -> str:
    return next(store.code for store in present.values() if store.supplier_code is None)


def _differs(line: StoreLine, present: Mapping[str, StoreLine]) -> bool:
    return replace(line, line=0) != present.get(line.code)


def _store(
    tx: Transaction, complete: Sequence[StoreLine], present: Mapping[str, StoreLine]
) -> UpsertResult:
    new = {line.code: line for line in complete if line.code not in present}
    changed = [line for line in complete if line.code in present and _differs(line, present)]
    moved = [line for line in changed if line.org_unit_uid != present[line.code].org_unit_uid]
    if moved:
        tx.run("stores/detach_stores", codes=[line.code for line in moved])
    tree = {store.code: store.supplier_code for store in (*present.values(), *new.values())}
    for level in stores_by_level(tree):
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


def import_stores(database: Database, path: Path) -> UpsertResult:
    """Create the stores of a CSV file, change those that differ.

    Columns: code, name, supplier_code and, if wanted, org_unit_uid; lines in any order. A blank
    supplier_code means the central store; a blank org_unit_uid leaves the store attached as it is.
    A changed supplier takes effect for the next day that is begun.

    Raises:
        BadInputError: see `upsert_stores`; nothing was stored.
    """
    lines = read_csv_file(path, required=COLUMNS, optional=OPTIONAL_COLUMNS)
    with database.transaction() as tx:
        return upsert_stores(tx, [_store_line(line) for line in lines], what=path.name)


def _store_line(line: CsvLine) -> StoreLine:
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
        if tx.row("stores/select_store", code=code) is None:
            raise PermanentError(f"{code}: no such store; vlmis stores tree shows them.")
        line = StoreLine(1, code, "", supplier_code, None)
        return upsert_stores(tx, [line], what=f"store {code}")
