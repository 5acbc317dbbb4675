"""DataValues at a place that their record left: which of them may be deleted, and which stay."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from vlmis_core.delivery.model.data_values import DataValues
from vlmis_core.delivery.model.payload import Target
from vlmis_core.dhis2.categories import CATEGORIES
from vlmis_core.dhis2.identifiers import ValueName, period_of


class StaleValue(NamedTuple):
    """One value to delete: its key, and the figure that was sent there."""

    key: ValueName
    figure: int


@dataclass(frozen=True, slots=True)
class StaleRecord:
    """The nine figures of one record at the place that it left."""

    deletion_id: int
    target: Target
    org_unit_uid: str
    data_values: DataValues
    claimed_combos: frozenset[str] = frozenset()
    """Combos under which records, this one included, have figures at this place now."""

    @property
    def values(self) -> list[tuple[str, StaleValue]]:
        """Category and value of each figure that no record has a claim on."""
        element, unit = self.target.data_element_uid, self.org_unit_uid
        return [
            (str(category), StaleValue((element, unit, combo), figure))
            for category, combo, figure in zip(
                CATEGORIES, self.target.option_combo_uids, self.data_values, strict=True
            )
            if combo not in self.claimed_combos
        ]


@dataclass(frozen=True, slots=True)
class Standing:
    """What DHIS2 holds at the old place of one record."""

    ours: Sequence[StaleValue]
    """Exactly as we sent it, and stored by our user: it may be deleted."""
    others: Sequence[str]
    """Anything else, each in words: it stays."""


def standing(old: StaleRecord, held: Mapping[ValueName, Mapping[str, Any]], user: str) -> Standing:
    """Tell our own old values from those of somebody else.

    Args:
        old: The record at the place that it left.
        held: What DHIS2 holds there now.
        user: The name under which we store.
    """
    ours: list[StaleValue] = []
    others: list[str] = []
    for category, value in old.values:
        stored = held.get(value.key)
        if stored is None:
            continue
        if stored.get("storedBy") == user and stored.get("value") == str(value.figure):
            ours.append(value)
        else:
            others.append(
                f"{stored.get('storedBy') or 'somebody'} stored {stored.get('value')} as "
                f"{category} ({stored.get('lastUpdated')}; ours was {value.figure})"
            )
    return Standing(ours, others)


def deletion_body(data_set_uid: str, day: date, values: Iterable[StaleValue]) -> bytes:
    """The JSON that names values for deletion, exactly these and no others."""
    period = period_of(day)
    content = {
        "dataSet": data_set_uid,
        "dataValues": [
            {
                "dataElement": element,
                "period": period,
                "orgUnit": unit,
                "categoryOptionCombo": combo,
                "value": str(figure),
            }
            for (element, unit, combo), figure in values
        ],
    }
    return json.dumps(content, separators=(",", ":")).encode("ascii")
