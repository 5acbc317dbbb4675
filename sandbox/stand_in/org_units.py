"""The org-unit tree: paths, levels, what lies below what."""

from collections.abc import Iterable

from sandbox.stand_in.metadata import Metadata
from sandbox.stand_in.schema import MetaObject


def path_of(metadata: Metadata, uid: str) -> str:
    """Return ``/root/…/uid``."""
    return paths(metadata)[uid]


def paths(metadata: Metadata) -> dict[str, str]:
    """Return the path of every org unit; a parent that is missing or below it is left out."""
    found: dict[str, str] = metadata.fact("paths", lambda: _work_out_paths(metadata))
    return found


def is_within(metadata: Metadata, uid: str, roots: Iterable[str]) -> bool:
    """Return whether an org unit is one of ``roots`` or lies below one."""
    path = paths(metadata).get(uid)
    return path is not None and not set(path.split("/")[1:]).isdisjoint(roots)


def subtree(metadata: Metadata, root: str) -> set[str]:
    """Return the identifiers of an org unit and of everything below it."""
    return {uid for uid, path in paths(metadata).items() if root in path.split("/")}


def children_of(metadata: Metadata, uid: str) -> list[MetaObject]:
    """Return the org units directly below one."""
    by_parent: dict[str, list[MetaObject]] = metadata.fact(
        "children", lambda: _work_out_children(metadata)
    )
    return by_parent.get(uid, [])


def _work_out_paths(metadata: Metadata) -> dict[str, str]:
    units = metadata.of("organisationUnits")
    known: dict[str, str] = {}

    def path(uid: str, below: frozenset[str] = frozenset()) -> str:
        if uid not in known:
            parent = str((units[uid].get("parent") or {}).get("id"))
            is_faulty = parent not in units or parent in below | {uid}
            known[uid] = ("" if is_faulty else path(parent, below | {uid})) + "/" + uid
        return known[uid]

    for uid in units:
        path(uid)
    return known


def _work_out_children(metadata: Metadata) -> dict[str, list[MetaObject]]:
    grouped: dict[str, list[MetaObject]] = {}
    for unit in metadata.of("organisationUnits").values():
        if parent := unit.get("parent"):
            grouped.setdefault(parent["id"], []).append(unit)
    return grouped
