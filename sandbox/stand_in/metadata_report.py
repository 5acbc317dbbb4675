"""What DHIS2 says after a metadata import: counts by type, or every error that it found."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.stand_in.metadata import Metadata
from sandbox.stand_in.schema import CLASSES, REFERENCES, MetaObject

_UNIQUE = ("code", "username")
_REFUSED = "One or more errors occurred, please see full details in import report."


@dataclass(frozen=True)
class ImportFault:
    """One error of one object of a payload."""

    type_name: str
    index: int
    uid: str
    message: str
    code: str
    args: tuple[str, ...] = ()


def faults_of(
    metadata: Metadata, payload: Mapping[str, Any], *, only_creates: bool
) -> Iterator[ImportFault]:
    """Find what the importer refuses: objects that exist, codes taken, references to nothing."""
    given = {(name, each.get("id")) for name, each in _objects(payload)}
    for name in payload:
        if name not in CLASSES or not isinstance(payload[name], list):
            continue
        for index, each in enumerate(payload[name]):
            uid = str(each.get("id", ""))
            for code, message in _messages(metadata, given, name, each, only_creates):
                yield ImportFault(name, index, uid, message, code)


def success(counts: Mapping[str, tuple[int, int]], *, is_old: bool) -> dict[str, Any]:
    """The report of an import that was carried out."""
    reports = [
        {"klass": CLASSES[name], "stats": stats(*counts[name]), "objectReports": []}
        for name in _ordered(counts, is_old=is_old)
    ]
    created, updated = (
        (sum(part) for part in zip(*counts.values(), strict=True)) if counts else (0, 0)
    )
    return {
        "status": "OK",
        "stats": stats(created, updated),
        "typeReports": reports,
        "responseType": "ImportReport",
    }


def failure(faults: list[ImportFault]) -> dict[str, Any]:
    """The answer to a payload of which nothing was imported."""
    names = list(dict.fromkeys(each.type_name for each in faults))
    reports = [_failed_type(name, [e for e in faults if e.type_name == name]) for name in names]
    ignored = sum(report["stats"]["ignored"] for report in reports)
    return {
        "httpStatus": "Conflict", "httpStatusCode": 409, "status": "WARNING", "message": _REFUSED,
        "response": {
            "status": "ERROR", "typeReports": reports, "stats": stats(ignored=ignored),
            "responseType": "ImportReport",
        },
    }  # fmt: skip


def stats(created: int = 0, updated: int = 0, *, ignored: int = 0) -> dict[str, int]:
    """Counts as every report writes them."""
    return {
        "created": created, "updated": updated, "deleted": 0, "ignored": ignored,
        "total": created + updated + ignored,
    }  # fmt: skip


def _messages(
    metadata: Metadata, given: set[tuple[str, Any]], name: str, each: MetaObject, only_creates: bool
) -> Iterator[tuple[str, str]]:
    uid, known = each.get("id"), metadata.of(name)
    label = f"{each.get('name') or each.get('username')} [{uid}] ({CLASSES[name].rsplit('.')[-1]})"
    if only_creates and uid in known:
        yield (
            "E5000",
            f"Found matching object for given reference, but import mode is CREATE. {label}",
        )
    for attribute in _UNIQUE:
        value = each.get(attribute)
        takers = [o["id"] for o in known.values() if value and o.get(attribute) == value]
        if takers and takers != [uid]:
            what = f"Property `{attribute}` with value `{value}` on object {label}"
            yield "E5003", f"{what} already exists on object {takers[0]}"
    for kind, reference in _references(each):
        if (kind, reference) not in given and metadata.find(kind, reference) is None:
            yield "E5002", f"Invalid reference [{reference}] ({kind}) on object {label}"


def _references(each: MetaObject) -> Iterator[tuple[str, str]]:
    for name, value in each.items():
        for one in value if isinstance(value, list) else [value]:
            if not isinstance(one, dict) or name == "sharing":
                continue
            if name in REFERENCES and "id" in one:
                yield REFERENCES[name], one["id"]
            else:
                yield from _references(one)


def _objects(payload: Mapping[str, Any]) -> Iterable[tuple[str, MetaObject]]:
    return [
        (name, each)
        for name, objects in payload.items()
        if name in CLASSES and isinstance(objects, list)
        for each in objects
    ]


def _ordered(names: Iterable[str], *, is_old: bool) -> list[str]:
    """2.43 reports types in the order in which it imports them, 2.42 by name."""
    if is_old:
        return sorted(names, key=lambda name: CLASSES[name].rsplit(".", 1)[1])
    return sorted(names, key=list(CLASSES).index)


def _failed_type(name: str, faults: list[ImportFault]) -> dict[str, Any]:
    by_object: dict[int, list[ImportFault]] = {}
    for each in faults:
        by_object.setdefault(each.index, []).append(each)
    reports = [
        {
            "klass": CLASSES[name], "index": index, "uid": some[0].uid,
            "errorReports": [_error(each) for each in some],
        }
        for index, some in by_object.items()
    ]  # fmt: skip
    return {
        "klass": CLASSES[name], "stats": stats(ignored=len(reports)), "objectReports": reports,
    }  # fmt: skip


def _error(fault: ImportFault) -> dict[str, Any]:
    return {
        "message": fault.message, "args": list(fault.args), "mainKlass": CLASSES[fault.type_name],
        "errorCode": fault.code,
        "errorProperties": [int(arg) if arg.isdigit() else arg for arg in fault.args],
    }  # fmt: skip
