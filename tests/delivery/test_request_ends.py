"""Every request of the log has its end, and the summary of a night counts records."""

import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import data_set_uid
from tests.support.delivery import Delivery, both_importers
from tests.support.postgres import TestDatabase
from vlmis_core.delivery.model.refusal_codes import ErrorScope, scope_of
from vlmis_core.delivery.request_log import PushLog
from vlmis_core.errors import Dhis2AccessError
from vlmis_core.messages import translator

ENDS = (
    "select http_status, outcome, answered_at is not null, finding ->> 'code'"
    " from vlmis.push_request order by request_id"
)


@both_importers
@pytest.mark.parametrize(("fault", "status"), [("unauthorized", 401), ("forbidden", 403)])
def test_a_request_whose_user_is_refused_has_its_end_and_costs_no_attempt(
    delivery: Delivery, vlmis: TestDatabase, fault: str, status: int
) -> None:
    plan = delivery.plan()
    delivery.dhis2.faults.add(fault, method="POST", path="dataValueSets")
    with pytest.raises(Dhis2AccessError):
        delivery.send(plan)
    assert vlmis.rows(ENDS) == [(status, "refused", True, "dhis2_refused_user")]
    assert delivery.attempts() == 0
    assert delivery.push().posted == 6
    assert vlmis.count("select max(unanswered_nights)::int from vlmis.delivery") == 0


def test_the_next_run_closes_the_request_of_a_killed_sender(
    delivery: Delivery, vlmis: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = delivery.plan()
    with monkeypatch.context() as patched:
        patched.setattr(PushLog, "finish", _killed)
        with pytest.raises(KeyboardInterrupt):
            delivery.send(plan)
    assert vlmis.rows(ENDS) == [(None, "unknown", False, None)]
    assert delivery.push().posted == 6
    assert vlmis.rows(ENDS)[0] == (None, "unknown", False, "sender_was_interrupted")
    assert delivery.attempts() == 0


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.sites(3)
def test_the_summary_counts_records_on_hold_and_names_the_issues_apart(delivery: Delivery) -> None:
    for site in (0, 2):
        edits.unassign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[site])
    summary = delivery.push()
    (held,) = summary.holds
    assert (held.reason_code, held.records, held.holds) == ("org_unit_is_not_assigned", 6, 2)
    assert "On hold: 6 records, issues: 2." in summary.text(translator("en"))


ATTEMPTS = ("E7610", "E7612", "E7632", "E7633", "E7636", "E8020", "E8022", "E8031")


@pytest.mark.parametrize("code", ATTEMPTS)
def test_a_code_about_an_element_org_unit_or_period_that_preflight_passed_is_an_attempt(
    code: str,
) -> None:
    """On both importers they are sent and counted in test_blast_radius."""
    assert scope_of(code) is ErrorScope.RECORD
