"""Days that the data set does not list as open for input, and data sets that want attributes."""

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

pytestmark = pytest.mark.sites(1)


OPEN = {"openingDate": "2026-01-01T00:00:00.000", "closingDate": "2026-03-03T23:00:00.000"}
CLOSED = {"openingDate": "2026-01-01T00:00:00.000", "closingDate": "2026-03-02T00:00:00.000"}
NOT_YET = {"openingDate": "2026-04-01T00:00:00.000"}


def list_day(delivery: Delivery, span: dict[str, str], day: date = FIRST_DAY) -> None:
    """Let the data set list one day as an input period."""
    period = {"period": {"id": f"{day:%Y%m%d}"}} | span
    edits.change(delivery.dhis2, "dataSets", data_set_uid(), {"dataInputPeriods": [period]})


def held(vlmis: TestDatabase) -> dict[str, str]:
    """The reasons that hold records, each with its example."""
    found = [entry for entry in list_issues(vlmis.pipeline) if entry.state == "held"]
    return {entry.reason_code: entry.example for entry in found if entry.records}


@pytest.mark.parametrize("version", [OLD])
def test_a_day_that_is_open_for_input_goes_out(delivery: Delivery) -> None:
    list_day(delivery, OPEN)
    assert delivery.push().posted == 3


@both_importers
@pytest.mark.parametrize(
    ("span", "day", "words"),
    [
        (CLOSED, FIRST_DAY, "2026-03-01 was closed for input in DHIS2 on 2026-03-02 00:00"),
        (NOT_YET, FIRST_DAY, "2026-03-01 opens for input in DHIS2 on 2026-04-01 00:00"),
        (OPEN, date(2026, 3, 2), "2026-03-01 is not among the data input periods of"),
    ],
)
def test_a_day_that_is_not_open_for_input_is_held(
    delivery: Delivery, span: dict[str, str], day: date, words: str
) -> None:
    list_day(delivery, span, day)
    assert delivery.push().requests == 0
    assert held(delivery.vlmis)["day_is_not_an_input_period"].startswith(words)


def test_nothing_is_sent_to_the_versions_that_refuse_what_is_open(delivery: Delivery) -> None:
    list_day(delivery, OPEN)
    assert delivery.push().requests == 0
    assert "DHIS2-21981" in held(delivery.vlmis)["day_is_not_an_input_period"]


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
    assert combo["name"] in held(delivery.vlmis)["data_set_has_attributes"]
    edits.change(
        delivery.dhis2, "dataSets", data_set_uid(), {"categoryCombo": {"id": "bjDvmb4bfuf"}}
    )
    delivery.next_night()
    assert delivery.push().posted == len(PRODUCTS)
