"""Take an import summary out of an answer, field by field, believing nothing about its shape."""

import json
from dataclasses import asdict, dataclass

from vlmis_core.messages import Message, message

_TEXT_MAX, _FOUND_MAX = 500, 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from DHIS2: a status and a body, or why there is none."""

    status: int | None
    content_type: str = ""
    body: str = ""
    problem: Message | None = None
    timed_out: bool = False
    """The request was sent, and no answer came in time: DHIS2 may still be at work on it."""
    was_sent: bool = True
    """False: no connection was made, so that DHIS2 has not seen the request."""


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

    @property
    def message(self) -> Message:
        """Write the counts for people."""
        return message("import_counts", **asdict(self))


UNREADABLE = Counts()


@dataclass(frozen=True, slots=True)
class Conflict:
    """One entry of ``conflicts``; ``indexes`` is empty when it names the request as a whole."""

    code: str
    sentence: str
    arguments: str
    indexes: frozenset[int]
    subject: str = ""
    """What it is about, where DHIS2 names one thing (an org unit of a registration)."""

    @property
    def text(self) -> str:
        """The code and the sentence of DHIS2."""
        return f"{self.code} {self.sentence}".strip()


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

    def __init__(self, field: str, found: object) -> None:
        super().__init__(field)
        self.field, self.found = field, json.dumps(found)[:_FOUND_MAX]


def read_summary(answer: Answer) -> ImportSummary | Message:
    """The import summary of an answer, or why it has none."""
    if answer.status is None:
        return answer.problem or message("no_answer_came")
    if answer.status not in (200, 409):
        return answer.problem or message("answer_has_http_status", status=answer.status)
    try:
        body = json.loads(answer.body)
    except (ValueError, RecursionError):
        kind = answer.content_type or None
        return message("answer_is_not_json", status=answer.status, kind=kind)
    try:
        return _summary(body)
    except _UnreadableError as error:
        return message(
            "answer_field_not_readable",
            status=answer.status,
            field=error.field,
            found=error.found,
        )


def _summary(body: object) -> ImportSummary:
    outer = _object(body, "body")
    summary = _object(outer.get("response", outer), "response")
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
    conflict = _object(entry, "conflicts")
    objects = conflict.get("objects")
    arguments = objects.get("args") if isinstance(objects, dict) else None
    return Conflict(
        code=_text(conflict.get("errorCode")),
        sentence=_text(conflict.get("value")),
        arguments=arguments if isinstance(arguments, str) else "",
        indexes=frozenset(_index(entry) for entry in _list(conflict, "indexes")) - {-1},
        subject=_text(conflict.get("object")),
    )


def _counts(found: object) -> Counts:
    counts = _object(found, "importCount")
    return Counts(*(_count(counts, name) for name in ("imported", "updated", "ignored", "deleted")))


def _count(counts: dict[str, object], name: str) -> int:
    found = counts.get(name)
    if type(found) is not int or found < 0:
        raise _UnreadableError(f"importCount.{name}", found)
    return found


def _index(found: object) -> int:
    if type(found) is not int:
        raise _UnreadableError("index", found)
    return found


def _object(found: object, what: str) -> dict[str, object]:
    if not isinstance(found, dict):
        raise _UnreadableError(what, found)
    return found


def _list(parent: dict[str, object], name: str) -> list[object]:
    found = parent.get(name, [])
    if not isinstance(found, list):
        raise _UnreadableError(name, found)
    return found


def _text(found: object) -> str:
    return found[:_TEXT_MAX] if isinstance(found, str) else ""
