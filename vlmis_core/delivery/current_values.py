"""Read the data values of one record that DHIS2 has at this moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vlmis_core.delivery.value_trace import TracedValue, ValueTrace
from vlmis_core.dhis2.categories import Category
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.data_values import read_values
from vlmis_core.errors import Dhis2AccessError, Dhis2AnswerError, Dhis2UnavailableError
from vlmis_core.messages import Message, message


@dataclass(frozen=True, slots=True)
class CurrentValue:
    """One data value beside what DHIS2 has; None: it has none."""

    category: Category
    frozen_value: int
    current_value: str | None
    stored_by: str | None
    stored_at: str | None

    @property
    def is_equal(self) -> bool:
        """Tell whether DHIS2 has exactly the frozen value."""
        return self.current_value == str(self.frozen_value)


@dataclass(frozen=True, slots=True)
class CurrentValues:
    """The data values in DHIS2 now; ``problem``: why they could not be read."""

    values: tuple[CurrentValue, ...] = ()
    problem: Message | None = None


def read_current_values(dhis2: Dhis2Client, trace: ValueTrace) -> CurrentValues:
    """Read the data values of a trace from the target that they were, or would be, sent to.

    A DHIS2 that does not answer becomes the ``problem``, because the rest of the trace is known.
    """
    target = trace.target
    unit = target.org_unit_uid
    if not (trace.values and target.data_set_uid and target.data_element_uid and unit):
        return CurrentValues(problem=message("no_target_in_dhis2"))
    try:
        held = read_values(dhis2, target.data_set_uid, trace.day.day, unit)
    except (Dhis2UnavailableError, Dhis2AccessError, Dhis2AnswerError) as error:
        return CurrentValues(problem=message("dhis2_could_not_be_read", reason=error.message))

    return CurrentValues(
        tuple(
            _beside(value, held.get((target.data_element_uid, unit, str(value.option_combo_uid))))
            for value in trace.values
        )
    )


def _beside(value: TracedValue, stored: Mapping[str, Any] | None) -> CurrentValue:
    known = stored or {}
    text = known.get("value")
    return CurrentValue(
        category=value.category,
        frozen_value=value.value,
        current_value=None if text is None else str(text),
        stored_by=known.get("storedBy"),
        stored_at=known.get("lastUpdated"),
    )
