"""The old importer (2.38–2.42): value by value, what is good is stored, the rest is named."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.stand_in import sharing
from sandbox.stand_in.checks_242 import Judge, Refusal, Value, text_of
from sandbox.stand_in.data_values import Audit, Cell, Key, Row
from sandbox.stand_in.import_body import Payload
from sandbox.stand_in.import_facts import ImportScene
from sandbox.stand_in.import_options import ImportOptions
from sandbox.stand_in.import_summary import Conflict, ImportSummary
from sandbox.stand_in.value_types import is_zero

COMPLETED = "Import process completed successfully"
ABORTED = "Import process was aborted"


def import_values(scene: ImportScene, payload: Payload, options: ImportOptions) -> ImportSummary:
    """Import a data value set as 2.42 does.

    Whatever is not named as refused is stored, except zeros that are not significant and second
    copies of a new key.
    """
    if abort := _refusal_of_whole(scene, payload):
        return abort
    summary = ImportSummary(description=COMPLETED)
    if isinstance(payload.header.get("completeDate"), str):
        summary.data_set_complete = payload.header["completeDate"]
    tally = _Tally(summary)
    judge = Judge(scene, payload, options)
    writer = _Writer(scene, options, tally)
    for index, sent in enumerate(payload.values):
        judged = judge.judged(sent)
        if isinstance(judged, Refusal):
            tally.refuse(index, judged)
        else:
            writer.write(index, judged)
    summary.rejected_indexes = sorted(tally.rejected)
    summary.status = "WARNING" if summary.conflicts else "SUCCESS"
    return summary


def _refusal_of_whole(scene: ImportScene, payload: Payload) -> ImportSummary | None:
    conflicts = list(_header_conflicts(scene, payload.header))
    if not conflicts:
        return None
    return ImportSummary(
        status="ERROR", conflicts=conflicts, description=ABORTED, data_set_complete=None
    )


def _header_conflicts(scene: ImportScene, header: dict[str, Any]) -> Iterator[Conflict]:
    facts = scene.facts
    uid, unit, combo = (header.get(name) for name in ("dataSet", "orgUnit", "attributeOptionCombo"))
    data_set = facts.data_sets.get(uid or "")
    if uid and data_set is None:
        message = f"Data set not found or not accessible: `{uid}`"
        yield Conflict("E7600", message, {"dataSet": uid}, "dataSet", uid)
    if data_set and not sharing.may(scene.user, data_set.shared, sharing.DATA_WRITE):
        message = f"User does not have write access for DataSet: `{uid}`"
        yield Conflict("E7601", message, {"dataSet": str(uid)}, "dataSet", uid)
    if unit and unit not in facts.open_days:
        message = f"Org unit not found or not accessible: `{unit}`"
        yield Conflict("E7603", message, {"organisationUnit": unit}, "orgUnit", unit)
    if combo and combo not in facts.options_of:
        message = f"Attribute option combo not found or not accessible: `{combo}`"
        objects = {"categoryOptionCombo": combo}
        yield Conflict("E7604", message, objects, "attributeOptionCombo", combo)


@dataclass
class _Tally:
    """Counts and refusals as they come up; equal refusals are one conflict with many indexes."""

    summary: ImportSummary
    rejected: set[int] = field(default_factory=set)
    by_kind: dict[tuple[str, ...], list[int]] = field(default_factory=dict)

    def refuse(self, index: int, refusal: Refusal) -> None:
        objects = {name: uid for name, uid in refusal.objects.items() if uid is not None}
        kind = (refusal.code, *objects.values())
        if kind not in self.by_kind:
            indexes = self.by_kind[kind] = []
            conflict = Conflict(
                error_code=refusal.code,
                message=refusal.message,
                objects=objects,
                property=refusal.property,
                object=next(iter(objects.values()), None),
                indexes=indexes,
            )
            self.summary.conflicts.append(conflict)
        self.by_kind[kind].append(index)
        self.ignore(index)

    def ignore(self, index: int) -> None:
        self.summary.ignored += 1
        self.rejected.add(index)


class _Writer:
    """Stores the good values of one request, counting as the server counts."""

    def __init__(self, scene: ImportScene, options: ImportOptions, tally: _Tally) -> None:
        self._scene = scene
        self._options = options
        self._tally = tally
        self._created: set[tuple[str, str, Cell]] = set()
        self._rows: dict[Row, Row] = {}

    def write(self, index: int, value: Value) -> None:
        """Store one value, or do what the strategy says."""
        place = value.place
        # A key created in this request is still in the server's buffer: not seen as existing.
        old = None if place in self._created else self._scene.values.get(*place)
        live = None if old is None or old.is_deleted else old
        element = value.element
        is_dropped = not element.is_zero_kept and is_zero(value.value or "", element.value_type)
        if value.is_deletion or (is_dropped and live):
            self._delete(index, value, live)
        elif is_dropped:
            return  # Neither stored nor counted nor named.
        elif live:
            self._update(index, value, live)
        else:
            self._create(index, value, old)

    def _delete(self, index: int, value: Value, live: Row | None) -> None:
        if live is None:
            self._tally.ignore(index)
        else:
            self._tally.summary.deleted += 1
            self._store(value, live, is_deleted=True)

    def _update(self, index: int, value: Value, live: Row) -> None:
        if self._options.strategy == "CREATE":
            self._tally.ignore(index)
        elif (live.value, live.comment) == (value.value, value.comment):
            self._tally.summary.ignored += 1  # Unchanged: not rejected, not written.
        else:
            self._tally.summary.updated += 1
            self._store(value, live)

    def _create(self, index: int, value: Value, tombstone: Row | None) -> None:
        if self._options.strategy == "UPDATE":
            self._tally.ignore(index)
        elif value.place not in self._created:
            self._created.add(value.place)
            self._tally.summary.imported += 1
            self._store(value, tombstone)

    def _store(self, value: Value, old: Row | None, *, is_deleted: bool = False) -> None:
        if self._options.dry_run:
            return
        user, now = self._scene.user.username, self._scene.now
        row = Row(
            value=value.value,
            stored_by=text_of(value.sent.get("storedBy")) or user,
            created_at=old.created_at if old else now,
            updated_at=now,
            is_deleted=is_deleted,
            comment=value.comment,
            is_followed_up=value.sent.get("followup") is True,
        )
        if old:
            kind = "DELETE" if is_deleted else "UPDATE"
            history = self._scene.values.audits.setdefault(Key(*value.place), [])
            history.append(Audit(kind, old.value, user, now))
        self._scene.values.put(*value.place, self._rows.setdefault(row, row))
