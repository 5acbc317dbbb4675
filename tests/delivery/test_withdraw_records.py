"""A person withdraws records that can never arrive: no list has them, and their history stays."""

import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import data_set_uid
from tests.support.codes import raises_code
from tests.support.delivery import FIRST_DAY, PRODUCTS, Delivery, both_importers
from tests.support.postgres import TestDatabase
from vlmis_core.delivery.issues import list_issues
from vlmis_core.delivery.model.delivery_states import ATTEMPTS_MAX
from vlmis_core.delivery.next_push import preview_next_push
from vlmis_core.delivery.record_choice import RecordChoice
from vlmis_core.delivery.requeue_records import RequeueChoice, preview_requeue
from vlmis_core.delivery.trace_value import ValueChoice, trace_value
from vlmis_core.delivery.value_status import ValueStatus
from vlmis_core.delivery.withdraw_records import preview_withdrawal
from vlmis_core.errors import BadInputError
from vlmis_core.settings import Settings

DELIVERY_VIEW = (
    "select state, withdrawn_by, withdrawal_reason, count(*)::int from analyst.dhis2_delivery"
    " group by 1, 2, 3 order by 1, 2"
)


def unassign(delivery: Delivery, site: int = 0) -> str:
    """DHIS2 no longer takes a site; returns its code."""
    edits.unassign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[site])
    return delivery.sites[site]


def waiting_records(vlmis: TestDatabase, site: str) -> int:
    """What a refresh and a reattachment say of the records of a store that wait."""
    return vlmis.count(
        "select vlmis.count_waiting_records(store_id) from vlmis.store where code = :code",
        code=site,
    )


def waiting_days(delivery: Delivery) -> list[tuple[int, int, int]]:
    days = preview_next_push(delivery.vlmis.pipeline, None).days
    return [(day.records, day.to_send, day.held) for day in days]


@both_importers
def test_held_records_that_are_withdrawn_leave_every_list(
    delivery: Delivery, vlmis: TestDatabase
) -> None:
    site = unassign(delivery)
    summary = delivery.push()
    assert (summary.posted, summary.closing[0].records if summary.closing else 3) == (3, 3)
    assert waiting_days(delivery) == [(6, 0, 3)]
    chosen = RecordChoice(store_code=site)
    found = preview_withdrawal(vlmis.pipeline, chosen)
    assert (found.records, found.stores, found.first_day, found.last_day) == (
        *(3, 1, FIRST_DAY, FIRST_DAY),
    )
    assert waiting_records(vlmis, site) == 3
    assert delivery.withdraw(store_code=site) == 3
    assert waiting_records(vlmis, site) == 0
    assert waiting_days(delivery) == []
    assert [group.records for group in list_issues(vlmis.pipeline)] == [0]
    vlmis.execute("update vlmis.store set closed_on = '2026-03-02' where code = :code", code=site)
    assert list_issues(vlmis.pipeline) == []
    vlmis.execute("update vlmis.store set closed_on = null where code = :code", code=site)
    assert vlmis.rows(DELIVERY_VIEW) == [
        ("posted", None, None, 3),
        ("withdrawn", "sita", "merged away", 3),
    ]
    delivery.next_night()
    edits.assign_org_unit(delivery.dhis2, data_set_uid(), site)
    summary = delivery.push()
    assert (summary.posted, summary.requests, summary.closing) == (0, 0, ())
    assert delivery.states() == {"posted": 3, "withdrawn": 3}


def test_only_a_requeue_of_withdrawn_records_sends_them_again(
    delivery: Delivery, vlmis: TestDatabase
) -> None:
    delivery.plan()
    delivery.withdraw(store_code=delivery.sites[0])
    with raises_code("no_record_to_requeue"):
        delivery.requeue(store_code=delivery.sites[0])
    again = RequeueChoice(store_code=delivery.sites[0], withdrawn=True)
    assert preview_requeue(vlmis.pipeline, again).records == 3
    assert delivery.requeue(store_code=delivery.sites[0], withdrawn=True).records == 3
    assert delivery.push().posted == 6
    assert vlmis.rows("select distinct state, round from vlmis.delivery order by round") == [
        ("posted", 1),
        ("posted", 2),
    ]


@pytest.mark.sites(1)
def test_refused_and_failed_records_can_be_withdrawn_with_their_attempts_in_the_history(
    delivery: Delivery, vlmis: TestDatabase
) -> None:
    delivery.push_refused()
    assert delivery.withdraw(product_code=PRODUCTS[0]) == 1
    for _ in range(ATTEMPTS_MAX - 1):
        delivery.next_night()
        delivery.push_refused()
    assert delivery.states() == {"exhausted": 2, "withdrawn": 1}
    assert delivery.withdraw(first_day=FIRST_DAY, last_day=FIRST_DAY) == 2
    assert list_issues(vlmis.pipeline) == []
    assert vlmis.rows("select state, attempts from vlmis.delivery order by attempts") == [
        ("withdrawn", 1), ("withdrawn", 5), ("withdrawn", 5),
    ]  # fmt: skip
    assert delivery.attempts() == 1 + 2 * ATTEMPTS_MAX


def test_the_trace_says_who_withdrew_a_value_and_why(
    delivery: Delivery, vlmis: TestDatabase
) -> None:
    delivery.plan()
    delivery.withdraw(store_code=delivery.sites[0], reason="its org unit was merged")
    choice = ValueChoice(delivery.sites[0], PRODUCTS[0], FIRST_DAY)
    clock = delivery.dhis2.clock.now()
    found = trace_value(vlmis.pipeline, choice, Settings(), now=clock)
    assert found.status is ValueStatus.WITHDRAWN
    (answer,) = found.answer[1:]
    assert (answer.code, answer.values["person"]) == ("value_is_withdrawn", "sita")
    assert str(answer.values["command"]).endswith("--withdrawn")
    delivery.requeue(store_code=delivery.sites[0], withdrawn=True)
    again = trace_value(vlmis.pipeline, choice, Settings(), now=clock)
    assert again.status is not ValueStatus.WITHDRAWN
    assert again.trace.delivery is not None
    assert again.trace.delivery.withdrawal_reason == "its org unit was merged"


def test_posted_records_cannot_be_withdrawn(delivery: Delivery) -> None:
    delivery.push()
    with raises_code("no_record_to_withdraw"):
        delivery.withdraw(store_code=delivery.sites[0])
    assert delivery.vlmis.count("select count(*) from vlmis.delivery_withdrawal") == 0


def test_a_withdrawal_names_its_records_and_says_why(delivery: Delivery) -> None:
    with raises_code("withdrawal_names_nothing"):
        delivery.withdraw()
    with pytest.raises(BadInputError, match="reason"):
        delivery.withdraw(reason=" ", store_code=delivery.sites[0])
    assert delivery.states() == {}


def test_what_is_withdrawn_while_it_is_sent_is_not_posted(delivery: Delivery) -> None:
    delivery.send(delivery.plan())
    delivery.withdraw(store_code=delivery.sites[0])
    assert delivery.read_back().posted == 3
    assert delivery.states() == {"posted": 3, "withdrawn": 3}
