"""Make the tree of org units from their parents, and set aside by name what cannot be part of it.

The paths and levels that DHIS2 stores are not read: after a move or an import they may be wrong or
absent. One faulty org unit is set aside with its branch; every other one is used as if the faulty
one did not exist.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from vlmis_core.dhis2.identifiers import is_uid
from vlmis_core.dhis2.org_unit_entries import ListedUnit, SetAsideUnit, read_entries, shown
from vlmis_core.messages import Message, message


@dataclass(frozen=True, slots=True)
class OrgUnit:
    """An org unit with its place in the tree; ``last_updated`` is in the server's local time.

    ``latitude`` and ``longitude``, in degrees, are None where DHIS2 has no point for it.
    """

    uid: str
    code: str | None
    name: str
    short_name: str | None
    parent_uid: str | None
    path: str
    level: int
    opening_date: date | None
    closed_date: date | None
    last_updated: datetime | None
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class OrgUnitTree:
    """The usable org units by uid, below one root, and those that were set aside.

    The root itself may be set aside, by its name or dates: where it is, is known all the same.
    """

    root_uid: str
    units: tuple[OrgUnit, ...]
    set_aside: tuple[SetAsideUnit, ...]


class NoRootError(Exception):
    """No org unit, or none alone, can be the root; carries the message that says so."""

    def __init__(self, reason: Message) -> None:
        """Keep the message."""
        super().__init__(reason)
        self.message = reason


def make_tree(entries: Sequence[Any], *, known_root: str | None) -> OrgUnitTree:
    """Make the tree from a list of org units as DHIS2 answers it; the order does not matter.

    The root is ``known_root`` while it is listed and below no other root; else the org unit without
    parent that has most descendants. An org unit that is listed twice alike counts once.

    Args:
        entries: What DHIS2 lists, with id, code, name, parent and dates.
        known_root: Uid of the root so far, if there is one.

    Raises:
        NoRootError: no org unit without a parent, or several with equally many descendants.
    """
    nodes, without_uid = read_entries(entries)
    children = _children(nodes)
    root = _choose_root(nodes, children, known_root, len(without_uid))
    units = list(_walk_usable(nodes, children, root))
    set_aside = [
        *without_uid,
        *_walk_set_aside(nodes, children, root, {unit.uid for unit in units}),
    ]
    return OrgUnitTree(
        root,
        tuple(sorted(units, key=lambda unit: unit.uid)),
        tuple(sorted(set_aside, key=lambda unit: (unit.uid or "", repr(unit.message)))),
    )


def _walk_usable(
    nodes: Mapping[str, ListedUnit], children: Mapping[str, list[str]], root: str
) -> Iterator[OrgUnit]:
    """Yield what is usable from the root down; a fault of the root costs the root alone."""
    waiting = [(root, "", 1)]
    while waiting:
        uid, above, level = waiting.pop()
        node, path = nodes[uid], f"{above}/{uid}"
        is_usable = node.fault is None and (uid != root or node.parent_uid is None)
        if is_usable:
            yield _org_unit(node, path, level)
        if is_usable or uid == root:
            waiting += [(child, path, level + 1) for child in children[uid] if child != root]


def _org_unit(node: ListedUnit, path: str, level: int) -> OrgUnit:
    assert node.name is not None  # A node without a readable name has a fault.
    latitude, longitude = node.point or (None, None)
    return OrgUnit(
        uid=node.uid,
        code=node.code,
        name=node.name,
        short_name=node.short_name,
        parent_uid=node.parent_uid,
        path=path,
        level=level,
        opening_date=node.opening_date,
        closed_date=node.closed_date,
        last_updated=node.last_updated,
        latitude=latitude,
        longitude=longitude,
    )


def _walk_set_aside(
    nodes: Mapping[str, ListedUnit], children: Mapping[str, list[str]], root: str, usable: set[str]
) -> Iterator[SetAsideUnit]:
    """Yield what is not usable, with its own fault, else with the faulty org unit above it."""
    reasons = {
        uid: reason
        for uid, node in nodes.items()
        if uid not in usable and (reason := _own_reason(node, nodes, root))
    }
    reasons |= {uid: each for uid, each in _cycles(nodes).items() if uid not in {*usable, *reasons}}
    for faulty, reason in sorted(reasons.items()):
        node = nodes[faulty]
        yield SetAsideUnit(shown(node.uid), node.code, node.name, reason)
        waiting = [] if faulty == root else [*children[faulty]]
        while waiting:
            below = nodes[waiting.pop()]
            if below.uid not in reasons:
                why = below.message("org_unit_is_below_set_aside", above=node.shown_name)
                yield SetAsideUnit(shown(below.uid), below.code, below.name, why)
                waiting += [] if below.uid == root else children[below.uid]


def _own_reason(node: ListedUnit, nodes: Mapping[str, ListedUnit], root: str) -> Message | None:
    if node.fault is not None:
        return node.fault
    if node.parent_uid is None:
        return node.message("org_unit_is_a_second_root", root=nodes[root].shown_name)
    if node.parent_uid not in nodes:
        return node.message("org_unit_parent_is_missing", parent=shown(node.parent_uid))
    return None


def _cycles(nodes: Mapping[str, ListedUnit]) -> dict[str, Message]:
    """Find the org units that are above themselves; each is told the whole circle."""
    found: dict[str, Message] = {}
    seen: set[str] = set()
    for start in sorted(nodes):
        walked: dict[str, None] = {}
        uid = start
        while uid in nodes and uid not in seen and uid not in walked:
            walked[uid] = None
            uid = nodes[uid].parent_uid or ""
        if uid in walked:
            circle = list(walked)[list(walked).index(uid) :]
            names = sorted(nodes[each].shown_name for each in circle)
            for each in circle:
                found[each] = nodes[each].message("org_unit_is_in_a_cycle", org_units=names)
        seen |= {*walked}
    return found


def _children(nodes: Mapping[str, ListedUnit]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for uid, node in nodes.items():
        if node.parent_uid is not None:
            found[node.parent_uid].append(uid)
    return found


def _choose_root(
    nodes: Mapping[str, ListedUnit],
    children: Mapping[str, list[str]],
    known_root: str | None,
    without_uid_count: int,
) -> str:
    """Choose the root; the known one stays it, even where its own parent is a fault."""
    tops = sorted(
        uid
        for uid, node in nodes.items()
        if node.parent_uid is None and not node.is_detached and is_uid(uid)
    )
    if (
        known_root
        and known_root in nodes
        and (known_root in tops or not _is_below(nodes, known_root, tops))
    ):
        return known_root
    if not tops:
        count = len(nodes) + without_uid_count
        raise NoRootError(message("org_unit_tree_has_no_root", count=count))
    sizes = {top: _count_descendants(children, top) for top in tops}
    largest = [top for top in tops if sizes[top] == max(sizes.values())]
    if len(largest) > 1:
        names = [f"{nodes[top].shown_name} ({top})" for top in largest]
        raise NoRootError(message("org_unit_roots_are_alike", org_units=names))
    return largest[0]


def _is_below(nodes: Mapping[str, ListedUnit], uid: str, tops: Sequence[str]) -> bool:
    seen: set[str] = set()
    above = nodes[uid].parent_uid
    while above is not None and above in nodes and above not in seen:
        if above in tops:
            return True
        seen.add(above)
        above = nodes[above].parent_uid
    return False


def _count_descendants(children: Mapping[str, list[str]], top: str) -> int:
    count, waiting = 0, [top]
    while waiting:
        below = children.get(waiting.pop(), [])
        count += len(below)
        waiting += below
    return count
