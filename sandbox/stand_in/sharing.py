"""Who may read and write which object: DHIS2's sharing strings."""

from sandbox.stand_in.accounts import User
from sandbox.stand_in.schema import MetaObject

METADATA_READ, METADATA_WRITE, DATA_READ, DATA_WRITE = range(4)
_PUBLIC_BY_DEFAULT = "rw------"


def may(user: User, shared: MetaObject, right: int) -> bool:
    """Return whether a user has a right (a position in the sharing string) on an object."""
    if user.is_superuser:
        return True
    letter = "r" if right in {METADATA_READ, DATA_READ} else "w"
    return any(
        len(access) > right and access[right] == letter for access in _accesses(user, shared)
    )


def access_of(user: User, shared: MetaObject) -> MetaObject:
    """Return the ``access`` property that DHIS2 adds to an object for the asking user."""
    writes = may(user, shared, METADATA_WRITE) and user.is_superuser
    return {
        "read": may(user, shared, METADATA_READ),
        "write": writes,
        "update": writes,
        "delete": writes,
        "manage": writes,
        "externalize": False,
        "data": {"read": may(user, shared, DATA_READ), "write": may(user, shared, DATA_WRITE)},
    }


def _accesses(user: User, shared: MetaObject) -> list[str]:
    sharing = shared.get("sharing")
    if sharing is None:
        return [_PUBLIC_BY_DEFAULT]
    users, groups = sharing.get("users") or {}, sharing.get("userGroups") or {}
    accesses = [sharing.get("public") or "--------"]
    accesses += [users[user.uid]["access"]] if user.uid in users else []
    accesses += [groups[group]["access"] for group in user.groups if group in groups]
    return accesses
