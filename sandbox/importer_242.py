"""The old importer (2.38–2.42): value by value, what is good is stored, the rest is named.

The order of the checks is the server's: the first that fails is the one reported.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sandbox import sharing
from sandbox.data_values import Audit, Cell, Key, Row
from sandbox.import_body import Payload
from sandbox.import_facts import DataSet, Element, ImportScene, read_period
from sandbox.import_options import ImportOptions
from sandbox.import_summary import Conflict, ImportSummary
from sandbox.periods import Period
from sandbox.schema import DEFAULT_OPTION_COMBO
from sandbox.value_types import is_zero, reason_against, sentence_for

COMMENT_LENGTH_MAX = 50_000
COMPLETED = "Import process completed successfully"
ABORTED = "Import process was aborted"


@dataclass(slots=True)
class _Value:
    """One posted value with what its identifiers stand for."""

    sent: dict[str, Any]
    element: Element | None
    period: Period | None
    org_unit: str | None
    option_combo: str | None
    attribute_combo: str | None
    value: str | None
    comment: str | None
    is_deletion: bool


@dataclass(slots=True)
class _Refusal:
    code: str
    message: str
    objects: dict[str, str | None]
    property: str | None = None


@dataclass
class _Tally:
    """Counts and refusals as they come up; equal refusals are one conflict with many indexes."""

    summary: ImportSummary
    rejected: set[int] = field(default_factory=set)
    by_kind: dict[tuple[str, ...], Conflict] = field(default_factory=dict)

    def refuse(self, index: int, refusal: _Refusal) -> None:
        objects = {name: uid for name, uid in refusal.objects.items() if uid is not None}
        kind = (refusal.code, *objects.values())
        conflict = self.by_kind.get(kind)
        if conflict is None:
            conflict = self.by_kind[kind] = Conflict(
                error_code=refusal.code,
                message=refusal.message,
                objects=objects,
                property=refusal.property,
                object=next(iter(objects.values()), None),
                indexes=[],
            )
            self.summary.conflicts.append(conflict)
        assert conflict.indexes is not None
        conflict.indexes.append(index)
        self.ignore(index)

    def ignore(self, index: int) -> None:
        self.summary.ignored += 1
        self.rejected.add(index)


def import_values(scene: ImportScene, payload: Payload, options: ImportOptions) -> ImportSummary:
    """Import a data value set as 2.42 does.

    Values are committed one by one as far as a caller can see: whatever is not named as refused
    is stored, except zeros that are not significant and second copies of a new key.
    """
    summary = ImportSummary(description=COMPLETED)
    if isinstance(payload.header.get("completeDate"), str):
        summary.data_set_complete = payload.header["completeDate"]
    if abort := _refusal_of_whole(scene, payload):
        return abort
    tally = _Tally(summary)
    judge = _Judge(scene, payload, options)
    writer = _Writer(scene, options, tally)
    for index, sent in enumerate(payload.values):
        value = judge.resolve(sent)
        refusal = judge.first_refusal(value)
        if refusal:
            tally.refuse(index, refusal)
        else:
            writer.write(index, value)
    summary.rejected_indexes = sorted(tally.rejected)
    summary.status = "WARNING" if summary.conflicts else "SUCCESS"
    return summary


def _refusal_of_whole(scene: ImportScene, payload: Payload) -> ImportSummary | None:
    uid = payload.header.get("dataSet")
    if uid is None:
        return None
    data_set = scene.facts.data_sets.get(uid)
    if data_set is None:
        return _aborted("E7600", f"Data set not found or not accessible: `{uid}`", uid)
    if not sharing.may(scene.user, data_set.shared, sharing.DATA_WRITE):
        return _aborted("E7601", f"User does not have write access for DataSet: `{uid}`", uid)
    return None


def _aborted(code: str, message: str, data_set: str) -> ImportSummary:
    conflict = Conflict(
        code, message, objects={"dataSet": data_set}, property="dataSet", object=data_set
    )
    return ImportSummary(
        status="ERROR", conflicts=[conflict], description=ABORTED, data_set_complete=None
    )


class _Judge:
    """Decides about each value of one request."""

    def __init__(self, scene: ImportScene, payload: Payload, options: ImportOptions) -> None:
        self._scene = scene
        self._facts = scene.facts
        self._header = payload.header
        self._options = options
        self._unwritable = scene.unwritable_options()
        self._data_set = scene.facts.data_sets.get(payload.header.get("dataSet", ""))
        self._is_deleting = options.strategy == "DELETE"
        self._in_hierarchy: dict[str, bool] = {}
        self._timeliness: dict[tuple[str, Period], _Refusal | None] = {}
        self._checks: list[Callable[[_Value], _Refusal | None]] = [
            self._identifiers,
            self._hierarchy,
            self._content,
            self._strictness,
            self._timely,
        ]

    def resolve(self, sent: dict[str, Any]) -> _Value:
        """Look up what the identifiers of a value stand for."""
        header = self._header
        unit = sent.get("orgUnit", header.get("orgUnit"))
        attribute = sent.get("attributeOptionCombo", header.get("attributeOptionCombo"))
        return _Value(
            sent=sent,
            element=self._facts.elements.get(sent.get("dataElement") or ""),
            period=read_period(sent.get("period", header.get("period"))),
            org_unit=unit if unit in self._facts.open_days else None,
            option_combo=self._writable(sent.get("categoryOptionCombo")),
            attribute_combo=self._writable(attribute),
            value=_text(sent.get("value")),
            comment=_text(sent.get("comment")),
            is_deletion=self._is_deleting or sent.get("deleted") is True,
        )

    def first_refusal(self, value: _Value) -> _Refusal | None:
        """Return the first thing that is wrong with a value, None if it is good."""
        for check in self._checks:
            if refusal := check(value):
                return refusal
        return None

    def _writable(self, uid: str | None) -> str | None:
        if uid is None:
            return DEFAULT_OPTION_COMBO
        options = self._facts.options_of.get(uid)
        if options is None or not self._unwritable.isdisjoint(options):
            return None
        return uid

    def _identifiers(self, value: _Value) -> _Refusal | None:
        sent, header = value.sent, self._header
        if value.element is None:
            return _unknown("E7610", "Data element", "dataElement", sent.get("dataElement"))
        if value.period is None:
            text = sent.get("period", header.get("period"))
            message = f"Period not valid: `{_null(text)}`"
            return _Refusal("E7611", message, {"period": text}, "period")
        if value.org_unit is None:
            uid = sent.get("orgUnit", header.get("orgUnit"))
            unknown = _unknown("E7612", "Organisation unit", "organisationUnit", uid)
            unknown.property = "orgUnit"
            return unknown
        if value.option_combo is None:
            uid = sent.get("categoryOptionCombo")
            return _unwritable_combo("E7613", "Category", "categoryOptionCombo", uid)
        if value.attribute_combo is None:
            uid = sent.get("attributeOptionCombo", header.get("attributeOptionCombo"))
            return _unwritable_combo("E7615", "Attribute", "attributeOptionCombo", uid)
        return None

    def _hierarchy(self, value: _Value) -> _Refusal | None:
        unit = value.org_unit
        assert unit is not None
        if unit not in self._in_hierarchy:
            self._in_hierarchy[unit] = self._scene.is_in_hierarchy(unit)
        if self._in_hierarchy[unit]:
            return None
        user = self._scene.user.uid
        message = f"Organisation unit: `{unit}` not in hierarchy of current user: `{user}`"
        return _Refusal("E7617", message, {"organisationUnit": unit, "user": user}, "orgUnit")

    def _content(self, value: _Value) -> _Refusal | None:
        element = value.element
        assert element is not None
        if value.value is None and value.comment is None and not value.is_deletion:
            message = f"Data value or comment not specified for data element: `{element.uid}`"
            return _Refusal("E7618", message, {"dataElement": element.uid}, "value")
        reason = reason_against(value.value, element.value_type) if value.value else None
        if reason:
            sentence = f"`{element.uid}`: `{sentence_for(reason)}`"
            message = f"Value must match value type of data element {sentence}"
            objects: dict[str, str | None] = {"dataElement": element.uid, "value": reason}
            return _Refusal("E7619", message, objects, "value")
        if value.comment is not None and len(value.comment) > COMMENT_LENGTH_MAX:
            message = "Invalid comment: Comment is greater than max length"
            objects = {"comment": "comment_length_greater_than_max_length"}
            return _Refusal("E7620", message, objects, "comment")
        return None

    def _strictness(self, value: _Value) -> _Refusal | None:
        options, sent = self._options, value.sent
        if options.asks("requireCategoryOptionCombo") and not sent.get("categoryOptionCombo"):
            message = "Category option combo is required but is not specified"
            return _Refusal("E7630", message, {}, "categoryOptionCombo")
        has_attribute = sent.get("attributeOptionCombo") or self._header.get("attributeOptionCombo")
        if options.asks("requireAttributeOptionCombo") and not has_attribute:
            message = "Attribute option combo is required but is not specified"
            return _Refusal("E7631", message, {}, "attributeOptionCombo")
        return self._strict_period_and_element(value) or self._strict_combos_and_unit(value)

    def _strict_period_and_element(self, value: _Value) -> _Refusal | None:
        options, element, period = self._options, value.element, value.period
        assert element is not None and period is not None
        if options.asks("strictPeriods"):
            types = {each.period_type for each in element.data_sets}
            if period.period_type not in types:
                names = f"`{period.iso}` not valid for data element: `{element.uid}`"
                objects = {"period": period.iso, "dataElement": element.uid}
                return _Refusal("E7632", f"Period type of period: {names}", {**objects})
        data_set = self._data_set
        if options.asks("strictDataElements") and data_set and element.uid not in data_set.combo_of:
            names = f"`{element.uid}` is not part of dataset: `{data_set.uid}`"
            objects = {"dataElement": element.uid, "dataSet": data_set.uid}
            return _Refusal("E7633", f"Data element: {names}", {**objects}, "dataElement")
        return None

    def _strict_combos_and_unit(self, value: _Value) -> _Refusal | None:
        options, element, combo_of = self._options, value.element, self._facts.combo_of_option_combo
        assert element is not None and value.option_combo and value.attribute_combo
        both = {"dataElement": element.uid}
        combo = value.option_combo
        if options.asks("strictCategoryOptionCombos") and combo_of[combo] not in element.combos:
            names = f"`{combo}` must be part of category combo of data element: `{element.uid}`"
            objects = {"categoryOptionCombo": combo, **both}
            message = f"Category option combo: {names}"
            return _Refusal("E7634", message, {**objects}, "categoryOptionCombo")
        combo = value.attribute_combo
        of_sets = {each.attribute_combo for each in element.data_sets}
        if options.asks("strictAttributeOptionCombos") and combo_of[combo] not in of_sets:
            names = f"`{combo}` must be part of category combo of data sets of data element:"
            objects = {"categoryOptionCombo": combo, **both}
            message = f"Attribute option combo: {names} `{element.uid}`"
            return _Refusal("E7635", message, {**objects}, "attributeOptionCombo")
        unit = value.org_unit
        is_assigned = any(unit in each.org_units for each in element.data_sets)
        if options.asks("strictOrganisationUnits") and not is_assigned:
            names = f"`{element.uid}` must be assigned through data sets to organisation unit:"
            objects = {"organisationUnit": str(unit), **both}
            return _Refusal("E7636", f"Data element: {names} `{unit}`", {**objects}, "orgUnit")
        return None

    def _timely(self, value: _Value) -> _Refusal | None:
        assert value.element is not None and value.period is not None
        known = (value.element.uid, value.period)
        if known not in self._timeliness:
            self._timeliness[known] = self._untimely(value.element, value.period)
        return self._timeliness[known]

    def _untimely(self, element: Element, period: Period) -> _Refusal | None:
        if self._options.asks("force") and self._scene.user.is_superuser:
            return None
        targets: Iterable[DataSet] = (self._data_set,) if self._data_set else element.data_sets
        today, user = self._scene.today, self._scene.user
        for each in targets:
            both = {"period": period.iso, "dataSet": each.uid}
            if each.is_expired(period, today) and not user.has("F_EDIT_EXPIRED"):
                names = f"`{period.iso}`  and data set: `{each.uid}`"
                message = f"Current date is past expiry days for period: {names}"
                return _Refusal("E7640", message, {**both}, "period")
            last = each.latest_open(today)
            if period.end > last.end:
                names = f"`{period.iso}` is after latest open future period: `{last.iso}` for"
                of = f"data element: `{element.uid}` and data set: `{each.uid}`"
                objects: dict[str, str | None] = {
                    "period": period.iso, "dataElement": element.uid, "dataSet": each.uid,
                }  # fmt: skip
                return _Refusal("E7641", f"Period: {names} {of}", objects, "period")
            if not each.is_input_open(period, today):
                names = f"`{period.iso}` is not open for this data set at this time: `{each.uid}`"
                return _Refusal("E7643", f"Period: {names}", {**both}, "period")
        return None


class _Writer:
    """Stores the good values of one request, counting as the server counts."""

    def __init__(self, scene: ImportScene, options: ImportOptions, tally: _Tally) -> None:
        self._scene = scene
        self._options = options
        self._tally = tally
        self._created: set[tuple[str, str, Cell]] = set()
        self._rows: dict[Row, Row] = {}

    def write(self, index: int, value: _Value) -> None:
        """Store one value, or do what the strategy says."""
        assert value.element and value.period and value.org_unit
        assert value.option_combo and value.attribute_combo
        cell = (value.element.uid, value.option_combo, value.attribute_combo)
        place = (value.period.iso, value.org_unit, cell)
        # A key created in this request is still in the server's buffer: not seen as existing.
        old = None if place in self._created else self._scene.values.get(*place)
        is_live = old is not None and not old.is_deleted
        strategy, summary = self._options.strategy, self._tally.summary
        is_dropped_zero = not value.element.is_zero_kept and is_zero(
            value.value or "", value.element.value_type
        )
        if value.is_deletion or (is_dropped_zero and is_live):
            if not is_live:
                self._tally.ignore(index)
                return
            summary.deleted += 1
            self._store(place, old, value, is_deleted=True)
        elif is_dropped_zero:
            return  # Neither stored nor counted nor named.
        elif is_live:
            if strategy == "CREATE":
                self._tally.ignore(index)
            elif _is_unchanged(old, value):
                summary.ignored += 1
            else:
                summary.updated += 1
                self._store(place, old, value)
        elif strategy == "UPDATE":
            self._tally.ignore(index)
        elif place not in self._created:
            self._created.add(place)
            summary.imported += 1
            self._store(place, old, value)

    def _store(
        self, place: tuple[str, str, Cell], old: Row | None, value: _Value, *,
        is_deleted: bool = False,
    ) -> None:  # fmt: skip
        if self._options.dry_run:
            return
        user, now = self._scene.user.username, self._scene.now
        row = Row(
            value=value.value,
            stored_by=_text(value.sent.get("storedBy")) or user,
            created_at=old.created_at if old else now,
            updated_at=now,
            is_deleted=is_deleted,
            comment=value.comment,
            is_followed_up=value.sent.get("followup") is True,
        )
        if old:
            kind = "DELETE" if is_deleted else "UPDATE"
            history = self._scene.values.audits.setdefault(Key(*place), [])
            history.append(Audit(kind, old.value, user, now))
        self._scene.values.put(*place, self._rows.setdefault(row, row))


def _is_unchanged(old: Row | None, value: _Value) -> bool:
    return old is not None and (old.value, old.comment) == (value.value, value.comment)


def _unknown(code: str, what: str, name: str, uid: Any) -> _Refusal:
    return _Refusal(code, f"{what} not found or not accessible: `{_null(uid)}`", {name: uid}, name)


def _unwritable_combo(code: str, what: str, name: str, uid: Any) -> _Refusal:
    message = f"{what} option combo not found or not accessible for writing data: `{uid}`"
    return _Refusal(code, message, {"categoryOptionCombo": uid}, name)


def _null(text: Any) -> str:
    return "null" if text is None else str(text)


def _text(sent: Any) -> str | None:
    """Return what the old parser reads: numbers and booleans as text, blanks as nothing."""
    if sent is None:
        return None
    text = {True: "true", False: "false"}[sent] if isinstance(sent, bool) else str(sent)
    return text if text.strip() else None
