"""What the newest push sent, on Home: each record once, however many requests carried it."""

import pytest

from sandbox.stand_in import edits
from tests.support.delivery import Delivery, both_importers
from vlmis_core.delivery.last_night import LastRun, report_last_night

pytestmark = pytest.mark.sites(3)  # With three products each: 9 records.


def last_run(delivery: Delivery) -> LastRun:
    """The newest run as Home shows it."""
    run = report_last_night(delivery.vlmis.pipeline).run
    assert run is not None
    return run


@both_importers
def test_records_that_are_sent_again_after_a_refusal_by_name_are_counted_once(
    delivery: Delivery,
) -> None:
    delivery.push_refused()
    run = last_run(delivery)
    # One site of three is refused. The new importer stores none of 9: the other 6 are sent again.
    assert (run.sent, run.refused, run.unanswered) == (9, 3, 0)


@both_importers
def test_records_on_hold_by_an_answer_count_with_the_refused(delivery: Delivery) -> None:
    plan = delivery.plan()
    edits.move_org_unit(delivery.dhis2, delivery.sites[0], None)
    delivery.send(plan)
    run = last_run(delivery)
    assert delivery.attempts() == 0
    assert (run.sent, run.refused, run.unanswered) == (9, 3, 0)


def test_a_record_that_stays_unknown_alone_is_counted_once(delivery: Delivery) -> None:
    delivery.push_with_faults("wrong_counts", times=2)
    run = last_run(delivery)
    # The first of 9 records is sent alone, twice, and DHIS2 answers neither clearly.
    assert (run.sent, run.refused, run.unanswered) == (9, 0, 1)


def test_a_request_without_a_clear_answer_settles_nothing_until_it_is_repeated(
    delivery: Delivery,
) -> None:
    plan = delivery.plan()
    delivery.dhis2.faults.add("wrong_counts", method="POST", path="dataValueSets", times=1)
    delivery.send(plan)
    run = last_run(delivery)
    assert (run.sent, run.refused, run.unanswered) == (9, 0, 0)
