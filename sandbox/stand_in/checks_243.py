"""What the new importer checks about a group, in its order: the first failure refuses all."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from sandbox.stand_in import sharing
from sandbox.stand_in.decoding_243 import Value, record
from sandbox.stand_in.import_body import Payload
from sandbox.stand_in.import_facts import DataSet, ImportScene
from sandbox.stand_in.java_order import hash_map_order
from sandbox.stand_in.periods import Period


class GroupRefusedError(Exception):
    """A check failed: every value of the group is refused."""

    def __init__(self, code: str, args: str, message: str) -> None:
        super().__init__(message)
        self.code, self.args_text, self.message = code, args, message


class Group:
    """The values of one request, which belong to one data set."""

    def __init__(
        self, scene: ImportScene, payload: Payload, values: list[Value], *, is_forced: bool
    ) -> None:
        self._is_forced = is_forced
        self._scene = scene
        self._facts = scene.facts
        self._named = payload.header.get("dataSet")
        self._values = values
        self._periods = list(dict.fromkeys(value.period for value in values))
        self._data_set: DataSet | None = None

    def check(self) -> None:
        """Run the checks in the server's order.

        Raises:
            GroupRefusedError: the first that fails.
        """
        if not self._values:
            return
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

    def _find_data_set(self) -> None:
        facts = self._facts
        if self._named is not None:
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
            raise GroupRefusedError("E8003", names, message)
        if len(found) > 1:
            names = _listed(found)
            message = f"Data set detection failed, found multiple sets: `{names}`"
            raise GroupRefusedError("E8002", names, message)
        self._data_set = next(iter(found.values()))

    def _user_may_enter_set(self, name: str, data_set: DataSet | None) -> None:
        if data_set and not sharing.may(self._scene.user, data_set.shared, sharing.DATA_WRITE):
            message = f"Current user cannot enter data for data set: `{name}`"
            raise GroupRefusedError("E8010", name, message)

    def _user_may_enter_units(self, _name: str, _data_set: DataSet | None) -> None:
        if self._scene.user.is_superuser:
            return
        known = self._facts.open_days
        units = {value.org_unit for value in self._values if value.org_unit in known}
        outside = [unit for unit in units if not self._scene.is_in_hierarchy(unit)]
        if outside:
            names = _listed(outside)
            message = f"Current user cannot enter data for org unit(s): `{names}`"
            raise GroupRefusedError("E8011", names, message)

    def _user_may_enter_options(self, _name: str, _data_set: DataSet | None) -> None:
        unwritable = self._scene.unwritable_options()
        if not unwritable:
            return
        options_of = self._facts.options_of
        combos = {value.option_combo for value in self._values if value.option_combo}
        combos |= {value.attribute_combo for value in self._values if value.attribute_combo}
        used = {option for combo in combos for option in options_of.get(combo, ())}
        if forbidden := used & unwritable:
            names = _listed(forbidden)
            message = f"Current user cannot enter data for category option(s): `{names}`"
            raise GroupRefusedError("E8012", names, message)

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
            period.iso for period in self._periods if period.period_type != data_set.period_type
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
            combos = used.setdefault(value.element, set())
            combos |= {value.option_combo} if value.option_combo else set()
        # The server keeps the elements in a hash map: the first of that order is reported.
        for element in hash_map_order(used):
            expected = data_set.combo_of[element]
            wrong = {each for each in used[element] if combo_of.get(each) != expected}
            if wrong:
                names = _listed(wrong)
                both = f"Data set {name} + data element {element}"
                message = f"{both} not usable with category option combo(s): `{names}`"
                raise GroupRefusedError("E8024", f"{name}-{element}-{names}", message)

    def _units_are_open(self, _name: str, _data_set: DataSet | None) -> None:
        wrong: dict[str, list[str]] = {}
        for unit, period in dict.fromkeys((v.org_unit, v.period) for v in self._values):
            if not _is_open(period, *self._facts.open_days[unit]):
                wrong.setdefault(unit, []).append(period.iso)
        for unit, periods in wrong.items():
            names = f"[{', '.join(periods)}]"
            message = f"Untimely data entry for org unit {unit} and period(s): `{names}`"
            raise GroupRefusedError("E8031", f"{unit}-{names}", message)

    def _periods_are_timely(self, name: str, data_set: DataSet | None) -> None:
        assert data_set
        if self._is_forced and self._scene.user.is_superuser:
            return
        for is_wrong in _untimely_ways(data_set, self._scene):
            places = [(value.org_unit, value.period) for value in self._values]
            wrong = list(dict.fromkeys(p.iso for unit, p in places if is_wrong(unit, p)))
            if wrong:
                names = f"[{', '.join(wrong)}]"
                message = f"Untimely data entry for data set {name} and period(s): `{names}`"
                raise GroupRefusedError("E8030", f"{name}-{names}", message)

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
            shown = record("DataValueKey", list(zip([*names, "period"], key, strict=True)))
            message = f"Value #{indexes} all affect the same data value: `{shown}`"
            raise GroupRefusedError("E8128", f"{indexes}-{shown}", message)


def _untimely_ways(data_set: DataSet, scene: ImportScene) -> list[Callable[[str, Period], bool]]:
    """Return the ways in which a period can be untimely, in the order in which they are asked."""
    today = scene.today
    if data_set.input_periods:
        # 2.43.1 has it the wrong way round (DHIS2-21981): what is open is refused. A period that
        # is not listed is refused too. Expiry and future limits are not looked at.
        listed = data_set.input_periods
        return [lambda _, p: p.iso not in listed or data_set.is_input_open(p, today)]
    if scene.user.has("F_EDIT_EXPIRED"):
        return []
    last = data_set.latest_open(today).end
    return [lambda unit, p: scene.is_expired(data_set, unit, p), lambda _, p: p.end > last]


def _is_open(period: Period, opening: date | None, closed: date | None) -> bool:
    return (opening is None or period.end >= opening) and (closed is None or period.start <= closed)


def _none_left(code: str, name: str, what: str, wrong: set[str]) -> None:
    if wrong:
        names = _listed(wrong)
        message = f"Data set {name} not usable with {what}: `{names}`"
        raise GroupRefusedError(code, f"{name}-{names}", message)


def _listed(names: Iterable[str]) -> str:
    return f"[{', '.join(sorted(set(names)))}]"
