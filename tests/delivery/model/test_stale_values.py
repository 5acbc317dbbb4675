"""Which stale values may be deleted in DHIS2."""

import pytest

from vlmis_core.delivery.model.payload import Target
from vlmis_core.delivery.model.stale_values import StaleRecord, find_stale_values
from vlmis_core.dhis2.categories import CATEGORIES

COMBOS = tuple(f"combo{number:06}" for number in range(9))
RECORD = StaleRecord(
    1, Target("DATAELEMENT", COMBOS), "ORGUNIT0001", tuple(range(9)), frozenset(COMBOS[1:])
)


def held(value: str, person: str | None) -> dict:
    key = ("DATAELEMENT", "ORGUNIT0001", COMBOS[0])
    return {key: {"value": value, "storedBy": person, "lastUpdated": "2026-03-05T10:00:00"}}


def test_a_value_goes_only_exactly_as_sent_and_under_the_service_user() -> None:
    found = find_stale_values(RECORD, held("0", "vlmis"), "vlmis")
    assert [value.value for value in found.deletable] == [0]
    assert found.changed == []


@pytest.mark.parametrize(
    ("value", "person", "code"),
    [
        ("7", "vlmis", "value_was_changed"),
        ("0", "ama", "value_was_changed"),
        ("0", None, "value_was_changed_by_somebody"),
    ],
)
def test_any_other_value_stays_and_is_named(value: str, person: str | None, code: str) -> None:
    found = find_stale_values(RECORD, held(value, person), "vlmis")
    assert found.deletable == []
    (changed,) = found.changed
    assert (changed.code, changed.values["category"]) == (code, CATEGORIES[0])


def test_what_dhis2_does_not_hold_and_what_another_record_claims_is_left_alone() -> None:
    claimed = {("DATAELEMENT", "ORGUNIT0001", COMBOS[1]): {"value": "1", "storedBy": "vlmis"}}
    found = find_stale_values(RECORD, claimed, "vlmis")
    assert (found.deletable, found.changed) == ([], [])
