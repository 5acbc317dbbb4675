"""Build stores from org units: attach each to its supplying parent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vlmis_core.database import Database
from vlmis_core.database.upsert import UpsertResult
from vlmis_core.errors import BadInputError, Fault, PermanentError
from vlmis_core.messages import Message, message
from vlmis_core.messages.message import Json
from vlmis_core.stores.upsert_stores import StoreLine, upsert_stores


def attach_stores_by_code(database: Database) -> list[str]:
    """Attach every store without org unit to the org unit with its code; return their codes.

    The store takes the org unit's name. A code that several org units share is left out.
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
    parent_uid: str | None
    is_attached: bool
    obstacle: Mapping[str, Json] | None


@dataclass(frozen=True, slots=True)
class Attached:
    """What an attaching did: the stores, and why org units of the branch were left out."""

    stores: UpsertResult
    left_out: Sequence[Message]


def attach_org_unit(
    database: Database,
    org_unit_uid: str,
    *,
    supplier_code: str | None,
    with_branch: bool = False,
    only_free: bool = False,
) -> Attached:
    """Make an org unit a store supplied by ``supplier_code`` (None: the central store).

    Its code is the org unit's, else the uid. A store of that code without org unit gets this one.

    Args:
        database: As the recorder.
        org_unit_uid: An org unit of the last refresh.
        supplier_code: Its supplying parent among the stores.
        with_branch: Also everything below it in DHIS2, each supplied by its DHIS2 parent. Stores of
            the branch stay as they are. An org unit whose code others share or another store has
            is left out, with all below it.
        only_free: Refuse an org unit that has a store.

    Raises:
        PermanentError: no such org unit.
        BadInputError: see `upsert_stores`; nothing was stored.
    """
    with database.transaction() as tx:
        tx.run("stores/lock_horizon")
        units = tx.rows("stores/select_org_unit_branch", as_=_BranchUnit, uid=org_unit_uid)
        if not units or units[0].org_unit_uid != org_unit_uid:
            raise PermanentError(message("org_unit_is_unknown", org_unit=org_unit_uid))
        top, below = units[0], units[1:] if with_branch else []
        if only_free and top.is_attached:
            what = message("named_org_unit", org_unit=top.name)
            fault = message("org_unit_has_a_store", store=top.store_code)
            raise BadInputError(what, [Fault(1, "org_unit_uid", org_unit_uid, fault)])
        free, left_out = _free_units(below)
        lines = [StoreLine(1, top.store_code, "", supplier_code, org_unit_uid)]
        lines += [
            StoreLine(number, unit.store_code, "", unit.parent_store_code, unit.org_unit_uid)
            for number, unit in enumerate(free, start=2)
        ]
        stores = upsert_stores(tx, lines, what=message("named_org_unit", org_unit=org_unit_uid))
        return Attached(stores, left_out)


def _free_units(below: Iterable[_BranchUnit]) -> tuple[list[_BranchUnit], list[Message]]:
    """Return the org units that can become stores, parents first, and what is in others' way."""
    free: list[_BranchUnit] = []
    left_out: set[str | None] = set()
    obstacles: dict[Message, None] = {}
    for unit in below:
        if unit.obstacle is not None:
            obstacles[Message.from_json(unit.obstacle)] = None
        if unit.obstacle is not None or (unit.parent_uid in left_out and not unit.is_attached):
            left_out.add(unit.org_unit_uid)
        elif not unit.is_attached:
            free.append(unit)
    return free, list(obstacles)


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
    """Find org units without a store by words of name, code or parent, or by uid; highest first.

    Case and accents do not matter.
    """
    with database.transaction() as tx:
        return tx.rows(
            "stores/find_free_org_units", as_=FreeOrgUnit, words=words, line_count=line_count
        )
