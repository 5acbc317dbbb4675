"""The states of a record: the database allows the listed transitions and no others."""

from datetime import UTC, datetime
from itertools import product

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from tests.support.codes import raises_code
from tests.support.delivery import Delivery
from tests.support.postgres import TestDatabase
from vlmis_core.database.roles import OWNER, PIPELINE
from vlmis_core.delivery.issues import list_issues
from vlmis_core.delivery.model.delivery_states import DeliveryState
from vlmis_core.errors import BadInputError

pytestmark = pytest.mark.sites(1)

ALLOWED = {
    ("pending", "posted"), ("pending", "refused"), ("refused", "posted"), ("refused", "refused"),
    ("refused", "exhausted"), ("posted", "pending"), ("exhausted", "pending"),
    ("pending", "withdrawn"), ("refused", "withdrawn"), ("exhausted", "withdrawn"),
    ("withdrawn", "pending"),
}  # fmt: skip
STORED = [state for state in DeliveryState if state is not DeliveryState.HELD]
NOW = datetime(2026, 3, 9, tzinfo=UTC)


def put(vlmis: TestDatabase, state: DeliveryState) -> None:
    """A record in a state, whatever led there."""
    attempts = {DeliveryState.EXHAUSTED: 5, DeliveryState.REFUSED: 4}.get(state, 0)
    vlmis.execute("set session_replication_role = replica; delete from vlmis.delivery",
                  role="postgres")  # fmt: skip
    withdrawal = 1 if state is DeliveryState.WITHDRAWN else "null"
    vlmis.execute(
        "set session_replication_role = replica;"
        "insert into vlmis.delivery (day, store_id, product_id, state, attempts, refused_night,"
        " target_id, request_id, org_unit_uid, is_awaiting_read_back, withdrawal_id) values"
        f" ('2026-03-01', 1, 1, '{state}', {attempts}, '2026-03-02', 1, 1, 'OrgUnit0001', true,"
        f" {withdrawal})",
        role="postgres",
    )
    vlmis.execute("set session_replication_role = origin", role="postgres")


def change(vlmis: TestDatabase, before: DeliveryState, after: DeliveryState) -> bool:
    """Whether the owner's functions may make the change with all that belongs to it."""
    attempts = {
        DeliveryState.POSTED: "attempts",
        DeliveryState.PENDING: "0",
        DeliveryState.REFUSED: "attempts + 1",
        DeliveryState.EXHAUSTED: "attempts + 1",
        DeliveryState.WITHDRAWN: "attempts",
    }[after]
    more = {
        DeliveryState.PENDING: ", round = round + 1",
        DeliveryState.REFUSED: ", refused_night = '2026-03-09'",
        DeliveryState.EXHAUSTED: ", refused_night = '2026-03-09'",
        DeliveryState.WITHDRAWN: ", withdrawal_id = 1",
    }.get(after, "")
    # A refusal of a record with four attempts exhausts it; for the plain one it has fewer.
    fewer = before is DeliveryState.REFUSED and after is not DeliveryState.EXHAUSTED
    if fewer:
        vlmis.execute("alter table vlmis.delivery disable trigger user", role="postgres")
        vlmis.execute("update vlmis.delivery set attempts = 2", role="postgres")
        vlmis.execute("alter table vlmis.delivery enable trigger user", role="postgres")
    try:
        vlmis.execute(
            f"update vlmis.delivery set state = '{after}', attempts = {attempts}{more}",
            role=OWNER,
        )
    except DBAPIError:
        return False
    return True


# A posted or withdrawn record that stays so changes nothing.
UNCHANGED = [(DeliveryState.POSTED,) * 2, (DeliveryState.WITHDRAWN,) * 2]
PAIRS = [pair for pair in product(STORED, STORED) if pair not in UNCHANGED]


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_the_database_allows_these_transitions_and_no_others(
    vlmis: TestDatabase, before: DeliveryState, after: DeliveryState
) -> None:
    vlmis.execute(
        "insert into vlmis.delivery_withdrawal (withdrawn_at, withdrawn_by, reason, selection)"
        " values (now(), 'sita', 'merged away', 'all')"
    )
    put(vlmis, before)
    assert change(vlmis, before, after) == ((before, after) in ALLOWED)


@pytest.mark.parametrize(
    "statement",
    [
        "insert into vlmis.delivery (day, store_id, product_id, state, target_id, request_id,"
        " org_unit_uid) values ('2026-03-01', 9, 9, 'posted', 1, 1, 'OrgUnit0001')",
        "update vlmis.delivery set state = 'posted', is_awaiting_read_back = true",
        "update vlmis.delivery set attempts = attempts - 1, state = 'pending'",
        "update vlmis.delivery set round = round + 1",
        "delete from vlmis.delivery",
        "truncate vlmis.delivery",
        "delete from vlmis.delivery_attempt",
        "update vlmis.delivery_attempt set code = 'E0000'",
        "update vlmis.production_switch set is_on = true",
        "delete from vlmis.push_request",
        "update vlmis.delivery set state = 'withdrawn'",
        "delete from vlmis.delivery_withdrawal",
    ],
)
def test_nobody_forges_a_delivery(vlmis: TestDatabase, statement: str) -> None:
    put(vlmis, DeliveryState.EXHAUSTED)
    vlmis.execute(
        "insert into vlmis.delivery_attempt (day, store_id, product_id, round, attempt, night,"
        " request_id, target_id, org_unit_uid, code, answer, categories) values"
        " ('2026-03-01', 1, 1, 1, 1, '2026-03-02', 1, 1, 'OrgUnit0001', 'E1', 's', '{}')"
    )
    with pytest.raises((DBAPIError, psycopg.Error)):
        vlmis.execute(statement, role=PIPELINE)


def exhaust(delivery: Delivery) -> None:
    """Everything that is pending was refused on five nights."""
    delivery.vlmis.execute("alter table vlmis.delivery disable trigger user", role="postgres")
    delivery.vlmis.execute(
        "insert into vlmis.delivery (day, store_id, product_id, state, attempts, refused_night)"
        " select day, store_id, product_id, 'exhausted', 5, '2026-03-02' from vlmis.eod_row"
        " where day = '2026-03-01'",
        role="postgres",
    )
    delivery.vlmis.execute("alter table vlmis.delivery enable trigger user", role="postgres")


@pytest.mark.sites(2)
def test_an_exhausted_record_goes_out_again_once_a_person_says_why(
    delivery: Delivery, vlmis: TestDatabase
) -> None:
    exhaust(delivery)
    assert delivery.plan() == []
    (waiting,) = list_issues(vlmis.pipeline)
    assert (waiting.state, waiting.records) == ("exhausted", 6)
    with pytest.raises(BadInputError, match="reason"):
        delivery.requeue(reason=" ")
    asked = delivery.requeue(store_code=delivery.sites[0], reason="the org unit is assigned now")
    assert asked.records == 3
    delivery.push()
    assert delivery.states() == {"posted": 3, "exhausted": 3}
    assert vlmis.rows("select requeued_by, reason, record_count from vlmis.delivery_requeue") == [
        ("sita", "the org unit is assigned now", 3)
    ]


def test_posted_records_are_sent_again_only_when_asked_for(
    delivery: Delivery, vlmis: TestDatabase
) -> None:
    delivery.push()
    with raises_code("no_record_to_requeue"):
        delivery.requeue()
    delivery.requeue(posted=True)
    assert delivery.states() == {"pending": 3}
    assert delivery.push().posted == 3
    assert vlmis.rows("select distinct round from vlmis.delivery") == [(2,)]


def test_a_changed_hmis_code_is_remembered_for_what_was_sent_but_not_posted(
    delivery: Delivery, vlmis: TestDatabase
) -> None:
    delivery.send(delivery.plan())
    codes = vlmis.rows("select product_id, hmis_code from vlmis.product order by product_id")
    vlmis.execute("update vlmis.product set hmis_code = null")
    for (product_id, _), (_, code) in zip(codes, codes[1:] + codes[:1], strict=True):
        vlmis.execute(
            "update vlmis.product set hmis_code = :code where product_id = :id",
            code=code,
            id=product_id,
        )
    delivery.next_night()
    assert delivery.push().posted == 3
    assert vlmis.value("select count(*) from vlmis.delivery_retarget") == 3


@pytest.mark.sites(1)
def test_a_record_refused_again_in_the_night_of_its_requeue_has_its_reason(
    delivery: Delivery, vlmis: TestDatabase
) -> None:
    """A requeue begins a new round; a refusal in it is its first attempt, whatever the night."""
    for _ in range(4):
        delivery.push_refused()
        delivery.next_night()
    delivery.push_refused()
    assert delivery.states() == {"exhausted": 3}
    delivery.requeue()
    delivery.push_refused()
    (group,) = list_issues(vlmis.pipeline)
    assert (group.state, group.records, group.reason_code) == ("refused", 3, "E8022")
    assert vlmis.rows("select distinct round, attempts from vlmis.delivery") == [(2, 1)]
    # A second run of this night counts no second attempt in this round.
    delivery.push_refused()
    assert vlmis.rows("select distinct round, attempts from vlmis.delivery") == [(2, 1)]
    assert delivery.attempts() == 3 * 6
