"""Merging org units as DHIS2 does it: what becomes of their data values, and of the tree.

Values keep who stored them and when: a merge is not seen by whoever asks what was changed since.
"""

from collections.abc import Iterable
from enum import StrEnum

from sandbox.stand_in.data_values import DataValues, Row
from sandbox.stand_in.dhis2 import Dhis2


class ValueMerge(StrEnum):
    """What becomes of the data values of the sources."""

    LAST_UPDATED = "LAST_UPDATED"
    """They go to the target; where both have a value, the newest wins."""
    DISCARD = "DISCARD"
    """They are dropped."""


def merge_org_units(
    dhis2: Dhis2,
    sources: Iterable[str],
    target: str,
    strategy: ValueMerge = ValueMerge.LAST_UPDATED,
    *,
    deletes_sources: bool = True,
) -> None:
    """Merge org units into another one, all named by uid."""
    for source in sources:
        _merge_values(dhis2.store, source, target, strategy)
        _merge_places(dhis2, source, target)
        if deletes_sources:
            dhis2.metadata.remove("organisationUnits", source)
    dhis2.metadata.touch(dhis2.metadata.of("organisationUnits")[target])


def _merge_values(store: DataValues, source: str, target: str, strategy: ValueMerge) -> None:
    for period in list(store.stored_periods()):
        moved = store.take_out(period, source)
        if strategy is ValueMerge.DISCARD:
            continue
        for cell, row in moved.items():
            if not row.is_deleted and _is_newest(row, store.get(period, target, cell)):
                store.put(period, target, cell, row)


def _is_newest(row: Row, held: Row | None) -> bool:
    """Tell whether a row wins; between rows of one instant DHIS2 promises nothing."""
    if held is None or held.is_deleted:
        return True
    return (row.updated_at, row.created_at) >= (held.updated_at, held.created_at)


def _merge_places(dhis2: Dhis2, source: str, target: str) -> None:
    """Give the target the children, the data sets and the users of a source."""
    metadata = dhis2.metadata
    for unit in metadata.of("organisationUnits").values():
        if (unit.get("parent") or {}).get("id") == source:
            unit["parent"] = {"id": target}
    holders = [
        (each, name)
        for type_name, names in (
            ("dataSets", ("organisationUnits",)),
            ("users", ("organisationUnits", "dataViewOrganisationUnits")),
        )
        for each in metadata.of(type_name).values()
        for name in names
    ]
    for holder, name in holders:
        uids = [unit["id"] for unit in holder.get(name, [])]
        if source in uids:
            kept = dict.fromkeys(target if uid == source else uid for uid in uids)
            holder[name] = [{"id": uid} for uid in kept]
    metadata.change_quietly()
