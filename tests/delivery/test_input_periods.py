"""Days that the data set does not list as open for input, and data sets that want attributes."""

from collections.abc import Mapping
from datetime import date

import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import data_set_uid
from tests.support.delivery import (
    FIRST_DAY,
    OLD,
    PRODUCTS,
    Delivery,
    both_importers,
)
from tests.support.postgres import TestDatabase
from vlmis_core.delivery.issues import list_issues
from vlmis_core.messages import Message, Value

pytestmark = pytest.mark.sites(1)


OPEN = {"openingDate": "2026-01-01T00:00:00.000", "closingDate": "2026-03-03T23:00:00.000"}
CLOSED = {"openingDate": "2026-01-01T00:00:00.000", "closingDate": "2026-03-02T00:00:00.000"}
NOT_YET = {"openingDate": "2026-04-01T00:00:00.000"}


def list_day(delivery: Delivery, span: dict[str, str], day: date = FIRST_DAY) -> None:
    """Let the data set list one day as an input period."""
    period = {"period": {"id": f"{day:%Y%m%d}"}} | span
    edits.change(delivery.dhis2, "dataSets", data_set_uid(), {"dataInputPeriods": [period]})


def held(vlmis: TestDatabase) -> dict[str, Mapping[str, Value]]:
    """The reasons that hold records, each with the values of its example."""
    found = [entry for entry in list_issues(vlmis.pipeline) if entry.state == "held"]
    return {
        entry.reason_code: entry.example.values
        for entry in found
        if entry.records and entry.example
    }


def obstacle(vlmis: TestDatabase) -> Message:
    """Why the day is not open for input."""
    found = held(vlmis)["day_is_not_an_input_period"]["obstacle"]
    assert isinstance(found, Message)
    assert found.values.keys() == found.definition.parameters.keys()
    return found


@pytest.mark.parametrize("version", [OLD])
def test_a_day_that_is_open_for_input_goes_out(delivery: Delivery) -> None:
    list_day(delivery, OPEN)
    assert delivery.push().posted == 3


@both_importers
@pytest.mark.parametrize(
    ("span", "day", "code"),
    [
        (CLOSED, FIRST_DAY, "input_period_has_closed"),
        (NOT_YET, FIRST_DAY, "input_period_opens_later"),
        (OPEN, date(2026, 3, 2), "input_period_is_missing"),
    ],
)
def test_a_day_that_is_not_open_for_input_is_held(
    delivery: Delivery, span: dict[str, str], day: date, code: str
) -> None:
    list_day(delivery, span, day)
    assert delivery.push().requests == 0
    found = obstacle(delivery.vlmis)
    assert (found.code, found.values["day"]) == (code, "2026-03-01")


def test_nothing_is_sent_to_the_versions_that_refuse_what_is_open(delivery: Delivery) -> None:
    list_day(delivery, OPEN)
    assert delivery.push().requests == 0
    assert obstacle(delivery.vlmis).code == "input_period_is_refused"


def test_a_day_beyond_the_expiry_days_is_judged_by_its_input_period_from_2_43_on(
    delivery: Delivery,
) -> None:
    edits.change(delivery.dhis2, "dataSets", data_set_uid(), {"expiryDays": 1})
    list_day(delivery, OPEN)
    delivery.push()
    assert held(delivery.vlmis).keys() == {"day_is_not_an_input_period"}


@both_importers
def test_a_data_set_with_attributes_is_held_whole(delivery: Delivery) -> None:
    combo = next(
        each
        for each in delivery.dhis2.metadata.of("categoryCombos").values()
        if each["name"] != "default"
    )
    other = {"categoryCombo": {"id": combo["id"]}}
    edits.change(delivery.dhis2, "dataSets", data_set_uid(), other)
    assert delivery.push().requests == 0
    found = held(delivery.vlmis)["data_set_has_attributes"]
    assert found["category_combination"] == combo["name"]
    edits.change(
        delivery.dhis2, "dataSets", data_set_uid(), {"categoryCombo": {"id": "bjDvmb4bfuf"}}
    )
    delivery.next_night()
    assert delivery.push().posted == len(PRODUCTS)
