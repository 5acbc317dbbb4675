"""Take an import summary out of an answer, field by field, believing nothing about its shape."""

import json
from dataclasses import dataclass

from vlmis_core.messages import Message, translator

_TEXT_MAX = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from DHIS2: a status and a body, or why there is none."""

    status: int | None
    content_type: str = ""
    body: str = ""
    problem: Message | None = None
    timed_out: bool = False
    """The request was sent, and no answer came in time: DHIS2 may still be at work on it."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many values the importer says it treated in each way."""

    imported: int = 0
    updated: int = 0
    ignored: int = 0
    deleted: int = 0

    @property
    def total(self) -> int:
        """All values that the importer accounts for."""
        return self.imported + self.updated + self.ignored + self.deleted

    def __str__(self) -> str:
        return (
            f"{self.imported} imported, {self.updated} updated, "
            f"{self.ignored} ignored, {self.deleted} deleted"
        )


UNREADABLE = Counts()


@dataclass(frozen=True, slots=True)
class Conflict:
    """One entry of ``conflicts``; ``indexes`` is empty when it names the request as a whole."""

    code: str
    sentence: str
    arguments: str
    indexes: frozenset[int]


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """The parts of an import summary that decide anything."""

    status: str
    description: str
    counts: Counts
    conflicts: tuple[Conflict, ...]
    rejected: frozenset[int]
    is_new_importer: bool | None
    is_dry_run: bool
    strategy: str | None


class _UnreadableError(Exception):
    """A field that decides something is missing or of another type."""


def read_summary(answer: Answer) -> ImportSummary | str:
    """The import summary of an answer, or a sentence that says why it has none."""
    if answer.status is None:
        return _english(answer.problem) or "no answer came"
    if answer.status not in (200, 409):
        return f"HTTP {answer.status} {_english(answer.problem)}".strip()
    try:
        body = json.loads(answer.body)
    except (ValueError, RecursionError):
        kind = answer.content_type or "no content type"
        return f"HTTP {answer.status}, but the body is not whole JSON ({kind})"
    try:
        return _summary(body)
    except _UnreadableError as error:
        return f"HTTP {answer.status}, but {error}"


def _english(problem: Message | None) -> str:
    """Write a problem as the log of requests keeps it."""
    return translator("en").sentence(problem) if problem is not None else ""


def _summary(body: object) -> ImportSummary:
    outer = _object(body, "the body")
    found = outer.get("response", outer)
    summary = _object(found, "its import summary")
    options = summary.get("importOptions")
    known = options if isinstance(options, dict) else {}
    conflicts = tuple(_conflict(entry) for entry in _list(summary, "conflicts"))
    return ImportSummary(
        status=_text(summary.get("status")),
        description=_text(summary.get("description")),
        counts=_counts(summary.get("importCount")),
        conflicts=conflicts,
        rejected=frozenset(_index(entry) for entry in _list(summary, "rejectedIndexes")),
        is_new_importer=_is_new(known, summary, conflicts),
        is_dry_run=known.get("dryRun") is True,
        strategy=_text(known.get("importStrategy")) or None,
    )


def _is_new(
    options: dict[str, object], summary: dict[str, object], conflicts: tuple[Conflict, ...]
) -> bool | None:
    if "atomic" in options or any(conflict.code.startswith("E8") for conflict in conflicts):
        return True
    if "description" in summary or any(conflict.code.startswith("E7") for conflict in conflicts):
        return False
    return None


def _conflict(entry: object) -> Conflict:
    conflict = _object(entry, "a conflict")
    objects = conflict.get("objects")
    arguments = objects.get("args") if isinstance(objects, dict) else None
    return Conflict(
        code=_text(conflict.get("errorCode")),
        sentence=_text(conflict.get("value")),
        arguments=arguments if isinstance(arguments, str) else "",
        indexes=frozenset(_index(entry) for entry in _list(conflict, "indexes")) - {-1},
    )


def _counts(found: object) -> Counts:
    counts = _object(found, "importCount")
    return Counts(
        *(_count(counts.get(name)) for name in ("imported", "updated", "ignored", "deleted"))
    )


def _count(found: object) -> int:
    if type(found) is not int or found < 0:
        raise _UnreadableError(f"importCount has {found!r}"[:_TEXT_MAX])
    return found


def _index(found: object) -> int:
    if type(found) is not int:
        raise _UnreadableError(f"an index is {found!r}"[:_TEXT_MAX])
    return found


def _object(found: object, what: str) -> dict[str, object]:
    if not isinstance(found, dict):
        raise _UnreadableError(f"{what} is missing or no JSON object")
    return found


def _list(parent: dict[str, object], name: str) -> list[object]:
    found = parent.get(name, [])
    if not isinstance(found, list):
        raise _UnreadableError(f"{name} is no list")
    return found


def _text(found: object) -> str:
    return found[:_TEXT_MAX] if isinstance(found, str) else ""
