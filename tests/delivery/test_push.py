"""A night's push against the stand-in of both importers."""

from datetime import date, timedelta

import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import data_set_uid, org_unit_uid
from tests.support.delivery import Delivery, both_importers
from tests.support.postgres import TestDatabase
from vlmis_core.delivery.finish_run import finish_run
from vlmis_core.delivery.push_batch import push_batch
from vlmis_core.delivery.sender_lock import only_sender
from vlmis_core.errors import ConcurrentRunError, Dhis2AccessError, Dhis2UnavailableError

pytestmark = pytest.mark.sites(10)


@both_importers
def test_everything_accepted_is_posted_after_the_read_back(delivery: Delivery) -> None:
    delivery.send(delivery.plan())
    assert delivery.states() == {"pending": delivery.records}
    found = delivery.read_back()
    assert found.posted == delivery.records
    assert delivery.states() == {"posted": delivery.records}
    assert delivery.stored_as_frozen() == delivery.records


def test_labels_of_batches_fit_airflows_column_whatever_names_stores_have(
    delivery: Delivery,
) -> None:
    delivery.vlmis.execute("update vlmis.store set name = rpad(code, 230, 'é')")
    labels = [batch["label"] for batch in delivery.plan()]
    assert labels
    assert all("é… · " in label and len(label) <= 250 for label in labels)


@both_importers
def test_what_is_refused_is_posted_on_the_night_after_it_was_corrected(delivery: Delivery) -> None:
    delivery.push_refused(site=3)
    delivery.next_night()
    assert delivery.push().posted == 3
    assert delivery.states() == {"posted": delivery.records}


@both_importers
@pytest.mark.sites(4)
def test_a_record_that_is_refused_on_five_nights_is_exhausted(delivery: Delivery) -> None:
    edits.change(delivery.dhis2, "dataSets", data_set_uid(), {"expiryDays": 30})
    for _ in range(5):
        assert "exhausted" not in delivery.states()
        delivery.push_refused()
        delivery.next_night()
    assert delivery.states() == {"posted": 9, "exhausted": 3}
    assert (
        delivery.vlmis.rows(
            "select attempts, nights_tried from vlmis.delivery where state = 'exhausted'"
        )
        == [(5, 5)] * 3
    )
    assert delivery.plan() == []


@both_importers
@pytest.mark.sites(2)
def test_a_second_run_on_the_same_night_counts_no_second_attempt(delivery: Delivery) -> None:
    delivery.push_refused()
    delivery.push_refused()
    assert (
        delivery.vlmis.rows("select attempts from vlmis.delivery where state = 'refused'")
        == [(1,)] * 3
    )


@both_importers
@pytest.mark.sites(2)
def test_a_push_of_a_past_night_counts_no_attempt(delivery: Delivery) -> None:
    plan = delivery.plan(counts_attempts=False)
    edits.unassign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[0])
    delivery.send(plan)
    delivery.read_back()
    assert delivery.states() == {"posted": 3, "pending": 3}
    assert delivery.attempts() == 0


@both_importers
@pytest.mark.sites(4)
def test_a_repeated_batch_sends_nothing_twice(delivery: Delivery) -> None:
    plan = delivery.plan()
    edits.unassign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[0])
    delivery.send(plan)
    (again,) = delivery.send(plan)
    assert again.requests == 0
    delivery.read_back()
    assert delivery.states() == {"posted": 9, "refused": 3}


@both_importers
def test_after_an_outage_the_other_batches_of_the_run_do_not_try(delivery: Delivery) -> None:
    plan = delivery.plan()
    delivery.dhis2.faults.add("bad_gateway", path="dataValueSets", skip=1, times=None)
    for _ in range(2):
        with pytest.raises(Dhis2UnavailableError):
            delivery.send(plan)
    assert delivery.pauses == [5, 30]
    assert delivery.attempts() == 0


@both_importers
def test_a_wrong_password_stops_before_a_second_request(delivery: Delivery) -> None:
    (batch,) = delivery.plan()
    settings = delivery.production
    before = len(delivery.dhis2.requests)
    for _ in range(2):
        with pytest.raises(Dhis2AccessError):
            push_batch(
                delivery.vlmis.pipeline,
                delivery.client_of("vlmis", "changed"),
                settings,
                batch["number"],
                run_id=delivery.run_id,
                pause=delivery.pauses.append,
            )
    assert len(delivery.dhis2.requests) == before + 1
    assert delivery.attempts() == 0


@pytest.mark.sites(2)
def test_two_senders_never_overlap(delivery: Delivery) -> None:
    plan = delivery.plan()
    with (
        only_sender(delivery.vlmis.pipeline, data_set_uid()),
        pytest.raises(ConcurrentRunError) as refused,
    ):
        delivery.send(plan)
    assert refused.value.code == "another_run_is_sending"


@both_importers
@pytest.mark.sites(2)
def test_figures_that_someone_changed_in_dhis2_are_listed_and_not_posted(
    delivery: Delivery,
) -> None:
    delivery.send(delivery.plan())
    day = f"{date(2026, 3, 1):%Y%m%d}"
    unit = org_unit_uid(delivery.sites[0])
    cell, row = next(iter(delivery.dhis2.store.block(day, unit).items()))
    delivery.dhis2.store.put(day, unit, cell, row._replace(value="7", stored_by="amina"))
    found = delivery.read_back()
    assert (found.posted, found.differing) == (5, 1)
    assert delivery.vlmis.rows("select found_value, stored_by from vlmis.read_back_difference") == [
        ("7", "amina")
    ]


def counters_after_a_refusal(delivery: Delivery, *, nights_ago: int = 0) -> tuple[object, ...]:
    """Attempts and nights of the only record, once a push of this evening was refused."""
    this_night, site = delivery.night, delivery.sites[0]
    delivery.night -= timedelta(days=nights_ago)
    plan = delivery.plan(counts_attempts=nights_ago == 0)
    delivery.night = this_night
    edits.unassign_org_unit(delivery.dhis2, data_set_uid(), site)
    delivery.send(plan)
    edits.assign_org_unit(delivery.dhis2, data_set_uid(), site)
    ((attempts, nights),) = delivery.vlmis.rows(
        "select distinct attempts, nights_tried from vlmis.delivery"
    )
    return attempts, nights


@pytest.mark.sites(1)
def test_a_push_for_a_past_night_adds_to_no_counter(delivery: Delivery) -> None:
    assert counters_after_a_refusal(delivery, nights_ago=1) == (0, 0)
    assert counters_after_a_refusal(delivery) == (1, 1)
    assert counters_after_a_refusal(delivery, nights_ago=1) == (1, 1)
    assert counters_after_a_refusal(delivery) == (1, 1)
    delivery.next_night()
    assert counters_after_a_refusal(delivery) == (2, 2)
    assert counters_after_a_refusal(delivery, nights_ago=1) == (2, 2)
    assert delivery.vlmis.rows(
        "select distinct night from vlmis.delivery_attempt order by night"
    ) == [
        (delivery.night - timedelta(days=1),),
        (delivery.night,),
    ]


@pytest.mark.sites(1)
def test_a_night_is_counted_once_however_it_is_come_back_to(delivery: Delivery) -> None:
    """An older run that is cleared in Airflow counts for its own night."""
    for nights_later in (0, 1, -1, 1):
        delivery.night += timedelta(days=nights_later)
        counters = counters_after_a_refusal(delivery)
    assert counters == (2, 2)


@pytest.mark.sites(1)
def test_what_stays_unanswered_on_a_past_night_is_no_silent_night(
    delivery: Delivery, vlmis: TestDatabase
) -> None:
    plan = delivery.plan(counts_attempts=False)
    delivery.dhis2.faults.add("error_in_the_middle", method="POST", path="dataValueSets", times=2)
    delivery.send(plan, values_per_request=9)
    delivery.read_back()
    assert finish_run(vlmis.pipeline, run_id=delivery.run_id).unsettled == 1
    assert vlmis.value("select max(unanswered_nights) from vlmis.delivery") == 0
