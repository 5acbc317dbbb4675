"""Stale values: what DHIS2 holds at a target that its record has left. Which of them may go?"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from vlmis_core.delivery.model.data_values import DataValues
from vlmis_core.delivery.model.payload import Target
from vlmis_core.dhis2.categories import CATEGORIES, Category
from vlmis_core.dhis2.identifiers import ValueName, period_of
from vlmis_core.messages import Message, message


class StaleValue(NamedTuple):
    """One value to delete: its key, and the number that was sent there."""

    key: ValueName
    value: int


@dataclass(frozen=True, slots=True)
class StaleRecord:
    """The nine data values of one record at the target that it left."""

    deletion_id: int
    target: Target
    org_unit_uid: str
    data_values: DataValues
    claimed_combos: frozenset[str] = frozenset()
    """Combos under which records, this one included, have data values at this target now."""

    @property
    def unclaimed(self) -> list[tuple[Category, StaleValue]]:
        """Category and value of each data value to which no record has a claim."""
        element, unit = self.target.data_element_uid, self.org_unit_uid
        return [
            (category, StaleValue((element, unit, combo), value))
            for category, combo, value in zip(
                CATEGORIES, self.target.option_combo_uids, self.data_values, strict=True
            )
            if combo not in self.claimed_combos
        ]


@dataclass(frozen=True, slots=True)
class StaleValues:
    """What DHIS2 holds of one stale record."""

    deletable: Sequence[StaleValue]
    """Exactly as sent, and stored by the service user."""
    changed: Sequence[Message]
    """Anything else, which is kept."""


def find_stale_values(
    record: StaleRecord, held: Mapping[ValueName, Mapping[str, Any]], user: str
) -> StaleValues:
    """Tell the values that the service user sent from those that somebody else entered.

    Args:
        record: The record at the target that it left.
        held: What DHIS2 holds there now.
        user: The name of the service user.
    """
    deletable: list[StaleValue] = []
    changed: list[Message] = []
    for category, value in record.unclaimed:
        stored = held.get(value.key)
        if stored is None:
            continue
        if stored.get("storedBy") == user and stored.get("value") == str(value.value):
            deletable.append(value)
        else:
            changed.append(_changed(category, value.value, stored))
    return StaleValues(deletable, changed)


def _changed(category: Category, sent: int, stored: Mapping[str, Any]) -> Message:
    known = {"found": stored.get("value"), "category": category, "sent": sent}
    person, stored_at = stored.get("storedBy"), stored.get("lastUpdated")
    if person is None:
        return message("value_was_changed_by_somebody", **known, stored_at=stored_at)
    return message("value_was_changed", **known, person=person, stored_at=stored_at)


def deletion_body(data_set_uid: str, day: date, values: Iterable[StaleValue]) -> bytes:
    """Write the JSON that names values for deletion, exactly these and no others."""
    period = period_of(day)
    content = {
        "dataSet": data_set_uid,
        "dataValues": [
            {
                "dataElement": element,
                "period": period,
                "orgUnit": unit,
                "categoryOptionCombo": combo,
                "value": str(value),
            }
            for (element, unit, combo), value in values
        ],
    }
    return json.dumps(content, separators=(",", ":")).encode("ascii")
