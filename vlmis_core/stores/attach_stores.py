"""Build stores from org units: attach each to its supplying parent."""

from collections.abc import Sequence
from dataclasses import dataclass

from vlmis_core.database import Database, Transaction
from vlmis_core.database.upsert import UpsertResult
from vlmis_core.errors import BadInputError, Fault, PermanentError
from vlmis_core.messages import message
from vlmis_core.stores.upsert_stores import StoreLine, upsert_stores


def attach_stores_by_code(database: Database) -> list[str]:
    """Attach every store without org unit to the org unit with its code; return their codes.

    A code that two org units share is left out.
    """
    with database.transaction() as tx:
        tx.run("stores/lock_horizon")
        return sorted(row.code for row in tx.rows("stores/attach_stores_by_code"))


@dataclass(frozen=True, slots=True)
class _BranchUnit:
    org_unit_uid: str
    store_code: str
    name: str
    parent_store_code: str | None


def attach_org_unit(
    database: Database,
    org_unit_uid: str,
    *,
    supplier_code: str | None,
    with_branch: bool = False,
    only_free: bool = False,
) -> UpsertResult:
    """Make an org unit a store supplied by ``supplier_code`` (None: the central store).

    Its code is the org unit's, else the uid. A store of that code without org unit gets this one.

    Args:
        database: As the recorder.
        org_unit_uid: An org unit of the last refresh.
        supplier_code: Its supplying parent among the stores.
        with_branch: Also everything below it in DHIS2, each supplied by its DHIS2 parent.
        only_free: Refuse an org unit that has a store, instead of moving that store; of those below
            it, leave out those that have one.

    Raises:
        PermanentError: no such org unit.
        BadInputError: see `upsert_stores`; nothing was stored.
    """
    with database.transaction() as tx:
        tx.run("stores/lock_horizon")
        units = tx.rows("stores/select_org_unit_branch", as_=_BranchUnit, uid=org_unit_uid)
        if not units or units[0].org_unit_uid != org_unit_uid:
            raise PermanentError(message("org_unit_is_unknown", org_unit=org_unit_uid))
        chosen = units if with_branch else units[:1]
        if only_free:
            chosen = _free(tx, chosen)
        lines = [
            StoreLine(
                number,
                unit.store_code,
                "",
                supplier_code if number == 1 else unit.parent_store_code,
                unit.org_unit_uid,
            )
            for number, unit in enumerate(chosen, start=1)
        ]
        return upsert_stores(tx, lines, what=message("named_org_unit", org_unit=org_unit_uid))


def _free(tx: Transaction, units: Sequence[_BranchUnit]) -> list[_BranchUnit]:
    """Return the org units without a store; the first must be one of them."""
    uids = [unit.org_unit_uid for unit in units]
    taken = {
        row.org_unit_uid: row.code
        for row in tx.rows("stores/select_stores_of_org_units", uids=uids)
    }
    if uids[0] in taken:
        fault = message("org_unit_has_a_store", store=taken[uids[0]])
        what = message("named_org_unit", org_unit=units[0].name)
        raise BadInputError(what, [Fault(1, "org_unit_uid", uids[0], fault)])
    return [unit for unit in units if unit.org_unit_uid not in taken]


@dataclass(frozen=True, slots=True)
class FreeOrgUnit:
    """An org unit to attach; ``parent_store_code`` is the store of its DHIS2 parent, if any."""

    org_unit_uid: str
    code: str | None
    name: str
    level: int
    parent_name: str | None
    parent_store_code: str | None


def find_free_org_units(database: Database, words: str, *, line_count: int) -> list[FreeOrgUnit]:
    """Find org units without a store by words of name or code, or by uid; higher levels first."""
    with database.transaction() as tx:
        return tx.rows(
            "stores/find_free_org_units", as_=FreeOrgUnit, words=words, line_count=line_count
        )
