"""The new importer (2.43 and later): one group, all or nothing, but for bad values.

A wrong key costs the whole group, a wrong value only itself. Only the first failing check is
reported; its order is the server's.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sandbox import sharing
from sandbox.data_values import Audit, Cell, Key, Row
from sandbox.import_body import Payload, UnreadableError
from sandbox.import_facts import DataSet, ImportFacts, ImportScene, read_period
from sandbox.import_options import ImportOptions
from sandbox.import_summary import Conflict, ImportSummary
from sandbox.periods import Period
from sandbox.schema import DEFAULT_OPTION_COMBO
from sandbox.uids import is_uid
from sandbox.value_types import INTEGER_TYPES, reason_against

COMMENT_LENGTH_MAX = 5_000
_FIELDS = [
    "dataElement", "orgUnit", "categoryOptionCombo", "categoryOptions", "attributeOptionCombo",
    "attributeCombo", "attributeOptions", "period", "value", "comment", "followUp", "deleted",
]  # fmt: skip


class _RequestRefusedError(Exception):
    """A value cannot be decoded: the whole request is refused, with index −1."""

    def __init__(self, code: str, args: str, message: str) -> None:
        super().__init__(message)
        self.conflict = Conflict(code, message, objects={"args": args}, indexes=[-1])


class _GroupRefusedError(Exception):
    """A check failed: every value of the group is refused."""

    def __init__(self, code: str, args: str, message: str) -> None:
        super().__init__(message)
        self.code, self.args_text, self.message = code, args, message


@dataclass(slots=True)
class _Value:
    """One posted value, decoded."""

    element: str
    org_unit: str
    option_combo: str | None
    attribute_combo: str | None
    period_text: str
    value: str | None
    comment: str | None
    is_deleted: bool
    is_followed_up: bool

    @property
    def key(self) -> tuple[str, str, str | None, str | None, str]:
        return (
            self.element, self.org_unit, self.option_combo, self.attribute_combo, self.period_text,
        )  # fmt: skip


def import_values(scene: ImportScene, payload: Payload, options: ImportOptions) -> ImportSummary:
    """Import a data value set as 2.43 does.

    Raises:
        UnreadableError: for a period that is none: the real server answers 500.
    """
    if payload.header.get("dryRun") is True:
        options.dry_run = options.printed["dryRun"] = True
    is_deleting = options.strategy == "DELETE"
    try:
        values = _decoded(payload, is_deleting=is_deleting)
    except _RequestRefusedError as refused:
        return ImportSummary(
            status="ERROR", conflicts=[refused.conflict], data_set_complete=None
        )
    group = _Group(scene, payload, options, values)
    everything = list(range(len(values)))
    try:
        group.check()
    except _GroupRefusedError as refused:
        return _refused_group(refused, everything)
    bad = group.bad_values(is_deleting=is_deleting)
    if bad and options.asks("atomic"):
        return _refused_group(_not_atomic(bad, len(values)), everything, is_complete_told=False)
    rejected = sorted({index for each in bad for index in each.indexes or []})
    refused = set(rejected)
    good = [value for index, value in enumerate(values) if index not in refused]
    if not options.dry_run:
        group.store(good, is_deleting=is_deleting)
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


def _status(bad: list[Conflict], good: list[_Value]) -> str:
    if not bad:
        return "SUCCESS"
    return "WARNING" if good else "ERROR"


def _refused_group(
    refused: _GroupRefusedError, everything: list[int], *, is_complete_told: bool = True
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


def _not_atomic(bad: list[Conflict], total: int) -> _GroupRefusedError:
    good = total - len(bad)
    first = bad[0].message
    message = f"Atomic mode requires all values to be valid but only {good}/{total} were."
    return _GroupRefusedError("E8000", f"{good}-{total}-{first}", f"{message} First issue: {first}")


def _decoded(payload: Payload, *, is_deleting: bool) -> list[_Value]:
    header = payload.header
    return [
        _decode(index, sent, header, is_deleting=is_deleting)
        for index, sent in enumerate(payload.values)
    ]


def _decode(
    index: int, sent: dict[str, Any], header: dict[str, Any], *, is_deleting: bool
) -> _Value:
    period = sent.get("period", header.get("period"))
    element = sent.get("dataElement")
    unit = sent.get("orgUnit", header.get("orgUnit"))
    combo = sent.get("categoryOptionCombo")
    attribute = sent.get("attributeOptionCombo", header.get("attributeOptionCombo"))
    for name, code, found in (
        ("period", "E8100", period),
        ("data element", "E8102", element),
        ("org unit", "E8105", unit),
    ):
        if found is None:
            shown = _record("Input", [(field, sent.get(field)) for field in _FIELDS])
            message = f"Value #{index:,} {name} not defined in group or value: `{shown}`"
            raise _RequestRefusedError(code, f"{index}-{shown}", message)
    for name, code, found in (
        ("data element UID not valid", "E8104", element),
        ("org unit UID is not valid", "E8106", unit),
        ("category option combo UID is not valid", "E8109", combo),
        ("attribute option combo UID is not valid", "E8111", attribute),
    ):
        if found is not None and not is_uid(found):
            message = f"Value #{index:,} {name}: `{found}`"
            raise _RequestRefusedError(code, f"{index}-{found}", message)
    return _Value(
        element=str(element),
        org_unit=str(unit),
        option_combo=combo,
        attribute_combo=attribute,
        period_text=str(period),
        value=sent.get("value"),
        comment=sent.get("comment"),
        is_deleted=is_deleting or sent.get("deleted") is True,
        is_followed_up=sent.get("followUp") is True,
    )


class _Group:
    """The values of one request, which belong to one data set."""

    def __init__(
        self, scene: ImportScene, payload: Payload, options: ImportOptions, values: list[_Value]
    ) -> None:
        self._scene = scene
        self._facts: ImportFacts = scene.facts
        self._named = payload.header.get("dataSet")
        self._options = options
        self._values = values
        self._periods: dict[str, Period] = {}
        self._data_set: DataSet | None = None

    def check(self) -> None:
        """Run the checks in the server's order.

        Raises:
            _GroupRefusedError: the first that fails.
            UnreadableError: a period is none.
        """
        if not self._values:
            return
        self._read_periods()
        self._find_data_set()
        checks: list[Callable[[str, DataSet | None], None]] = [
            self._user_may_enter_set,
            self._user_may_enter_units,
            self._user_may_enter_options,
            self._elements_are_in_set,
            self._units_are_in_set,
            self._periods_fit_set,
            self._attribute_combos_fit_set,
            self._option_combos_fit_elements,
            self._units_are_open,
            self._periods_are_timely,
        ]
        name = self._data_set.uid if self._data_set else str(self._named)
        for each in checks:
            each(name, self._data_set)
        self._keys_are_unique()

    def bad_values(self, *, is_deleting: bool) -> list[Conflict]:
        """Return a conflict for every value that its type or its length forbids."""
        bad = []
        elements = self._facts.elements
        for index, value in enumerate(self._values):
            if not (is_deleting or value.is_deleted):
                value.value = _normalised(value.value, elements[value.element].value_type)
            conflict = _value_conflict(index, value, elements[value.element].value_type)
            if conflict:
                bad.append(conflict)
        return bad

    def store(self, good: Iterable[_Value], *, is_deleting: bool) -> None:
        """Upsert the good values; every one counts as changed by this user now."""
        scene, rows = self._scene, {}
        user, now = scene.user.username, scene.now
        for value in good:
            cell: Cell = (
                value.element,
                value.option_combo or DEFAULT_OPTION_COMBO,
                value.attribute_combo or DEFAULT_OPTION_COMBO,
            )
            place = (self._periods[value.period_text].iso, value.org_unit, cell)
            old = scene.values.get(*place)
            row = Row(
                value=value.value,
                stored_by=user,
                created_at=old.created_at if old else now,
                updated_at=now,
                is_deleted=is_deleting or value.is_deleted,
                comment=value.comment,
                is_followed_up=value.is_followed_up,
            )
            if old:
                _note_change(scene, Key(*place), old, row)
            scene.values.put(*place, rows.setdefault(row, row))

    def _read_periods(self) -> None:
        for text in {value.period_text for value in self._values}:
            period = read_period(text)
            if period is None:
                called = "org.hisp.dhis.datavalue.DataEntryGroup.deletion()"
                message = f'Cannot invoke "{called}" because "group" is null'
                raise UnreadableError(message, 500)
            self._periods[text] = period

    def _find_data_set(self) -> None:
        facts = self._facts
        if self._named is not None:
            if not is_uid(self._named):
                message = f"Data set UID is not valid: `{self._named}`"
                raise _GroupRefusedError("E8004", self._named, message)
            self._data_set = facts.data_sets.get(self._named)
            return
        found: dict[str, DataSet] = {}
        for uid in {value.element for value in self._values}:
            sets = facts.elements[uid].data_sets if uid in facts.elements else ()
            if sets:
                newest = max(sets, key=lambda each: each.created)
                found[newest.uid] = newest
        if not found:
            names = _listed(value.element for value in self._values)
            message = f"Data set detection failed, found no set for data elements: `{names}`"
            raise _GroupRefusedError("E8003", names, message)
        if len(found) > 1:
            names = _listed(found)
            message = f"Data set detection failed, found multiple sets: `{names}`"
            raise _GroupRefusedError("E8002", names, message)
        self._data_set = next(iter(found.values()))

    def _user_may_enter_set(self, name: str, data_set: DataSet | None) -> None:
        if data_set and not sharing.may(self._scene.user, data_set.shared, sharing.DATA_WRITE):
            message = f"Current user cannot enter data for data set: `{name}`"
            raise _GroupRefusedError("E8010", name, message)

    def _user_may_enter_units(self, _name: str, _data_set: DataSet | None) -> None:
        if self._scene.user.is_superuser:
            return
        known = self._facts.open_days
        units = {value.org_unit for value in self._values if value.org_unit in known}
        outside = [unit for unit in units if not self._scene.is_in_hierarchy(unit)]
        if outside:
            names = _listed(outside)
            message = f"Current user cannot enter data for org unit(s): `{names}`"
            raise _GroupRefusedError("E8011", names, message)

    def _user_may_enter_options(self, _name: str, _data_set: DataSet | None) -> None:
        unwritable = self._scene.unwritable_options()
        if not unwritable:
            return
        options_of = self._facts.options_of
        combos = {value.option_combo for value in self._values if value.option_combo}
        used = {option for combo in combos for option in options_of.get(combo, ())}
        if forbidden := used & unwritable:
            names = _listed(forbidden)
            message = f"Current user cannot enter data for category option(s): `{names}`"
            raise _GroupRefusedError("E8012", names, message)

    def _elements_are_in_set(self, name: str, data_set: DataSet | None) -> None:
        known = data_set.combo_of if data_set else {}
        _none_left("E8020", name, "data element(s)", {v.element for v in self._values} - set(known))

    def _units_are_in_set(self, name: str, data_set: DataSet | None) -> None:
        assert data_set
        units = {value.org_unit for value in self._values}
        _none_left("E8022", name, "org unit(s)", units - data_set.org_units)

    def _periods_fit_set(self, name: str, data_set: DataSet | None) -> None:
        assert data_set
        wrong = {
            period.iso
            for period in self._periods.values()
            if period.period_type != data_set.period_type
        }
        _none_left("E8021", name, "period(s)", wrong)

    def _attribute_combos_fit_set(self, name: str, data_set: DataSet | None) -> None:
        assert data_set
        combo_of = self._facts.combo_of_option_combo
        sent = {value.attribute_combo for value in self._values if value.attribute_combo}
        wrong = {each for each in sent if combo_of.get(each) != data_set.attribute_combo}
        _none_left("E8023", name, "attribute option combo(s)", wrong)

    def _option_combos_fit_elements(self, name: str, data_set: DataSet | None) -> None:
        assert data_set
        combo_of = self._facts.combo_of_option_combo
        used: dict[str, set[str]] = {}
        for value in self._values:
            if value.option_combo:
                used.setdefault(value.element, set()).add(value.option_combo)
        for element, combos in used.items():
            expected = data_set.combo_of[element]
            wrong = {each for each in combos if combo_of.get(each) != expected}
            if wrong:
                names = _listed(wrong)
                both = f"Data set {name} + data element {element}"
                message = f"{both} not usable with category option combo(s): `{names}`"
                raise _GroupRefusedError("E8024", f"{name}-{element}-{names}", message)

    def _units_are_open(self, _name: str, _data_set: DataSet | None) -> None:
        wrong: dict[str, set[str]] = {}
        for unit, text in dict.fromkeys((v.org_unit, v.period_text) for v in self._values):
            period = self._periods[text]
            if not _is_open(period, *self._facts.open_days[unit]):
                wrong.setdefault(unit, set()).add(period.iso)
        for unit, periods in wrong.items():
            names = _listed(periods)
            message = f"Untimely data entry for org unit {unit} and period(s): `{names}`"
            raise _GroupRefusedError("E8031", f"{unit}-{names}", message)

    def _periods_are_timely(self, name: str, data_set: DataSet | None) -> None:
        assert data_set
        user, today = self._scene.user, self._scene.today
        may_be_late = user.has("F_EDIT_EXPIRED")
        if may_be_late:
            return
        wrong = {
            period.iso for period in self._periods.values() if not _is_timely(data_set, period, today)
        }
        if wrong:
            names = _listed(wrong)
            message = f"Untimely data entry for data set {name} and period(s): `{names}`"
            raise _GroupRefusedError("E8030", f"{name}-{names}", message)

    def _keys_are_unique(self) -> None:
        first: dict[Any, int] = {}
        doubled: dict[Any, list[int]] = {}
        for index, value in enumerate(self._values):
            if value.key in first:
                doubled.setdefault(value.key, [first[value.key]]).append(index)
            else:
                first[value.key] = index
        if doubled:
            key, indexes = next(iter(doubled.items()))
            names = ["dataElement", "orgUnit", "categoryOptionCombo", "attributeOptionCombo"]
            shown = _record("DataValueKey", list(zip([*names, "period"], key, strict=True)))
            message = f"Value #{indexes} all affect the same data value: `{shown}`"
            raise _GroupRefusedError("E8128", f"{indexes}-{shown}", message)


def _is_timely(data_set: DataSet, period: Period, today: Any) -> bool:
    if data_set.is_expired(period, today) or period.end > data_set.latest_open(today).end:
        return False
    if not data_set.input_periods:
        return True
    # 2.43.1 has the check the wrong way round (DHIS2-21981): what is open is refused. A period
    # that is not listed is refused too.
    is_listed = period.iso in data_set.input_periods
    return is_listed and not data_set.is_input_open(period, today)


def _is_open(period: Period, opening: Any, closed: Any) -> bool:
    return (opening is None or period.end >= opening) and (closed is None or period.start <= closed)


def _value_conflict(index: int, value: _Value, value_type: str) -> Conflict | None:
    shown = f"Value #{index:,}"
    if not value.value and not value.is_deleted and not value.comment:
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


def _none_left(code: str, name: str, what: str, wrong: set[str]) -> None:
    if wrong:
        names = _listed(wrong)
        message = f"Data set {name} not usable with {what}: `{names}`"
        raise _GroupRefusedError(code, f"{name}-{names}", message)


def _listed(names: Iterable[str]) -> str:
    return f"[{', '.join(sorted(set(names)))}]"


def _record(kind: str, fields: list[tuple[str, Any]]) -> str:
    shown = ", ".join(f"{name}={'null' if value is None else value}" for name, value in fields)
    return f"{kind}[{shown}]"
