"""Each fault of a DHIS2 at the sending, and what must be true in spite of it."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from tests.support.delivery import FIRST_DAY, Delivery, both_importers
from vlmis_core.errors import Dhis2AccessError, Dhis2UnavailableError, TransientError

SENDING = {"method": "POST", "path": "dataValueSets"}
READING = {"method": "GET", "path": "dataValueSets"}
WIRE_FAULTS = (
    "drop_before_reading",
    "drop_after_committing",
    "bad_gateway",
    "html_page",
    "redirect_to_login",
    "truncated_body",
    "broken_transfer",
    "unauthorized",
    "slow",
)
FAULTS = (
    *WIRE_FAULTS,
    "error_in_the_middle",
    "wrong_counts",
    "success_stored_nothing",
    "false_e7611",
    "flush_failure",
    "no_rejected_indexes",
    "lost_race_for_period",
    "lost_race_for_keys",
    "slow_import",
)
SLOW = ("slow", "slow_import")
COMMITTED = ("bad_gateway", "html_page")
SNAPSHOT_POINTS = ("system/info", "/me", "dataSets", "dataElements", "categoryCombos")


def add_fault(delivery: Delivery, fault: str, **choices: object) -> None:
    """Let something go wrong; a slow server takes longer than we wait."""
    seconds = 0.6 if fault in SLOW else 0
    delivery.timeout_seconds = 0.3 if fault in SLOW else 2
    delivery.dhis2.faults.add(fault, **{"seconds": seconds, **choices})


def recover(delivery: Delivery) -> None:
    """Everything works again."""
    delivery.dhis2.faults.clear()
    delivery.timeout_seconds = 2


def evening(delivery: Delivery, **choices: object) -> None:
    """A whole evening as far as it goes, as its tasks and their retries on an outage would."""
    with suppress(TransientError, Dhis2AccessError):
        delivery.send(delivery.plan(), **choices)
    recover(delivery)
    delivery.read_back()


@pytest.mark.parametrize("skip", [0, 1, 2], ids=["first", "second", "last"])
@both_importers
@pytest.mark.sites(6)
def test_no_fault_at_an_import_costs_an_attempt_or_posts_what_dhis2_does_not_hold(
    delivery: Delivery, skip: int
) -> None:
    cases: list[tuple[str, dict[str, Any]]] = [(fault, {}) for fault in FAULTS]
    cases += [(fault, {"commits": True}) for fault in COMMITTED]
    for number, (fault, choices) in enumerate(cases):
        day = FIRST_DAY + timedelta(days=number)
        if number:
            delivery.freeze(day)
        add_fault(delivery, fault, **SENDING, skip=skip, **choices)
        evening(delivery, values_per_request=54)
        assert delivery.posted(day) <= delivery.stored_as_frozen(day), fault
        delivery.next_night()
        delivery.push()
        assert delivery.posted(day) == delivery.stored_as_frozen(day) == 18, fault
    assert delivery.attempts() == 0
    # As without any fault: every figure of every day, and nothing else.
    assert delivery.dhis2.store.count() == 9 * 18 * len(cases)


@both_importers
def test_a_fault_before_the_first_import_sends_nothing_and_loses_nothing(
    delivery: Delivery,
) -> None:
    for point in SNAPSHOT_POINTS:
        for fault in WIRE_FAULTS:
            add_fault(delivery, fault, method="GET", path=point)
            with pytest.raises((TransientError, Dhis2AccessError)):
                delivery.plan()
            recover(delivery)
    for fault in WIRE_FAULTS:
        plan = delivery.plan()
        add_fault(delivery, fault, **READING)
        with pytest.raises((TransientError, Dhis2AccessError)):
            delivery.send(plan)
        recover(delivery)
    assert delivery.states() == {}
    assert delivery.dhis2.store.count() == 0
    assert delivery.push().posted == delivery.stored_as_frozen() == 6


@both_importers
def test_a_fault_at_the_read_back_leaves_everything_to_be_compared(delivery: Delivery) -> None:
    delivery.send(delivery.plan())
    for fault in WIRE_FAULTS:
        add_fault(delivery, fault, **READING)
        with pytest.raises((TransientError, Dhis2AccessError)):
            delivery.read_back()
        recover(delivery)
        assert delivery.states() == {"pending": 6}
    assert delivery.read_back().posted == 6
    assert delivery.attempts() == 0


@both_importers
def test_a_server_that_never_answers_stops_the_run_and_counts_nothing(delivery: Delivery) -> None:
    plan = delivery.plan()
    delivery.timeout_seconds = 0.2
    delivery.dhis2.faults.add("slow", path="dataValueSets", seconds=1, skip=1, times=None)
    with pytest.raises(Dhis2UnavailableError, match="does not answer"):
        delivery.send(plan)
    assert delivery.attempts() == 0
    delivery.dhis2.faults.clear()
    delivery.timeout_seconds = 2
    delivery.next_night()
    delivery.push()
    assert delivery.states() == {"posted": 6}


@both_importers
def test_counts_that_never_add_up_are_never_posted(delivery: Delivery) -> None:
    plan = delivery.plan()
    delivery.dhis2.faults.add("wrong_counts", **SENDING, times=None)
    delivery.send(plan)
    assert delivery.read_back().unproved == 6
    assert delivery.states() == {"pending": 6}
    assert delivery.attempts() == 0


@both_importers
@pytest.mark.sites(3)
def test_a_record_that_stays_unknown_alone_for_three_nights_is_held(delivery: Delivery) -> None:
    for night in range(3):
        if night:
            delivery.freeze(FIRST_DAY + timedelta(days=night))
        delivery.push_with_faults("wrong_counts", times=2)
        delivery.next_night()
    assert delivery.plan() == []
    assert delivery.vlmis.rows(
        "select count(*) from vlmis.delivery_hold where ended_night is null"
        " and reason_code = 'dhis2_gives_no_answer'"
    ) == [(1,)]
    assert delivery.states() == {"posted": 26, "pending": 1}
