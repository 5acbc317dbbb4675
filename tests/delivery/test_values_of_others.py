"""What somebody else entered in DHIS2 before us is named, and kept unless a person says so."""

import pytest

from sandbox.stand_in.country import data_element_uid, data_set_uid, option_combo_uid, org_unit_uid
from sandbox.stand_in.data_values import Row
from sandbox.stand_in.edits import add_data_element, change, remove_data_element
from tests.support.delivery import (
    FIRST_DAY,
    PRODUCTS,
    Delivery,
    both_importers,
)
from tests.support.postgres import TestDatabase
from vlmis_core.delivery.issues import list_issues
from vlmis_core.errors import Dhis2AnswerError
from vlmis_core.messages import message


def enter(delivery: Delivery, value: str, by: str = "amina") -> None:
    """Somebody types a closing balance into DHIS2."""
    at = delivery.dhis2.clock.now()
    cell = (data_element_uid(PRODUCTS[0]), option_combo_uid("CLOSING_BALANCE"), "HllvX50cXC0")
    unit = org_unit_uid(delivery.sites[0])
    row = Row(value=value, stored_by=by, created_at=at, updated_at=at)
    delivery.dhis2.store.put(f"{FIRST_DAY:%Y%m%d}", unit, cell, row)


@both_importers
def test_a_figure_of_somebody_else_holds_its_record_and_names_them(delivery: Delivery) -> None:
    enter(delivery, "7")
    assert delivery.push().posted == 5
    (found,) = list_issues(delivery.vlmis.pipeline)
    assert (found.reason_code, found.records) == ("entered_by_someone_else", 1)
    assert found.example is not None
    assert found.example == message(
        "entered_by_someone_else",
        person="amina",
        found="7",
        category="CLOSING_BALANCE",
        day=FIRST_DAY,
        entered_at=str(found.example.values["entered_at"]),
        frozen=100,
    )
    assert delivery.held(delivery.sites[0], PRODUCTS[0], "CLOSING_BALANCE") == "7"


@both_importers
def test_it_gives_way_when_the_setting_says_so(delivery: Delivery) -> None:
    enter(delivery, "7")
    assert delivery.push(overwrite_others=True).posted == 6
    assert delivery.stored_as_frozen() == 6


@both_importers
def test_the_same_figure_or_an_own_one_is_no_obstacle(delivery: Delivery) -> None:
    enter(delivery, "100")
    assert delivery.push().posted == 6


def test_an_own_figure_of_another_day_of_this_database_is_overwritten(delivery: Delivery) -> None:
    enter(delivery, "7", by="vlmis")
    assert delivery.push().posted == 6


def test_what_is_entered_after_the_first_night_of_a_day_is_named_as_well(
    delivery: Delivery, vlmis: TestDatabase
) -> None:
    vlmis.execute(
        "update vlmis.store set org_unit_uid = null where code = :code", code=delivery.sites[0]
    )
    assert delivery.push().posted == 3
    enter(delivery, "7")
    vlmis.execute(
        "update vlmis.store s set org_unit_uid = o.org_unit_uid from vlmis.org_unit o"
        " where o.code = s.code"
    )
    delivery.next_night()
    assert delivery.push().posted == 2
    assert vlmis.rows("select reason_code from vlmis.delivery_hold where ended_night is null") == [
        ("entered_by_someone_else",)
    ]


@both_importers
def test_what_was_only_ever_refused_is_looked_for_again_before_it_goes_out(
    delivery: Delivery,
) -> None:
    """A data element that is out of the data set is refused, and shows no figure of anybody."""
    enter(delivery, "7")
    plan, element = delivery.plan(), data_element_uid(PRODUCTS[0])
    remove_data_element(delivery.dhis2, data_set_uid(), element)
    delivery.send(plan)
    delivery.read_back()
    assert delivery.states() == {"posted": 4, "refused": 2}
    add_data_element(delivery.dhis2, data_set_uid(), element)
    delivery.next_night()
    assert delivery.push().posted == 1
    (found,) = list_issues(delivery.vlmis.pipeline)
    assert (found.reason_code, found.records) == ("entered_by_someone_else", 1)
    assert delivery.held(delivery.sites[0], PRODUCTS[0], "CLOSING_BALANCE") == "7"


def test_what_somebody_enters_after_a_silence_is_named_as_well(delivery: Delivery) -> None:
    assert delivery.push_with_faults("drop_before_reading", times=99).posted == 0
    delivery.dhis2.faults.clear()
    enter(delivery, "7")
    delivery.next_night()
    assert delivery.push().posted == 5
    assert delivery.held(delivery.sites[0], PRODUCTS[0], "CLOSING_BALANCE") == "7"


def test_what_was_posted_and_is_asked_for_again_is_not_held_back(delivery: Delivery) -> None:
    assert delivery.push().posted == 6
    enter(delivery, "7")
    delivery.requeue(first_day=FIRST_DAY, last_day=FIRST_DAY, posted=True)
    delivery.next_night()
    assert delivery.push().posted == 6
    assert delivery.stored_as_frozen() == 6


@both_importers
def test_nothing_is_overwritten_that_may_not_be_read(delivery: Delivery) -> None:
    """Without the right, 2.42 answers 200 and nothing at all."""
    enter(delivery, "7")
    plan = delivery.plan()
    change(delivery.dhis2, "dataSets", data_set_uid(), {"sharing": {"public": "r--w----"}})
    with pytest.raises(Dhis2AnswerError):
        delivery.send(plan)
    assert delivery.vlmis.value("select count(*) from vlmis.push_request") == 0
    assert delivery.held(delivery.sites[0], PRODUCTS[0], "CLOSING_BALANCE") == "7"
