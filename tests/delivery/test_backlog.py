"""A day that cannot settle lists what is open of it; no later night reads it whole again."""

import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import data_set_uid
from tests.support.delivery import FIRST_DAY, Delivery, both_importers
from tests.support.postgres import TestDatabase
from vlmis_core.delivery.issues import list_issues

pytestmark = pytest.mark.sites(10)


def hold_a_site(delivery: Delivery) -> None:
    """One of ten sites is not assigned; the others are posted."""
    edits.unassign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[0])
    assert delivery.push().posted == 27


def backlog(vlmis: TestDatabase) -> int:
    """Records that are listed."""
    return vlmis.count("select count(*) from vlmis.delivery_backlog")


def is_settled(vlmis: TestDatabase) -> bool:
    """Whether the first day is done."""
    return vlmis.value("select settled_at is not null from vlmis.delivery_day") is True


@both_importers
def test_what_was_held_goes_out_from_the_list(delivery: Delivery, vlmis: TestDatabase) -> None:
    hold_a_site(delivery)
    assert backlog(vlmis) == 3
    delivery.next_night()
    assert delivery.push().requests == 0
    assert [(e.state, e.records) for e in list_issues(vlmis.pipeline)] == [("held", 3)]
    edits.assign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[0])
    delivery.next_night()
    assert delivery.push().posted == 3
    assert (backlog(vlmis), is_settled(vlmis)) == (0, True)
    assert delivery.stored_as_frozen() == 30


def test_a_posted_record_of_a_listed_day_goes_out_again_when_asked_for(delivery: Delivery) -> None:
    hold_a_site(delivery)
    delivery.requeue(store_code=delivery.sites[1], posted=True)
    delivery.next_night()
    assert delivery.push().posted == 3
    assert backlog(delivery.vlmis) == 3


def test_a_record_of_a_listed_day_that_is_sent_and_not_compared_is_compared_by_the_next_run(
    delivery: Delivery,
) -> None:
    hold_a_site(delivery)
    edits.assign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[0])
    delivery.next_night()
    delivery.send(delivery.plan())
    delivery.plan()
    assert delivery.read_back().posted == 3


@pytest.mark.sites(2)
def test_a_day_that_is_mostly_open_is_not_listed(delivery: Delivery) -> None:
    edits.unassign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[0])
    delivery.push()
    assert backlog(delivery.vlmis) == 0
    assert not is_settled(delivery.vlmis)


@pytest.mark.sites(2)
def test_no_day_is_read_that_a_cause_holds_whole(delivery: Delivery) -> None:
    edits.change(delivery.dhis2, "dataSets", data_set_uid(), {"expiryDays": 1})
    assert delivery.plan() == []
    with delivery.vlmis.pipeline.transaction() as tx:
        days = tx.rows("delivery/select_days_to_deliver", push_from=FIRST_DAY, snapshot_id=1)
    assert days == []
