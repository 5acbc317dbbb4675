"""Refresh the replica of the org-unit tree: read it, compare it, apply it as a whole or not at all.

docs/runbooks/org_unit_refresh.md
"""

import json
import logging
from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from vlmis_core.database import Database, Transaction
from vlmis_core.database.upsert import fields_reader
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.org_unit_entries import SetAsideUnit
from vlmis_core.dhis2.org_unit_tree import OrgUnit
from vlmis_core.dhis2.org_units import read_org_unit_tree
from vlmis_core.errors import (
    ConcurrentRunError,
    PermanentError,
    RemovalLimitError,
)
from vlmis_core.messages import Message, message, translator
from vlmis_core.org_units.seen_analytics import look_at_analytics

_LOG = logging.getLogger(__name__)

_LOGGED_MAX = 50

REMOVED_SHARE_MAX = 0.2
"""A tree that lost more than this share was more likely read wrong than cut."""

CHANGE_KINDS = ("added", "changed", "moved", "returned", "removed", "set_aside")


@dataclass(frozen=True, slots=True)
class OrgUnitChange:
    """One org unit that a reading changes in the replica.

    ``set_aside``: it was usable and no longer is. ``returned``: it is there, or usable, again.
    """

    change: str
    org_unit_uid: str
    code: str | None
    name: str
    path_before: str | None
    path_now: str | None


@dataclass(frozen=True, slots=True)
class StoresFollowed:
    """How many attached stores took a name or code of DHIS2, and where a person must decide."""

    renamed: int
    recoded: int
    conflicts: int

    @property
    def message(self) -> Message:
        """The counts as a notice."""
        return message("stores_followed_org_units", **asdict(self))


@dataclass(frozen=True, slots=True)
class OrgUnitDiff:
    """All changes of a reading, ordered by kind and path, and all that no tree could be made of.

    ``affected_records`` names what was posted to org units that would be removed; ``stores`` is
    None until the reading is applied.
    """

    reading_id: int
    changes: tuple[OrgUnitChange, ...]
    set_aside: tuple[SetAsideUnit, ...]
    affected_records: tuple[Message, ...] = ()
    stores: StoresFollowed | None = None

    def count(self, kind: str) -> int:
        """Return how many org units have one kind of change."""
        return sum(entry.change == kind for entry in self.changes)

    @property
    def message(self) -> Message:
        """The counts as a notice."""
        counts = Counter(entry.change for entry in self.changes)
        counts["set_aside"] = len(self.set_aside)
        return message("org_unit_changes", **{kind: counts[kind] for kind in CHANGE_KINDS})

    @property
    def lost_count(self) -> int:
        """How many org units the replica would lose: removed, or set aside."""
        return self.count("removed") + self.count("set_aside")

    def __str__(self) -> str:
        return translator("en").sentence(self.message)


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading of the tree beside the replica; ``applied_at`` None: it waits to be applied."""

    unit_count: int
    present_count: int
    applied_at: datetime | None
    is_outdated: bool
    staged_count: int

    def exceeds_removal_limit(self, diff: OrgUnitDiff) -> bool:
        """Tell whether so many org units would be lost that a person must accept it."""
        return diff.lost_count > self.present_count * REMOVED_SHARE_MAX


@dataclass(frozen=True, slots=True)
class Replica:
    """The replica as the newest applied reading left it."""

    reading_id: int
    read_at: datetime
    applied_at: datetime
    base_url: str
    root_uid: str
    unit_count: int
    set_aside_count: int
    present_count: int


def read_org_units(database: Database, dhis2: Dhis2Client, *, now: datetime) -> int:
    """Stage the tree as DHIS2 has it now; return the id of the reading. Change no org unit.

    What cannot be part of the tree is set aside by name, see `make_tree`; the rest goes on.

    Raises:
        Dhis2UnavailableError: no answer, or not the whole tree.
        Dhis2AccessError: DHIS2 refused the user.
        Dhis2AnswerError: the answer is no list of org units, or none of them can be the root.
    """
    tree = read_org_unit_tree(dhis2, known_root=find_root_uid(database))
    analytics = look_at_analytics(dhis2)
    with database.transaction() as tx:
        reading_id = tx.value(
            "org_units/insert_reading",
            as_=int,
            read_at=now,
            base_url=dhis2.base_url,
            root_uid=tree.root_uid,
            unit_count=len(tree.units),
            set_aside_count=len(tree.set_aside),
            shows_zeros=analytics.shows_zeros,
            output_period_types=analytics.types_as_list,
        )
        content = fields_reader(OrgUnit)
        tx.copy_rows("org_units/copy_staged", ((reading_id, *content(unit)) for unit in tree.units))
        tx.copy_rows(
            "org_units/copy_set_aside",
            (
                (reading_id, number, unit.uid, unit.code, unit.name, _written(unit.message))
                for number, unit in enumerate(tree.set_aside, 1)
            ),
        )
        tx.run("org_units/delete_older_set_aside")
        tx.run("org_units/delete_older_staging", reading_id=reading_id)
    return reading_id


def diff_org_units(database: Database, reading_id: int) -> OrgUnitDiff:
    """Compare a reading with the replica; change nothing."""
    with database.transaction() as tx:
        return _diff(tx, reading_id)


def apply_org_units(
    database: Database,
    reading_id: int,
    *,
    accept_removals: bool = False,
    now: datetime,
    today: date,
) -> OrgUnitDiff:
    """Make a reading the replica, in one transaction; return what changed.

    Org units that DHIS2 no longer has are kept and marked as removed; those that were set aside
    are kept as they were and marked so. Attached stores take the names and codes of their org
    units, the codes as of ``today`` (local). Applied again, nothing changes.

    Raises:
        RemovalLimitError: more than a fifth of the org units would be removed or set aside, and
            nobody accepted that.
        ConcurrentRunError: a newer reading was made, or applied, meanwhile.
        PermanentError: there is no such reading.
    """
    with database.transaction() as tx:
        tx.run("org_units/lock_refresh")
        reading = tx.row("org_units/select_reading", as_=Reading, reading_id=reading_id)
        if reading is None:
            raise PermanentError(message("reading_is_unknown", reading=reading_id))
        if reading.is_outdated:
            raise ConcurrentRunError(message("reading_is_outdated", reading=reading_id))
        if reading.staged_count != reading.unit_count:
            raise ConcurrentRunError(message("reading_was_replaced", reading=reading_id))
        diff = _diff(tx, reading_id)
        if reading.exceeds_removal_limit(diff) and not accept_removals:
            raise RemovalLimitError(
                message(
                    "removal_limit_exceeded",
                    count=diff.lost_count,
                    present=reading.present_count,
                )
            )
        tx.run("org_units/upsert_found", reading_id=reading_id, now=now)
        tx.run("org_units/mark_set_aside", reading_id=reading_id, now=now)
        tx.run("org_units/mark_removed", reading_id=reading_id, now=now)
        if reading.applied_at is None:
            tx.run("org_units/mark_applied", reading_id=reading_id, now=now)
        stores = tx.row("org_units/call_follow_org_units", as_=StoresFollowed, today=today)
        assert stores is not None
    _LOG.info("Reading %d of the org units is applied: %s", reading_id, diff)
    for unit in diff.set_aside[:_LOGGED_MAX]:
        _LOG.warning("Set aside: %s", translator("en").sentence(unit.message))
    for affected in diff.affected_records[:_LOGGED_MAX]:
        _LOG.warning("%s", translator("en").text(affected))
    _LOG.info("%s", translator("en").sentence(stores.message))
    return replace(diff, stores=stores)


def find_replica(database: Database) -> Replica | None:
    """Find the newest refresh; None before the first."""
    with database.transaction() as tx:
        return tx.row("org_units/select_newest_reading", as_=Replica)


def find_root_uid(database: Database) -> str | None:
    """Find the root of the replica; None before the first refresh."""
    replica = find_replica(database)
    return replica.root_uid if replica else None


def list_set_aside(database: Database) -> list[SetAsideUnit]:
    """List what the newest refresh set aside; an empty list before the first."""
    replica = find_replica(database)
    if replica is None:
        return []
    with database.transaction() as tx:
        return _set_aside(tx, replica.reading_id)


def find_reading(database: Database, reading_id: int) -> tuple[Reading, OrgUnitDiff]:
    """Find a reading and compare it with the replica; change nothing.

    Raises:
        PermanentError: there is no such reading, or a newer one replaced it.
    """
    with database.transaction() as tx:
        reading = tx.row("org_units/select_reading", as_=Reading, reading_id=reading_id)
        if reading is None or reading.is_outdated or reading.staged_count != reading.unit_count:
            raise PermanentError(message("reading_is_unknown", reading=reading_id))
        return reading, _diff(tx, reading_id)


def _diff(tx: Transaction, reading_id: int) -> OrgUnitDiff:
    changes = tx.rows("org_units/select_differences", as_=OrgUnitChange, reading_id=reading_id)
    removes = any(each.change == "removed" for each in changes)
    affected = (
        tx.rows("org_units/select_records_at_removed", as_=_Affected, reading_id=reading_id)
        if removes
        else []
    )
    return OrgUnitDiff(
        reading_id,
        tuple(changes),
        tuple(_set_aside(tx, reading_id)),
        tuple(each.message for each in affected),
    )


@dataclass(frozen=True, slots=True)
class _Affected:
    message: Message


def _set_aside(tx: Transaction, reading_id: int) -> list[SetAsideUnit]:
    return tx.rows("org_units/select_set_aside", as_=SetAsideUnit, reading_id=reading_id)


def _written(reason: Message) -> str:
    return json.dumps(reason.as_json())  # COPY takes texts.
