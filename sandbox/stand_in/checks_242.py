"""What the old importer checks about each value, in its order: the first failure counts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.stand_in.data_values import Cell
from sandbox.stand_in.import_body import Payload
from sandbox.stand_in.import_facts import DataSet, Element, ImportScene, read_period
from sandbox.stand_in.import_options import ImportOptions
from sandbox.stand_in.periods import Period
from sandbox.stand_in.schema import DEFAULT_OPTION_COMBO
from sandbox.stand_in.value_types import reason_against, sentence_for

COMMENT_LENGTH_MAX = 50_000


@dataclass(slots=True)
class Value:
    """One posted value with what its identifiers stand for."""

    sent: dict[str, Any]
    element: Element
    period: Period
    org_unit: str
    option_combo: str
    attribute_combo: str
    value: str | None
    comment: str | None
    is_deletion: bool

    @property
    def place(self) -> tuple[str, str, Cell]:
        """Return the key under which the value is stored."""
        cell = (self.element.uid, self.option_combo, self.attribute_combo)
        return self.period.iso, self.org_unit, cell


@dataclass(slots=True)
class Refusal:
    """Why a value is refused: code, sentence, and the objects that it names."""

    code: str
    message: str
    objects: dict[str, str | None]
    property: str | None = None


class Judge:
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
        self._timeliness: dict[tuple[str, str, Period], Refusal | None] = {}
        self._checks: list[Callable[[Value], Refusal | None]] = [
            self._hierarchy,
            self._content,
            self._required_combos,
            self._strict_period_and_element,
            self._strict_combos,
            self._strict_org_unit,
            self._timely,
        ]

    def judged(self, sent: dict[str, Any]) -> Value | Refusal:
        """Return a good value resolved, or the first thing that is wrong with it."""
        value = self._resolved(sent)
        if isinstance(value, Refusal):
            return value
        for check in self._checks:
            if refusal := check(value):
                return refusal
        return value

    def _resolved(self, sent: dict[str, Any]) -> Value | Refusal:
        header = self._header
        element = self._facts.elements.get(sent.get("dataElement") or "")
        if element is None:
            return _unknown("E7610", "Data element", "dataElement", sent.get("dataElement"))
        text = sent.get("period", header.get("period"))
        period = read_period(text)
        if period is None:
            return Refusal(
                "E7611", f"Period not valid: `{_null(text)}`", {"period": text}, "period"
            )
        unit = sent.get("orgUnit", header.get("orgUnit"))
        if unit not in self._facts.open_days:
            refusal = _unknown("E7612", "Organisation unit", "organisationUnit", unit)
            refusal.property = "orgUnit"
            return refusal
        combo, attribute = sent.get("categoryOptionCombo"), self._attribute_of(sent)
        if not self._is_writable(combo):
            return _unwritable("E7613", "Category", "categoryOptionCombo", combo)
        if not self._is_writable(attribute):
            return _unwritable("E7615", "Attribute", "attributeOptionCombo", attribute)
        return Value(
            sent=sent,
            element=element,
            period=period,
            org_unit=str(unit),
            option_combo=combo or DEFAULT_OPTION_COMBO,
            attribute_combo=attribute or DEFAULT_OPTION_COMBO,
            value=text_of(sent.get("value")),
            comment=text_of(sent.get("comment")),
            is_deletion=self._is_deleting or sent.get("deleted") is True,
        )

    def _attribute_of(self, sent: dict[str, Any]) -> str | None:
        found: str | None = sent.get(
            "attributeOptionCombo", self._header.get("attributeOptionCombo")
        )
        return found

    def _is_writable(self, combo: str | None) -> bool:
        options = self._facts.options_of.get(combo or DEFAULT_OPTION_COMBO)
        return options is not None and self._unwritable.isdisjoint(options)

    def _hierarchy(self, value: Value) -> Refusal | None:
        unit = value.org_unit
        if unit not in self._in_hierarchy:
            self._in_hierarchy[unit] = self._scene.is_in_hierarchy(unit)
        if self._in_hierarchy[unit]:
            return None
        user = self._scene.user.uid
        message = f"Organisation unit: `{unit}` not in hierarchy of current user: `{user}`"
        return Refusal("E7617", message, {"organisationUnit": unit, "user": user}, "orgUnit")

    def _content(self, value: Value) -> Refusal | None:
        element = value.element
        if value.value is None and value.comment is None and not value.is_deletion:
            message = f"Data value or comment not specified for data element: `{element.uid}`"
            return Refusal("E7618", message, {"dataElement": element.uid}, "value")
        reason = reason_against(value.value, element.value_type) if value.value else None
        if reason:
            sentence = f"`{element.uid}`: `{sentence_for(reason)}`"
            message = f"Value must match value type of data element {sentence}"
            objects = {"dataElement": element.uid, "value": reason}
            return Refusal("E7619", message, {**objects}, "value")
        if value.comment is not None and len(value.comment) > COMMENT_LENGTH_MAX:
            message = "Invalid comment: Comment is greater than max length"
            objects = {"comment": "comment_length_greater_than_max_length"}
            return Refusal("E7620", message, {**objects}, "comment")
        return None

    def _required_combos(self, value: Value) -> Refusal | None:
        options, sent = self._options, value.sent
        if options.asks("requireCategoryOptionCombo") and not sent.get("categoryOptionCombo"):
            message = "Category option combo is required but is not specified"
            return Refusal("E7630", message, {}, "categoryOptionCombo")
        if options.asks("requireAttributeOptionCombo") and not self._attribute_of(sent):
            message = "Attribute option combo is required but is not specified"
            return Refusal("E7631", message, {}, "attributeOptionCombo")
        return None

    def _strict_period_and_element(self, value: Value) -> Refusal | None:
        options, element, period = self._options, value.element, value.period
        if options.asks("strictPeriods"):
            types = {each.period_type for each in element.data_sets}
            if period.period_type not in types:
                names = f"`{period.iso}` not valid for data element: `{element.uid}`"
                objects = {"period": period.iso, "dataElement": element.uid}
                return Refusal("E7632", f"Period type of period: {names}", {**objects})
        data_set = self._data_set
        if options.asks("strictDataElements") and data_set and element.uid not in data_set.combo_of:
            names = f"`{element.uid}` is not part of dataset(s): `{data_set.uid}`"
            objects = {"dataElement": element.uid, "dataSet": data_set.uid}
            return Refusal("E7633", f"Data element: {names}", {**objects}, "dataElement")
        return None

    def _strict_combos(self, value: Value) -> Refusal | None:
        options, element, combo_of = self._options, value.element, self._facts.combo_of_option_combo
        combo = value.option_combo
        if options.asks("strictCategoryOptionCombos") and combo_of[combo] not in element.combos:
            names = f"`{combo}` must be part of category combo of data element: `{element.uid}`"
            objects = {"categoryOptionCombo": combo, "dataElement": element.uid}
            message = f"Category option combo: {names}"
            return Refusal("E7634", message, {**objects}, "categoryOptionCombo")
        combo = value.attribute_combo
        of_sets = {each.attribute_combo for each in element.data_sets}
        if options.asks("strictAttributeOptionCombos") and combo_of[combo] not in of_sets:
            names = f"`{combo}` must be part of category combo of data sets of data element:"
            objects = {"categoryOptionCombo": combo, "dataElement": element.uid}
            message = f"Attribute option combo: {names} `{element.uid}`"
            return Refusal("E7635", message, {**objects}, "attributeOptionCombo")
        return None

    def _strict_org_unit(self, value: Value) -> Refusal | None:
        element, unit = value.element, value.org_unit
        if not self._options.asks("strictOrganisationUnits"):
            return None
        if any(unit in each.org_units for each in element.data_sets):
            return None
        names = f"`{element.uid}` must be assigned through data sets to organisation unit:"
        objects = {"organisationUnit": unit, "dataElement": element.uid}
        return Refusal("E7636", f"Data element: {names} `{unit}`", {**objects}, "orgUnit")

    def _timely(self, value: Value) -> Refusal | None:
        known = (value.element.uid, value.org_unit, value.period)
        if known not in self._timeliness:
            self._timeliness[known] = self._untimely(value)
        return self._timeliness[known]

    def _untimely(self, value: Value) -> Refusal | None:
        if self._options.asks("force") and self._scene.user.is_superuser:
            return None
        targets: Iterable[DataSet] = (
            (self._data_set,) if self._data_set else value.element.data_sets
        )
        refusals = (self._untimely_in(each, value) for each in targets)
        return next((each for each in refusals if each), None)

    def _untimely_in(self, data_set: DataSet, value: Value) -> Refusal | None:
        today, element, period = self._scene.today, value.element, value.period
        both = {"period": period.iso, "dataSet": data_set.uid}
        is_expired = self._scene.is_expired(data_set, value.org_unit, period)
        if is_expired and not self._scene.user.has("F_EDIT_EXPIRED"):
            names = f"`{period.iso}`  and data set: `{data_set.uid}`"
            message = f"Current date is past expiry days for period: {names}"
            return Refusal("E7640", message, {**both}, "period")
        last = data_set.latest_open(today)
        if period.end > last.end:
            names = f"`{period.iso}` is after latest open future period: `{last.iso}` for"
            of = f"data element: `{element.uid}` and data set: `{data_set.uid}`"
            objects = {
                "period": period.iso, "dataElement": element.uid, "dataSet": data_set.uid,
            }  # fmt: skip
            return Refusal("E7641", f"Period: {names} {of}", {**objects}, "period")
        if not data_set.is_input_open(period, today):
            names = f"`{period.iso}` is not open for this data set at this time: `{data_set.uid}`"
            return Refusal("E7643", f"Period: {names}", {**both}, "period")
        return None


def text_of(sent: Any) -> str | None:
    """Return what the old parser reads: numbers and booleans as text, blanks as nothing."""
    if sent is None:
        return None
    text = {True: "true", False: "false"}[sent] if isinstance(sent, bool) else str(sent)
    return text if text.strip() else None


def _unknown(code: str, what: str, name: str, uid: Any) -> Refusal:
    return Refusal(code, f"{what} not found or not accessible: `{_null(uid)}`", {name: uid}, name)


def _unwritable(code: str, what: str, name: str, uid: Any) -> Refusal:
    message = f"{what} option combo not found or not accessible for writing data: `{uid}`"
    return Refusal(code, message, {"categoryOptionCombo": uid}, name)


def _null(text: Any) -> str:
    return "null" if text is None else str(text)
