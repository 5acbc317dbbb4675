"""The data store: values that applications keep under a namespace and a key."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.stand_in.schema import MetaObject


@dataclass(slots=True)
class Entry:
    """One value, and who wrote it when."""

    uid: str
    value: Any
    created: str
    created_by: str
    updated: str
    updated_by: str


@dataclass(slots=True)
class DataStore:
    """All entries of a server, by namespace and key."""

    entries: dict[str, dict[str, Entry]] = field(default_factory=dict)

    def find(self, namespace: str, key: str) -> Entry | None:
        """Return an entry; None: there is none."""
        return self.entries.get(namespace, {}).get(key)

    def keys(self, namespace: str) -> list[str]:
        """List the keys of a namespace."""
        return sorted(self.entries.get(namespace, {}))

    def add(self, namespace: str, key: str, entry: Entry) -> None:
        """Keep an entry."""
        self.entries.setdefault(namespace, {})[key] = entry

    def remove(self, namespace: str, key: str) -> None:
        """Remove an entry."""
        del self.entries[namespace][key]


def described(
    namespace: str, key: str, entry: Entry, writers: dict[str, MetaObject], *, is_old: bool
) -> MetaObject:
    """Return what the API tells about an entry beside its value; any user may read and write it."""
    access = ["manage", *(["externalize"] if is_old else []), "write", "read", "update", "delete"]
    creator, updater = (_person(writers[name]) for name in (entry.created_by, entry.updated_by))
    return {
        "created": entry.created,
        "lastUpdated": entry.updated,
        "translations": [],
        "createdBy": creator,
        "favorites": [],
        "lastUpdatedBy": updater,
        "sharing": {
            "owner": creator["id"],
            **({"external": False} if is_old else {}),
            "users": {},
            "userGroups": {},
            "public": "rw------",
        },
        "namespace": namespace,
        "key": key,
        "access": {name: name != "externalize" for name in access},
        "user": creator,
        "favorite": False,
        "id": entry.uid,
        "attributeValues": [],
    }


def _person(account: MetaObject) -> MetaObject:
    name = f"{account.get('firstName')} {account.get('surname')}"
    return {
        "id": account["id"],
        "code": account.get("code"),
        "name": name,
        "displayName": name,
        "username": account["username"],
    }
