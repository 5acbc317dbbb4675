"""What administrators do to a country's metadata, also by mistake. Names are uids or codes."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sandbox.stand_in import org_unit_merge
from sandbox.stand_in.dhis2 import Dhis2
from sandbox.stand_in.org_unit_merge import ValueMerge
from sandbox.stand_in.schema import MetaObject


class UnknownEditError(Exception):
    """There is no such edit, or nothing with that name."""


def assign_org_unit(dhis2: Dhis2, data_set: str, org_unit: str) -> None:
    """Assign an org unit to a data set; no lastUpdated moves, as on real servers."""
    unassign_org_unit(dhis2, data_set, org_unit)
    unit = _find(dhis2, "organisationUnits", org_unit)
    _find(dhis2, "dataSets", data_set)["organisationUnits"].append({"id": unit["id"]})
    dhis2.metadata.change_quietly()


def unassign_org_unit(dhis2: Dhis2, data_set: str, org_unit: str) -> None:
    """Take an org unit out of a data set; no lastUpdated moves, as on real servers."""
    unit, holder = _find(dhis2, "organisationUnits", org_unit), _find(dhis2, "dataSets", data_set)
    others = [each for each in holder["organisationUnits"] if each["id"] != unit["id"]]
    holder["organisationUnits"] = others
    dhis2.metadata.change_quietly()


def close_org_unit(dhis2: Dhis2, org_unit: str, day: str) -> None:
    """Close an org unit on a day."""
    date.fromisoformat(day)
    change(dhis2, "organisationUnits", org_unit, {"closedDate": day})


def move_org_unit(dhis2: Dhis2, org_unit: str, parent: str | None) -> None:
    """Move an org unit, with all below it; without a parent it becomes a root of its own."""
    unit = _find(dhis2, "organisationUnits", org_unit)
    unit.pop("parent", None)
    if parent is not None:
        unit["parent"] = {"id": _find(dhis2, "organisationUnits", parent)["id"]}
    dhis2.metadata.touch(unit)


def delete_org_unit(dhis2: Dhis2, org_unit: str) -> None:
    """Delete an org unit, its assignments, and its place among the users' org units."""
    uid = _find(dhis2, "organisationUnits", org_unit)["id"]
    for each in dhis2.metadata.of("dataSets").values():
        each["organisationUnits"] = [u for u in each["organisationUnits"] if u["id"] != uid]
    dhis2.metadata.remove("organisationUnits", uid)


def merge_org_units(
    dhis2: Dhis2, sources: Sequence[str], target: str, strategy: str = ValueMerge.LAST_UPDATED
) -> None:
    """Merge org units into another one: the newest value wins, or the sources' are dropped."""
    uids = [_find(dhis2, "organisationUnits", source)["id"] for source in sources]
    into = _find(dhis2, "organisationUnits", target)["id"]
    org_unit_merge.merge_org_units(dhis2, uids, into, ValueMerge(strategy))


def remove_data_element(dhis2: Dhis2, data_set: str, data_element: str) -> None:
    """Take a data element out of a data set."""
    holder = _find(dhis2, "dataSets", data_set)
    uid = _find(dhis2, "dataElements", data_element)["id"]
    links = holder["dataSetElements"]
    holder["dataSetElements"] = [each for each in links if each["dataElement"]["id"] != uid]
    dhis2.metadata.touch(holder)


def add_data_element(dhis2: Dhis2, data_set: str, data_element: str) -> None:
    """Put a data element into a data set."""
    remove_data_element(dhis2, data_set, data_element)
    holder = _find(dhis2, "dataSets", data_set)
    uid = _find(dhis2, "dataElements", data_element)["id"]
    link = {"dataSet": {"id": holder["id"]}, "dataElement": {"id": uid}}
    holder["dataSetElements"].append(link)
    dhis2.metadata.touch(holder)


def change(dhis2: Dhis2, type_name: str, name: str, properties: dict[str, Any]) -> None:
    """Change properties of an object (value type, combo, expiry, disabled …); null removes one."""
    each = _find(dhis2, type_name, name)
    each.update(properties)
    for gone in [key for key, value in properties.items() if value is None]:
        del each[gone]
    dhis2.metadata.touch(each)


EDITS: dict[str, Callable[..., None]] = {
    edit.__name__: edit
    for edit in (
        assign_org_unit,
        unassign_org_unit,
        close_org_unit,
        move_org_unit,
        delete_org_unit,
        merge_org_units,
        remove_data_element,
        add_data_element,
        change,
    )
}
"""Every edit by its name, for the control endpoint."""


def edit(dhis2: Dhis2, name: str, **arguments: Any) -> None:
    """Carry out an edit by its name.

    Raises:
        UnknownEditError: there is no such edit, or nothing with the given name.
    """
    if name not in EDITS:
        raise UnknownEditError(f"No edit {name}; there are {', '.join(EDITS)}.")
    EDITS[name](dhis2, **arguments)


def _find(dhis2: Dhis2, type_name: str, name: str) -> MetaObject:
    metadata = dhis2.metadata
    users = metadata.of("users").values() if type_name == "users" else ()
    by_username = next((each for each in users if each["username"] == name), None)
    found = metadata.find(type_name, name) or metadata.by_code(type_name, name) or by_username
    if found is None:
        raise UnknownEditError(f"No {type_name} with uid or code {name}.")
    return found
