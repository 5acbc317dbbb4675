"""The end of a night: days about to close, and where DHIS2 contradicts preflight."""

import logging

import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import data_set_uid
from tests.support.delivery import FIRST_DAY, Delivery, both_importers
from vlmis_core.delivery.finish_run import finish_run
from vlmis_core.delivery.issues import list_issues
from vlmis_core.messages import message
from vlmis_core.operations.check_result import CheckStatus
from vlmis_core.operations.doctor import check_closing


@both_importers
def test_the_summary_counts_the_hours_until_dhis2_closes_a_day(
    delivery: Delivery, caplog: pytest.LogCaptureFixture
) -> None:
    edits.change(delivery.dhis2, "dataSets", data_set_uid(), {"expiryDays": 3})
    edits.unassign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[0])
    with caplog.at_level(logging.WARNING):
        summary = delivery.push()
    (closing,) = summary.closing
    # 2026-03-01 closes when 2026-03-04 is over; it is past eight on the evening of the 3rd.
    assert (closing.day, closing.records) == (FIRST_DAY, 3)
    assert (closing.hours_left, closing.evenings_left) == (27, 1)
    assert "closes 2026-03-01 in 27 hours" in caplog.text
    assert summary.advice == message("expiry_days_are_too_few", count=3, needed=6)
    result = check_closing(delivery.vlmis.pipeline, now=delivery.dhis2.clock.now())
    assert result.status is CheckStatus.ERROR
    assert result.message == message("days_close_soon", days=[closing.message])
    (held,) = list_issues(delivery.vlmis.pipeline)
    assert held.closes_at == closing.closes_at


def test_days_that_stay_open_long_enough_are_no_news(delivery: Delivery) -> None:
    edits.change(delivery.dhis2, "dataSets", data_set_uid(), {"expiryDays": 7})
    edits.unassign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[0])
    summary = delivery.push()
    assert (summary.closing, summary.advice) == ((), None)
    result = check_closing(delivery.vlmis.pipeline, now=delivery.dhis2.clock.now())
    assert result.status is CheckStatus.OK


@both_importers
def test_a_refusal_of_what_preflight_examined_is_listed_as_a_disagreement(
    delivery: Delivery, caplog: pytest.LogCaptureFixture
) -> None:
    plan = delivery.plan()
    edits.unassign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[0])
    with caplog.at_level(logging.WARNING):
        delivery.send(plan)
    delivery.read_back()
    (found,) = finish_run(delivery.vlmis.pipeline, run_id=delivery.run_id).disagreements
    assert found.rules == ["org_unit_is_not_assigned"]
    assert (found.number, found.what) == (3, "records")
    assert "although preflight found them in order (org_unit_is_not_assigned)" in caplog.text
    (refused,) = list_issues(delivery.vlmis.pipeline)
    assert (refused.state, refused.contradicted_rules) == (
        "refused",
        "org_unit_is_not_assigned",
    )
    # On the next night the snapshot knows: held, and no disagreement any more.
    delivery.next_night()
    assert delivery.push().disagreements == ()


@both_importers
@pytest.mark.sites(1)
def test_a_hold_that_an_answer_caused_keeps_the_rule_that_it_contradicts(
    delivery: Delivery,
) -> None:
    plan = delivery.plan()
    shared = {"sharing": {"public": "r-r-----"}}
    edits.change(delivery.dhis2, "dataSets", data_set_uid(), shared)
    delivery.send(plan)
    (found,) = finish_run(delivery.vlmis.pipeline, run_id=delivery.run_id).disagreements
    assert (found.rules, found.number, found.what) == (["user_may_not_write"], 1, "holds")
