"""Ask DHIS2 what it holds of one record at this moment."""

from dataclasses import dataclass

from vlmis_core.delivery.value_trace import TracedValue, ValueTrace
from vlmis_core.dhis2.categories import Category
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.data_values import read_values
from vlmis_core.errors import Dhis2AccessError, Dhis2AnswerError, Dhis2UnavailableError


@dataclass(frozen=True, slots=True)
class CurrentValue:
    """What DHIS2 holds of one figure; None: nothing."""

    category: Category
    frozen_value: int
    current_value: str | None
    stored_by: str | None
    stored_at: str | None

    @property
    def is_equal(self) -> bool:
        """Whether it is exactly the frozen figure."""
        return self.current_value == str(self.frozen_value)


@dataclass(frozen=True, slots=True)
class CurrentValues:
    """The figures in DHIS2 now; ``problem`` says why they could not be read, else it is empty."""

    values: tuple[CurrentValue, ...] = ()
    problem: str = ""


def read_current_values(dhis2: Dhis2Client, trace: ValueTrace) -> CurrentValues:
    """Read the figures of ``trace`` where they were, or would be, sent.

    A DHIS2 that does not answer is a finding here, not an error: the rest of the trace is known.
    """
    target = trace.target
    unit = target.org_unit_uid
    if not (trace.values and target.data_set_uid and target.data_element_uid and unit):
        return CurrentValues(problem="There is no place in DHIS2 to look at, see above.")
    try:
        held = read_values(dhis2, target.data_set_uid, trace.day.day, unit)
    except (Dhis2UnavailableError, Dhis2AccessError, Dhis2AnswerError) as error:
        return CurrentValues(problem=f"DHIS2 could not be asked. {error}")

    def found(value: TracedValue) -> CurrentValue:
        key = (str(target.data_element_uid), str(unit), str(value.option_combo_uid))
        stored = held.get(key) or {}
        text = stored.get("value")
        return CurrentValue(
            category=value.category,
            frozen_value=value.value,
            current_value=None if text is None else str(text),
            stored_by=stored.get("storedBy"),
            stored_at=stored.get("lastUpdated"),
        )

    return CurrentValues(tuple(found(value) for value in trace.values))
