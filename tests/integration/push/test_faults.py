"""Each fault of a DHIS2 at the sending, and what must be true in spite of it."""

from datetime import timedelta

import pytest

from tests.support.delivery import FIRST_DAY, NEW, OLD, delivering
from tests.support.postgres import TestDatabase
from vlmis_core.errors import Dhis2UnavailableError, TransientError

SENDING = {"method": "POST", "path": "dataValueSets"}
READING = {"method": "GET", "path": "dataValueSets"}
FAULTS = (
    "drop_before_reading",
    "drop_after_committing",
    "bad_gateway",
    "html_page",
    "redirect_to_login",
    "truncated_body",
    "broken_transfer",
    "error_in_the_middle",
    "wrong_counts",
    "success_stored_nothing",
    "false_e7611",
    "flush_failure",
    "no_rejected_indexes",
    "lost_race_for_period",
    "lost_race_for_keys",
)
COMMITTED = ("bad_gateway", "html_page")
both_importers = pytest.mark.parametrize("version", [OLD, NEW])


@pytest.mark.parametrize("skip", [0, 1], ids=["first request", "second request"])
@both_importers
def test_no_fault_costs_an_attempt_or_posts_what_dhis2_does_not_hold(
    vlmis: TestDatabase, version: str, skip: int
) -> None:
    cases = [(fault, {}) for fault in FAULTS] + [(fault, {"commits": True}) for fault in COMMITTED]
    with delivering(vlmis, version, sites=6) as delivery:
        for number, (fault, choices) in enumerate(cases):
            day = FIRST_DAY + timedelta(days=number)
            if number:
                delivery.freeze(day)
            plan = delivery.plan()
            delivery.dhis2.faults.add(fault, **SENDING, skip=skip, **choices)
            delivery.send(plan, values_per_request=90)
            delivery.dhis2.faults.clear()
            delivery.read_back()
            assert delivery.attempts() == 0, fault
            assert delivery.posted(day) <= delivery.stored_as_frozen(day), fault
            delivery.next_night()
            delivery.push()
            assert delivery.posted(day) == delivery.stored_as_frozen(day) == 18, fault


@both_importers
def test_a_fault_at_the_read_back_leaves_everything_to_be_compared(
    vlmis: TestDatabase, version: str
) -> None:
    with delivering(vlmis, version, sites=2) as delivery:
        delivery.send(delivery.plan())
        for fault in ("bad_gateway", "truncated_body", "drop_before_reading"):
            delivery.dhis2.faults.add(fault, **READING)
            with pytest.raises(TransientError):
                delivery.read_back()
            assert delivery.states() == {"pending": 6}
        assert delivery.read_back().posted == 6


@both_importers
def test_a_server_that_never_answers_stops_the_run_and_counts_nothing(
    vlmis: TestDatabase, version: str
) -> None:
    with delivering(vlmis, version, sites=2) as delivery:
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
def test_counts_that_never_add_up_are_never_posted(vlmis: TestDatabase, version: str) -> None:
    with delivering(vlmis, version, sites=2) as delivery:
        plan = delivery.plan()
        delivery.dhis2.faults.add("wrong_counts", **SENDING, times=None)
        delivery.send(plan)
        assert delivery.read_back().unproved == 6
        assert delivery.states() == {"pending": 6}
        assert delivery.attempts() == 0


@both_importers
def test_a_record_that_stays_unknown_alone_for_three_nights_is_held(
    vlmis: TestDatabase, version: str
) -> None:
    with delivering(vlmis, version, sites=3) as delivery:
        for night in range(3):
            if night:
                delivery.freeze(FIRST_DAY + timedelta(days=night))
            delivery.push_with_faults("wrong_counts", times=2)
            delivery.next_night()
        assert delivery.plan() == []
        assert vlmis.rows(
            "select count(*) from vlmis.delivery_hold where ended_night is null"
            " and reason_code = 'dhis2_gives_no_answer'"
        ) == [(1,)]
        assert delivery.states() == {"posted": 26, "pending": 1}
