"""The pipeline's role cannot forge proof, send without leave, or name a person, by plain SQL."""

from datetime import UTC, datetime

import pytest
import requests
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from sandbox.stand_in import edits
from sandbox.stand_in.country import data_set_uid
from tests.support.codes import raises_code
from tests.support.delivery import FIRST_DAY, Delivery
from tests.support.postgres import TestDatabase, sqlstate_of
from vlmis_core.database.roles import PIPELINE
from vlmis_core.delivery import push
from vlmis_core.delivery.production import switch_production_off
from vlmis_core.delivery.record_choice import RecordChoice
from vlmis_core.delivery.requeue_records import RequeueChoice, requeue_records
from vlmis_core.delivery.send_summary_message import send_summary_message
from vlmis_core.delivery.withdraw_records import withdraw_records

pytestmark = pytest.mark.sites(2)
DENIED, GUARDED, NOT_PRODUCTION = "42501", "VL000", "VL004"
NOW = datetime(2026, 3, 4, tzinfo=UTC)
REQUEST = (
    "select vlmis.begin_request('{address}', '{run}', 1, '2026-03-01', 'x', array['OrgUnit0001'],"
    " 'x', 1, '2.43', '{kind}', {stores}, {stores}, {stores})"
)


def refusal(vlmis: TestDatabase, statement: str) -> str:
    """Try a statement as the pipeline; the SQLSTATE with which it is refused."""
    with (
        pytest.raises(DBAPIError) as refused,
        vlmis.as_role(PIPELINE).engine.connect() as connection,
        connection.begin(),
    ):
        connection.execute(text(statement))
    return sqlstate_of(refused.value)


@pytest.fixture
def sent(delivery: Delivery) -> Delivery:
    """One night's requests are accepted and wait for their read-back; one record was never sent."""
    delivery.send(delivery.plan())
    delivery.vlmis.execute(
        "set session_replication_role = replica;"
        " delete from vlmis.delivery where ctid in (select ctid from vlmis.delivery limit 1)",
        role="postgres",
    )
    return delivery


@pytest.mark.parametrize(
    ("statement", "state"),
    [
        (
            "insert into vlmis.production_switch (switched_at, switched_by, is_on, base_url,"
            " root_org_unit_uid, system_identifier, push_from)"
            " values (now(), 'sita', true, 'https://x', 'x', 'x', now())",
            DENIED,
        ),
        ("update vlmis.production_switch set is_on = true", DENIED),
        ("insert into vlmis.push_request (run_id) values ('push-1')", DENIED),
        ("update vlmis.push_request set record_count = 9", DENIED),
        ("update vlmis.push_request set body_digest = 'x'", DENIED),
        ("update vlmis.push_request set sent_at = now()", DENIED),
        # Its answer came, and is not written again.
        ("update vlmis.push_request set outcome = 'accepted', answer = 'x'", GUARDED),
        ("delete from vlmis.push_request", DENIED),
        (
            "insert into vlmis.delivery (day, store_id, product_id, state, request_id,"
            " is_awaiting_read_back) select '2026-03-01', 9, 9, 'pending', request_id, true"
            " from vlmis.push_request limit 1",
            DENIED,
        ),
        ("update vlmis.delivery set state = 'posted'", GUARDED),
        ("update vlmis.delivery set request_id = request_id + 1", GUARDED),
        (
            "update vlmis.delivery set is_awaiting_read_back = false;"
            " update vlmis.delivery set is_awaiting_read_back = true",
            GUARDED,
        ),
        (
            "insert into vlmis.delivery_attempt select day, store_id, product_id, 1, 1, day,"
            " request_id, 1, 'x', 'E1', 'x', '{}' from vlmis.delivery",
            DENIED,
        ),
        (
            "insert into vlmis.delivery_requeue (requeued_at, requeued_by, reason, selection,"
            " record_count) values (now(), 'sita', 'why', 'all', 1)",
            DENIED,
        ),
        (
            "insert into vlmis.delivery_withdrawal (withdrawn_at, withdrawn_by, reason, selection)"
            " values (now(), 'sita', 'why', 'all')",
            DENIED,
        ),
        (
            "insert into vlmis.delivery_deletion (requeue_id, day, store_id, product_id, target_id,"
            " org_unit_uid) values (1, '2026-03-01', 1, 1, 1, 'OrgUnit0001')",
            DENIED,
        ),
        (
            "select vlmis.withdraw_records('sita', 'why', 'all', now(), null, null, null, null)",
            DENIED,
        ),
        (
            "select vlmis.requeue_records('sita', 'why', 'all', now(), '{posted}', null, null,"
            " null, null, false, null, false)",
            GUARDED,
        ),
    ],
)
def test_the_pipeline_forges_neither_proof_nor_permission_nor_a_person(
    sent: Delivery, statement: str, state: str
) -> None:
    before = sent.vlmis.content()
    assert refusal(sent.vlmis, statement) == state
    assert sent.vlmis.content() == before


def test_a_record_that_no_request_carried_is_not_posted(sent: Delivery) -> None:
    vlmis = sent.vlmis
    accepted = vlmis.count("select min(request_id) from vlmis.push_request")
    (store, product) = vlmis.rows(
        "select store_id, product_id from vlmis.eod_row where day = :day"
        " except select store_id, product_id from vlmis.delivery",
        day=FIRST_DAY,
    )[0]
    posting = (
        f"select vlmis.post_records('{sent.run_id}', '2026-03-01', array[{store}],"
        f" array[{product}], array[{accepted}]::bigint[])"
    )
    with vlmis.pipeline.engine.begin() as connection:
        assert connection.execute(text(posting)).scalar() == 0
    assert "posted" not in sent.states()


def test_a_request_that_was_not_accepted_proves_nothing(delivery: Delivery) -> None:
    plan = delivery.plan()
    delivery.dhis2.faults.add("bad_gateway", method="POST", path="dataValueSets", times=None)
    delivery.send(plan)
    posting = (
        f"select vlmis.post_records('{delivery.run_id}', '2026-03-01', array_agg(store_id),"
        " array_agg(product_id), array_agg(request_id)) from vlmis.delivery"
    )
    with delivery.vlmis.pipeline.engine.begin() as connection:
        assert connection.execute(text(posting)).scalar() == 0
    assert delivery.states() == {"pending": delivery.records}


@pytest.mark.parametrize("kind", ["values", "deletion", "registration", "deregistration"])
@pytest.mark.parametrize("address", ["{base_url}", "https://training.example.org"])
def test_no_request_is_written_down_without_permission_for_this_server(
    sent: Delivery, address: str, kind: str
) -> None:
    if address == "{base_url}":
        switch_production_off(sent.vlmis.recorder, by="sita", now=NOW)
    statement = REQUEST.format(
        address=address.format(base_url=sent.client.base_url),
        run=sent.run_id,
        kind=kind,
        stores="'{1}'",
    )
    assert refusal(sent.vlmis, statement) == NOT_PRODUCTION


def test_no_request_is_written_down_in_a_copy_of_the_database(sent: Delivery) -> None:
    sent.vlmis.execute(
        "set session_replication_role = replica;"
        " update vlmis.production_switch set system_identifier = '42'",
        role="postgres",
    )
    statement = REQUEST.format(
        address=sent.client.base_url, run=sent.run_id, kind="values", stores="'{1}'"
    )
    assert refusal(sent.vlmis, statement) == NOT_PRODUCTION


def test_each_batch_asks_the_guard_for_itself(delivery: Delivery) -> None:
    plan = delivery.plan()
    settings = delivery.production
    off = settings.model_copy(update={"production": False})
    database, client = delivery.vlmis.pipeline, delivery.client
    with raises_code("production_setting_is_off"):
        push.push_batch(database, client, off, plan[0]["number"], run_id=delivery.run_id)
    switch_production_off(delivery.vlmis.recorder, by="sita", now=NOW)
    with raises_code("production_was_switched_off"):
        push.push_batch(database, client, settings, plan[0]["number"], run_id=delivery.run_id)
    assert delivery.dhis2.store.count() == 0
    assert delivery.vlmis.value("select count(*) from vlmis.push_request") == 0


def test_switched_off_in_the_middle_of_a_batch_the_next_request_is_not_sent(
    delivery: Delivery,
) -> None:
    plan, settings = delivery.plan(), delivery.production
    client, posts = delivery.client, []

    def switch_off(response: requests.Response, **_given: object) -> None:
        if response.request.method == "POST":
            posts.append(response)
            switch_production_off(delivery.vlmis.recorder, by="sita", now=NOW)

    client._session.hooks["response"].append(switch_off)
    with raises_code("production_is_not_on_for_request"):
        push.push_batch(
            delivery.vlmis.pipeline,
            client,
            settings.model_copy(update={"values_per_request": 9}),
            plan[0]["number"],
            run_id=delivery.run_id,
        )
    assert len(posts) == 1


def test_a_message_to_administrators_asks_the_guard_too(delivery: Delivery) -> None:
    edits.unassign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[0])
    summary = delivery.push()
    settings = delivery.production.model_copy(update={"message_recipients": ("vlmis",)})
    off = settings.model_copy(update={"production": False})
    assert not send_summary_message(delivery.vlmis.pipeline, delivery.client, off, summary)
    assert delivery.dhis2.messages == []
    assert send_summary_message(delivery.vlmis.pipeline, delivery.client, settings, summary)


def test_people_requeue_and_withdraw_under_the_role_by_which_they_log_in(
    delivery: Delivery,
) -> None:
    delivery.push()
    choice = RequeueChoice(first_day=FIRST_DAY, last_day=FIRST_DAY, posted=True)
    with raises_code("only_people_requeue"):
        requeue_records(delivery.vlmis.pipeline, choice, by="sita", reason="why", now=NOW)
    assert delivery.requeue(first_day=FIRST_DAY, last_day=FIRST_DAY, posted=True).records
    with pytest.raises(Exception, match="permission denied"):
        withdraw_records(
            delivery.vlmis.pipeline, RecordChoice(first_day=FIRST_DAY), by="x", reason="y", now=NOW
        )
    assert delivery.withdraw(first_day=FIRST_DAY)


def test_the_pipeline_registers_nothing_without_an_accepted_request(delivery: Delivery) -> None:
    delivery.push()
    vlmis = delivery.vlmis
    insert = (
        "insert into vlmis.data_set_registration (day, org_unit_uid, data_set_uid, is_complete)"
        " values ('2026-03-01', 'OrgUnit0001', 'DataSet0001', true)"
    )
    change = "update vlmis.data_set_registration set registered_at = now()"
    assert {refusal(vlmis, insert), refusal(vlmis, change)} == {DENIED}
    with vlmis.pipeline.engine.begin() as connection:
        connection.execute(text("select vlmis.plan_registrations('2026-03-01')"))
        ids = "(select array_agg(registration_id) from vlmis.data_set_registration)"
        forged = (
            f"select * from vlmis.settle_registrations('2026-03-01', {ids}, '{{}}', '{{}}', '{{}}')"
        )
        for request in ("null", "(select min(request_id) from vlmis.push_request)"):
            connection.execute(text(f"select vlmis.attach_registrations({request}, {ids})"))
            assert tuple(connection.execute(text(forged)).one()) == (0, 0)
    found = "select count(*), count(registered_at) from vlmis.data_set_registration"
    assert vlmis.rows(found) == [(2, 0)]
