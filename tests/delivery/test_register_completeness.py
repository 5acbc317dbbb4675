"""Facilities and days that are whole in DHIS2 are registered there as complete, with proof."""

from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from sandbox.stand_in import edits
from sandbox.stand_in.country import data_set_uid, org_unit_uid
from tests.support.codes import raises_code
from tests.support.delivery import FIRST_DAY, PRODUCTS, Delivery, both_importers
from vlmis_core.database.roles import ANALYST
from vlmis_core.delivery import registration_requests
from vlmis_core.delivery.production import switch_production_off
from vlmis_core.delivery.register_completeness import (
    RegistrationCounts,
    read_open_registrations,
    register_completeness,
)
from vlmis_core.errors import Dhis2AccessError, Dhis2AnswerError, Dhis2UnavailableError
from vlmis_core.operations.check_result import CheckStatus
from vlmis_core.operations.doctor import check_completeness

SECOND_DAY = FIRST_DAY + timedelta(days=1)


def register(delivery: Delivery) -> RegistrationCounts:
    """The task after the read-back."""
    return register_completeness(
        delivery.vlmis.pipeline, delivery.client, delivery.production, run_id=delivery.run_id
    )


def evening(delivery: Delivery) -> RegistrationCounts:
    """A whole evening."""
    delivery.next_night()
    delivery.push()
    return register(delivery)


def in_dhis2(delivery: Delivery, day: date = FIRST_DAY) -> set[str]:
    """The sites that DHIS2 knows as complete for a day."""
    codes = {org_unit_uid(site): site for site in delivery.sites}
    return {
        codes.get(unit, unit)
        for (data_set, period, unit), kept in delivery.dhis2.registrations
        if data_set == data_set_uid() and period == f"{day:%Y%m%d}" and kept.is_completed
    }


def here(delivery: Delivery, day: date = FIRST_DAY) -> set[str]:
    """The sites that are registered by our own table, each with its proof."""
    rows = delivery.vlmis.rows(
        "select store.code from vlmis.data_set_registration as registration"
        " join vlmis.store using (org_unit_uid)"
        " join vlmis.push_request as proof on proof.request_id = registration.proof_request_id"
        " where registered_at is not null and registration.day = :day and proof.day = :day"
        " and proof.outcome = 'accepted' and proof.kind = 'registration'",
        day=day,
    )
    return {str(code) for (code,) in rows}


def hold_one_record(delivery: Delivery, site: int = 0) -> None:
    """Let the records of a site wait: its org unit is not assigned in DHIS2."""
    edits.unassign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[site])


@both_importers
def test_each_facility_and_day_that_is_whole_in_dhis2_is_registered(delivery: Delivery) -> None:
    delivery.push()
    assert in_dhis2(delivery) == set()
    assert register(delivery) == RegistrationCounts(made=2)
    assert in_dhis2(delivery) == here(delivery) == set(delivery.sites)
    posts = [r for r in delivery.dhis2.requests if r.method == "POST" and "complete" in r.path]
    assert register(delivery) == RegistrationCounts()
    assert (
        len(posts)
        == 1
        == sum("complete" in r.path and r.method == "POST" for r in delivery.dhis2.requests)
    )


@both_importers
def test_a_facility_that_misses_a_record_is_not_registered_until_it_is_there(
    delivery: Delivery,
) -> None:
    hold_one_record(delivery)
    delivery.push()
    assert register(delivery) == RegistrationCounts(made=1)
    assert in_dhis2(delivery) == here(delivery) == set(delivery.sites[1:])
    edits.assign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[0])
    assert evening(delivery) == RegistrationCounts(made=1)
    assert in_dhis2(delivery) == here(delivery) == set(delivery.sites)


@both_importers
def test_a_product_that_is_never_reported_keeps_no_facility_from_being_complete(
    delivery: Delivery,
) -> None:
    delivery.vlmis.execute(
        "update vlmis.product set hmis_code = null where code = :code", code=PRODUCTS[0]
    )
    delivery.push()
    assert register(delivery) == RegistrationCounts(made=2)
    assert in_dhis2(delivery) == here(delivery) == set(delivery.sites)
    seen = delivery.vlmis.rows(
        "select records_due, records_in_dhis2 from analyst.facility_completeness where day = :day",
        day=FIRST_DAY,
    )
    assert seen == [(len(PRODUCTS) - 1, len(PRODUCTS) - 1)] * len(delivery.sites)


@both_importers
def test_a_record_that_waits_again_takes_the_registration_back(delivery: Delivery) -> None:
    delivery.push()
    register(delivery)
    hold_one_record(delivery)
    delivery.requeue(
        store_code=delivery.sites[0], product_code=PRODUCTS[0], posted=True,
        first_day=FIRST_DAY, last_day=FIRST_DAY,
    )  # fmt: skip
    assert evening(delivery) == RegistrationCounts(withdrawn=1)
    assert in_dhis2(delivery) == here(delivery) == set(delivery.sites[1:])
    delivery.withdraw(store_code=delivery.sites[0])
    assert evening(delivery) == RegistrationCounts()
    assert in_dhis2(delivery) == set(delivery.sites[1:])


def test_a_record_that_is_sent_again_and_posted_leaves_the_registration(delivery: Delivery) -> None:
    delivery.push()
    register(delivery)
    delivery.requeue(
        store_code=delivery.sites[0], posted=True, first_day=FIRST_DAY, last_day=FIRST_DAY
    )
    assert evening(delivery) == RegistrationCounts()
    assert in_dhis2(delivery) == here(delivery) == set(delivery.sites)


def test_a_store_that_moves_takes_its_registration_along(delivery: Delivery) -> None:
    delivery.push()
    register(delivery)
    site = delivery.sites[0]
    other = str(
        delivery.vlmis.value(
            "select store_code from vlmis.present_org_unit where org_unit_uid not in"
            " (select org_unit_uid from vlmis.store where org_unit_uid is not null)"
            " and level = 4 order by store_code limit 1"
        )
    )
    edits.assign_org_unit(delivery.dhis2, data_set_uid(), other)
    delivery.vlmis.execute(
        "update vlmis.store set org_unit_uid = :uid where code = :site",
        uid=org_unit_uid(other),
        site=site,
    )
    delivery.requeue(store_code=site, posted=True, first_day=FIRST_DAY, last_day=FIRST_DAY)
    assert evening(delivery) == RegistrationCounts(made=1, withdrawn=1)
    assert in_dhis2(delivery) == {org_unit_uid(other), delivery.sites[1]}


@both_importers
def test_days_that_were_posted_before_are_caught_up(delivery: Delivery) -> None:
    delivery.push()
    delivery.freeze(SECOND_DAY)
    assert evening(delivery) == RegistrationCounts(made=4)
    assert in_dhis2(delivery, SECOND_DAY) == here(delivery, SECOND_DAY) == set(delivery.sites)


@both_importers
def test_an_org_unit_that_dhis2_does_not_know_is_named_and_the_others_are_registered(
    delivery: Delivery, caplog: pytest.LogCaptureFixture
) -> None:
    delivery.push()
    lost = org_unit_uid(delivery.sites[0])
    edits.delete_org_unit(delivery.dhis2, delivery.sites[0])
    assert register(delivery) == RegistrationCounts(made=1, waiting=1)
    assert here(delivery) == {delivery.sites[1]}
    assert f"{lost}, {FIRST_DAY}" in caplog.text
    found = read_open_registrations(delivery.vlmis.pipeline)
    assert (found.registrations, found.refused) == (1, 1)
    assert "Organisation unit not found" in str(found.finding and found.finding.values)
    checked = check_completeness(lambda _: nullcontext(delivery.vlmis.pipeline))
    assert checked.status is CheckStatus.WARNING


def test_nothing_is_registered_that_is_not_read_back(delivery: Delivery) -> None:
    delivery.push()
    kept = delivery.dhis2.registrations
    kept.put = lambda place, registration: False  # type: ignore[method-assign]
    assert register(delivery) == RegistrationCounts(waiting=2)
    assert here(delivery) == set()
    codes = "select distinct finding ->> 'code' from vlmis.data_set_registration"
    assert delivery.vlmis.value(codes) == "registration_is_missing"


def test_an_accepted_answer_is_needed_too(delivery: Delivery) -> None:
    delivery.push()
    delivery.dhis2.faults.add(
        "drop_after_committing", method="POST", path="completeDataSetRegistrations"
    )
    with pytest.raises(Dhis2UnavailableError):
        register(delivery)
    assert in_dhis2(delivery) == set(delivery.sites)
    assert here(delivery) == set()
    assert register(delivery) == RegistrationCounts(made=2)
    assert here(delivery) == set(delivery.sites)


def test_what_somebody_removed_in_dhis2_is_seen_when_the_day_is_read_again(
    delivery: Delivery,
) -> None:
    hold_one_record(delivery)
    delivery.push()
    register(delivery)
    delivery.dhis2.registrations.remove(
        data_set_uid(), f"{FIRST_DAY:%Y%m%d}", org_unit_uid(delivery.sites[1])
    )
    edits.assign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[0])
    assert evening(delivery) == RegistrationCounts(made=1, withdrawn=1)
    assert register(delivery) == RegistrationCounts(made=1)
    assert in_dhis2(delivery) == here(delivery) == set(delivery.sites)


def test_a_registration_that_somebody_else_withdrew_first_is_withdrawn(delivery: Delivery) -> None:
    delivery.push()
    register(delivery)
    hold_one_record(delivery)
    delivery.requeue(
        store_code=delivery.sites[0], posted=True, first_day=FIRST_DAY, last_day=FIRST_DAY
    )
    delivery.dhis2.registrations.remove(
        data_set_uid(), f"{FIRST_DAY:%Y%m%d}", org_unit_uid(delivery.sites[0])
    )
    assert evening(delivery) == RegistrationCounts(withdrawn=1)
    assert here(delivery) == set(delivery.sites[1:])


@both_importers
def test_a_data_set_that_dhis2_does_not_take_fails_the_step_and_no_record(
    delivery: Delivery,
) -> None:
    delivery.push()
    del delivery.dhis2.metadata.of("dataSets")[data_set_uid()]
    with pytest.raises(Dhis2AnswerError, match="Data set not found"):
        register(delivery)
    assert delivery.states() == {"posted": delivery.records}
    assert here(delivery) == set()


def test_a_user_without_the_right_is_refused_and_no_record_changes(delivery: Delivery) -> None:
    delivery.push()
    (role,) = [
        r
        for r in delivery.dhis2.metadata.of("userRoles").values()
        if "F_DATAVALUE_ADD" in r["authorities"]
    ]
    edits.change(delivery.dhis2, "userRoles", role["id"], {"authorities": ["F_USER_VIEW"]})
    with pytest.raises(Dhis2AccessError):
        register(delivery)
    assert delivery.states() == {"posted": delivery.records}
    assert delivery.vlmis.rows(
        "select kind, outcome, http_status from vlmis.push_request where kind <> 'values'"
    ) == [("registration", "refused", 403)]


def test_each_registration_request_asks_the_guard(
    delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registration_requests, "REGISTRATIONS_PER_REQUEST", 1)
    delivery.push()
    settings = delivery.production
    switch_production_off(delivery.vlmis.recorder, by="sita", now=datetime(2026, 3, 4, tzinfo=UTC))
    with raises_code("production_was_switched_off"):
        register_completeness(
            delivery.vlmis.pipeline, delivery.client, settings, run_id=delivery.run_id
        )
    assert in_dhis2(delivery) == set()
    delivery.allow_sending(settings.home)
    assert register(delivery) == RegistrationCounts(made=2)
    assert (
        delivery.vlmis.value("select count(*) from vlmis.push_request where kind = 'registration'")
        == 2
    )


def rows_of_analyst(delivery: Delivery, statement: str) -> list[tuple]:
    """What an analyst reads."""
    with delivery.vlmis.as_role(ANALYST).engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def test_analysts_see_what_is_due_in_dhis2_and_registered(delivery: Delivery) -> None:
    hold_one_record(delivery)
    delivery.push()
    register(delivery)
    rows = rows_of_analyst(
        delivery,
        "select store_code, day, records_due, records_in_dhis2, is_registered,"
        " registered_at is not null from analyst.facility_completeness order by store_code",
    )
    count = len(PRODUCTS)
    assert rows == [
        (delivery.sites[0], FIRST_DAY, count, 0, False, False),
        (delivery.sites[1], FIRST_DAY, count, count, True, True),
    ]
