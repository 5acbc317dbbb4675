"""The new importer (2.43 and later): one group, all or nothing, but for bad values.

A wrong key costs the whole group, a wrong value only itself.
"""

from collections.abc import Iterable

from sandbox.stand_in.checks_243 import Group, GroupRefusedError
from sandbox.stand_in.data_values import Audit, Cell, Key, Row
from sandbox.stand_in.decoding_243 import RequestRefusedError, Value, decoded
from sandbox.stand_in.import_body import Payload
from sandbox.stand_in.import_facts import ImportScene
from sandbox.stand_in.import_options import ImportOptions
from sandbox.stand_in.import_summary import Conflict, ImportSummary
from sandbox.stand_in.schema import DEFAULT_OPTION_COMBO
from sandbox.stand_in.value_types import INTEGER_TYPES, reason_against

COMMENT_LENGTH_MAX = 5_000


def import_values(scene: ImportScene, payload: Payload, options: ImportOptions) -> ImportSummary:
    """Import a data value set as 2.43 does.

    Raises:
        UnreadableError: for a period that is none: the real server answers 500.
    """
    if payload.header.get("dryRun") is True:
        options.dry_run = options.printed["dryRun"] = True
    is_deleting = options.strategy == "DELETE"
    try:
        values = decoded(payload, is_deleting=is_deleting)
    except RequestRefusedError as refused:
        return ImportSummary(status="ERROR", conflicts=[refused.conflict], data_set_complete=None)
    group = Group(scene, payload, values, is_forced=options.asks("force"))
    everything = list(range(len(values)))
    try:
        group.check()
    except GroupRefusedError as refused:
        return _refused_group(refused, everything)
    bad = _bad_values(scene, values)
    if bad and options.asks("atomic"):
        return _refused_group(_not_atomic(bad, len(values)), everything, is_complete_told=False)
    rejected = sorted({index for each in bad for index in each.indexes or []})
    left_out = set(rejected)
    good = [value for index, value in enumerate(values) if index not in left_out]
    if not options.dry_run:
        _store(scene, good)
    completed = payload.header.get("completeDate")
    return ImportSummary(
        status=_status(bad, good),
        updated=0 if is_deleting else len(good),
        deleted=len(good) if is_deleting else 0,
        ignored=len(rejected),
        conflicts=bad,
        rejected_indexes=rejected,
        data_set_complete=completed if isinstance(completed, str) else "false",
    )


def _status(bad: list[Conflict], good: list[Value]) -> str:
    if not bad:
        return "SUCCESS"
    return "WARNING" if good else "ERROR"


def _refused_group(
    refused: GroupRefusedError, everything: list[int], *, is_complete_told: bool = True
) -> ImportSummary:
    conflict = Conflict(
        refused.code, refused.message, objects={"args": refused.args_text}, indexes=everything
    )
    return ImportSummary(
        status="ERROR",
        conflicts=[conflict],
        rejected_indexes=everything,
        data_set_complete="false" if is_complete_told else None,
    )


def _not_atomic(bad: list[Conflict], total: int) -> GroupRefusedError:
    good = total - len(bad)
    first = bad[0].message
    message = f"Atomic mode requires all values to be valid but only {good}/{total} were."
    return GroupRefusedError("E8000", f"{good}-{total}-{first}", f"{message} First issue: {first}")


def _bad_values(scene: ImportScene, values: list[Value]) -> list[Conflict]:
    """Return a conflict for every value that its type or its length forbids."""
    elements = scene.facts.elements
    bad = []
    for index, value in enumerate(values):
        value_type = elements[value.element].value_type
        if not value.is_deleted:
            value.value = _normalised(value.value, value_type)
        if conflict := _value_conflict(index, value, value_type):
            bad.append(conflict)
    return bad


def _store(scene: ImportScene, good: Iterable[Value]) -> None:
    """Upsert the good values; every one counts as changed by this user now."""
    rows: dict[Row, Row] = {}
    user, now = scene.user.username, scene.now
    for value in good:
        cell: Cell = (
            value.element,
            value.option_combo or DEFAULT_OPTION_COMBO,
            value.attribute_combo or DEFAULT_OPTION_COMBO,
        )
        place = (value.period.iso, value.org_unit, cell)
        old = scene.values.get(*place)
        row = Row(
            value=value.value,
            stored_by=user,
            created_at=old.created_at if old else now,
            updated_at=now,
            is_deleted=value.is_deleted,
            comment=value.comment,
            is_followed_up=value.is_followed_up,
        )
        if old:
            _note_change(scene, Key(*place), old, row)
        scene.values.put(*place, rows.setdefault(row, row))


def _value_conflict(index: int, value: Value, value_type: str) -> Conflict | None:
    shown = f"Value #{index:,}"
    if not value.value and not value.is_deleted:
        message = f"{shown} value is required"
        return Conflict("E8120", message, objects={"args": str(index)}, indexes=[index])
    if value.value and not value.is_deleted:
        reason = reason_against(value.value, value_type)
        if reason:
            args = f"{index}-{value.value}-{value_type}-{reason}"
            message = f"{shown} value `{value.value}` is no valid {value_type}: {reason}"
            return Conflict("E8122", message, objects={"args": args}, indexes=[index])
    if value.comment and len(value.comment) > COMMENT_LENGTH_MAX:
        message = f"{shown} comment too long (max {COMMENT_LENGTH_MAX:,} characters)`"
        args = f"{index}-{COMMENT_LENGTH_MAX}"
        return Conflict("E8125", message, objects={"args": args}, indexes=[index])
    return None


def _normalised(value: str | None, value_type: str) -> str | None:
    """The new importer takes ``5.0`` for an integer and stores ``5``; ``5.00`` it refuses."""
    if value is not None and value_type in INTEGER_TYPES:
        return value.removesuffix(".0")
    return value


def _note_change(scene: ImportScene, key: Key, old: Row, new: Row) -> None:
    history = scene.values.audits.setdefault(key, [])
    if not history or history[-1].created_at < old.updated_at:
        history.append(Audit("CREATE", old.value, old.stored_by, old.updated_at))
    kind = "DELETE" if new.is_deleted else "UPDATE"
    history.append(Audit(kind, new.value, new.stored_by, new.updated_at))
