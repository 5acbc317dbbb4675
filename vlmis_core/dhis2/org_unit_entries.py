"""Read the entries of DHIS2's list of org units: what each says, and what of it cannot be read."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeGuard

from vlmis_core.dhis2.identifiers import is_uid
from vlmis_core.messages import Given, Message, message

_SHOWN_LENGTH_MAX = 100


@dataclass(slots=True)
class ListedUnit:
    """What is listed under one id: its readable properties, and the first fault among them."""

    uid: str
    name: str | None
    code: str | None
    parent_uid: str | None = None
    short_name: str | None = None
    opening_date: date | None = None
    closed_date: date | None = None
    last_updated: datetime | None = None
    point: tuple[float, float] | None = None
    """Latitude and longitude, in degrees."""
    fault: Message | None = None
    is_detached: bool = False
    """Where it belongs is not known: its parent cannot be read, or is said in two ways."""

    @property
    def shown_name(self) -> str:
        """Its name, else its uid."""
        return self.name or self.uid

    def message(self, code: str, /, **values: Given) -> Message:
        """A message about this org unit."""
        return message(code, org_unit=self.shown_name, org_unit_uid=shown(self.uid), **values)


@dataclass(frozen=True, slots=True)
class SetAsideUnit:
    """A listed org unit that is not part of the tree, and why.

    ``uid``, ``code`` and ``name`` are as DHIS2 lists them; None where they cannot be read.
    """

    uid: str | None
    code: str | None
    name: str | None
    message: Message


def count_org_units(entries: Sequence[Any]) -> int:
    """Count the org units in a list that may name one twice."""
    uids = [_uid_text(entry) for entry in entries]
    return len({uid for uid in uids if uid is not None}) + uids.count(None)


def read_entries(entries: Sequence[Any]) -> tuple[dict[str, ListedUnit], list[SetAsideUnit]]:
    """Read what is listed under each id, and set aside what is listed without one."""
    listed: dict[str, list[dict[str, Any]]] = defaultdict(list)
    without_uid = []
    for entry in entries:
        uid = _uid_text(entry)
        if uid is None:
            without_uid.append(entry)
        else:
            listed[uid].append(entry)
    return (
        {uid: _listed_unit(uid, same) for uid, same in listed.items()},
        [_without_uid(entry) for entry in _distinct(without_uid)],
    )


def _listed_unit(uid: str, listed: list[dict[str, Any]]) -> ListedUnit:
    versions = listed if len(listed) == 1 else _distinct(listed)
    read = [_readable(uid, entry) for entry in versions]
    return read[0] if len(read) == 1 else _contradictory(uid, read)


def _contradictory(uid: str, versions: Sequence[ListedUnit]) -> ListedUnit:
    """What is listed twice, and not alike: nobody can say which is right."""
    parents = {(each.parent_uid, each.is_detached) for each in versions}
    unit = ListedUnit(uid, min(each.shown_name for each in versions), None)
    if len(parents) == 1:
        ((unit.parent_uid, unit.is_detached),) = parents
    else:
        unit.is_detached = True
    unit.fault = unit.message("org_unit_is_listed_twice")
    return unit


def _readable(uid: str, entry: dict[str, Any]) -> ListedUnit:
    """Read an entry; an absent value is none, one that cannot be read is a fault."""
    name, code = entry.get("name"), entry.get("code")
    unit = ListedUnit(uid, name if _is_text(name) and name.strip() else None, None)
    faults: list[tuple[str, Any]] = [("name", name)] if unit.name is None else []
    if code in (None, "") or _is_text(code):
        unit.code = code or None
    else:
        faults.append(("code", code))
    parent = entry.get("parent")
    parent_uid = parent.get("id") if isinstance(parent, dict) else None
    if _is_text(parent_uid) and parent_uid:
        unit.parent_uid = parent_uid
    elif parent is not None:
        unit.is_detached = True
        faults.append(("parent", parent))
    for attribute, key in (("opening_date", "openingDate"), ("closed_date", "closedDate")):
        try:
            setattr(unit, attribute, _day(entry.get(key)))
        except (TypeError, ValueError):
            faults.append((key, entry.get(key)))
    short_name = entry.get("shortName")
    # Nothing follows from these: where they cannot be read, they are none.
    unit.short_name = short_name if _is_text(short_name) else None
    unit.last_updated = _moment(entry.get("lastUpdated"))
    unit.point = _point(entry.get("geometry"))
    if not is_uid(uid):
        unit.fault = unit.message("org_unit_uid_is_malformed")
    elif faults:
        key, value = faults[0]
        unit.fault = unit.message("org_unit_cannot_be_read", property=key, value=shown(value))
    return unit


def _without_uid(entry: Any) -> SetAsideUnit:
    name = entry.get("name") if isinstance(entry, dict) else None
    return SetAsideUnit(
        None,
        None,
        name if _is_text(name) else None,
        message("org_unit_has_no_uid", entry=shown(entry)),
    )


def _uid_text(entry: Any) -> str | None:
    uid = entry.get("id") if isinstance(entry, dict) else None
    return uid if isinstance(uid, str) and uid else None


def _distinct(entries: Iterable[Any]) -> list[Any]:
    """Each different entry once, in an order that the list has no part in."""
    return [json.loads(text) for text in sorted({json.dumps(e, sort_keys=True) for e in entries})]


def _is_text(value: object) -> TypeGuard[str]:
    """Tell whether a value is a text that PostgreSQL can store."""
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def shown(value: Any) -> str:
    """Show a value of DHIS2 in a message: a plain text as it is, anything else as JSON; bounded."""
    is_plain = isinstance(value, str) and value.isprintable()
    return (value if is_plain else json.dumps(value))[:_SHOWN_LENGTH_MAX]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _point(geometry: Any) -> tuple[float, float] | None:
    """Read latitude and longitude of a GeoJSON point; of an area or what is none, nothing."""
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return None
    match geometry.get("coordinates"):
        # GeoJSON puts the longitude first; a height may follow. A NaN is within no bounds.
        case [int() | float() as longitude, int() | float() as latitude, *_] if not (
            isinstance(longitude, bool) or isinstance(latitude, bool)
        ):
            if -90 <= latitude <= 90 and -180 <= longitude <= 180:
                return float(latitude), float(longitude)
    return None


def _moment(text: Any) -> datetime | None:
    # DHIS2 writes metadata times without a zone, in the server's local time.
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None) if text else None
    except (TypeError, ValueError):
        return None
