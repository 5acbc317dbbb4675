"""The recorder cannot write, by plain SQL, what would stop the freeze for good."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.support.codes import raises_code
from tests.support.command import Command
from tests.support.country import Country
from tests.support.postgres import TestDatabase, TestServer, sqlstate_of
from vlmis_core.database.roles import ANALYST, AUTH, OWNER, PIPELINE, RECORDER
from vlmis_core.errors import BadInputError

DENIED, GUARDED, CHECKED = "42501", "VL000", "23514"


@pytest.fixture(scope="module")
def poisoned(postgres: TestServer) -> Iterator[TestDatabase]:
    """A country with one frozen day; every attempt here must leave it as it is."""
    with postgres.fresh_database() as vlmis:
        country = Country(vlmis, stock={"C": 100, "S": 20})
        country.record("2026-03-01 dispensing S 5")
        country.freeze("2026-03-01")
        country.record("2026-03-02 dispensing S 2 key=sold")
        country.count("2026-03-02", "S", 14)
        yield vlmis


def refusal(vlmis: TestDatabase, statement: str, role: str = RECORDER) -> str:
    """Try a statement as a role; the SQLSTATE with which it is refused."""
    with (
        pytest.raises(DBAPIError) as refused,
        vlmis.as_role(role).engine.connect() as connection,
        connection.begin(),
    ):
        connection.execute(text(statement))
    return sqlstate_of(refused.value)


def movement(**columns: str) -> str:
    """An insert of a dispensing of S on 2 March, with some columns chosen otherwise."""
    values = {
        "stock_day": "'2026-03-02'",
        "store_id": "pair.store_id",
        "product_id": "pair.product_id",
        "kind": "'dispensing'",
        "quantity": "1",
        "occurred_on": "'2026-03-02'",
        "source_key": "'forged'",
        "recorded_by": "'forger'",
    } | columns
    return (
        f"insert into vlmis.movement ({', '.join(values)}) select {', '.join(values.values())}"
        " from vlmis.pair join vlmis.store using (store_id) where store.code = 'S' limit 1"
    )


def reversal(**columns: str) -> str:
    """An insert of the reversal of the movement ``sold``, with some columns chosen otherwise."""
    values = {
        name: f"original.{name}"
        for name in ("stock_day", "store_id", "product_id", "kind", "occurred_on", "lot")
    }
    values |= {
        "quantity": "-original.quantity",
        "reverses_movement_id": "original.movement_id",
        "source_key": "'forged'",
        "recorded_by": "'forger'",
    }
    values |= columns
    return (
        f"insert into vlmis.movement ({', '.join(values)}) select {', '.join(values.values())}"
        " from vlmis.movement as original where original.source_key = 'sold'"
    )


@pytest.mark.parametrize(
    ("statement", "state"),
    [
        (movement(store_id="(select store_id from vlmis.store where code = 'T')"), GUARDED),
        (movement(product_id="pair.product_id + 1"), GUARDED),
        (movement(store_id="4711"), GUARDED),
        (movement(quantity="-2147483648", kind="'count_adjustment'", reason="'count'"), CHECKED),
        (movement(stock_day="'infinity'"), CHECKED),
        (movement(stock_day="'-infinity'", occurred_on="'-infinity'"), CHECKED),
        (movement(occurred_on="'0001-01-01'"), CHECKED),
        (movement(stock_day="'2199-12-31'"), GUARDED),
        (movement(stock_day="current_date + 2"), GUARDED),
        (reversal(quantity="-1"), GUARDED),
        (reversal(quantity="-original.quantity - 1"), GUARDED),
        (reversal(kind="'wastage'", reason="'other'"), GUARDED),
        (reversal(store_id="(select store_id from vlmis.store where code = 'C')"), GUARDED),
        (reversal(occurred_on="'2026-03-01'"), GUARDED),
        (reversal(lot="'another'"), GUARDED),
        (
            "update vlmis.pair set opened_on = 'infinity'",
            CHECKED,
        ),
        ("update vlmis.pair set opened_on = opened_on + 5", GUARDED),
        ("update vlmis.pair set opened_on = '2026-02-01'", GUARDED),
        (
            "insert into vlmis.pair select store_id, product_id, date '2026-03-01'"
            " from vlmis.store, vlmis.product where store.code = 'T' limit 1",
            GUARDED,
        ),
        (
            "insert into vlmis.stock_count (source_key, store_id, product_id, occurred_on,"
            " stock_day, counted, balance, kind, reason, recorded_at, recorded_by)"
            " select 'x', store_id, product_id, '2026-03-02', 'infinity', 1, 0,"
            " 'count_adjustment', 'count', now(), 'x' from vlmis.pair limit 1",
            CHECKED,
        ),
        (
            "insert into vlmis.stock_count (source_key, store_id, product_id, occurred_on,"
            " stock_day, counted, balance, kind, reason, recorded_at, recorded_by)"
            " select 'x', store_id, product_id, '2026-03-01', '2026-03-01', 1, 0,"
            " 'count_adjustment', 'count', now(), 'x' from vlmis.pair limit 1",
            GUARDED,
        ),
        (
            "insert into vlmis.stock_count (source_key, store_id, product_id, occurred_on,"
            " stock_day, counted, balance, kind, reason, recorded_at, recorded_by)"
            " select 'x', store_id, product_id, '2026-03-02', '2026-03-02',"
            " 9223372036854775807, 0, 'count_adjustment', 'count', now(), 'x'"
            " from vlmis.pair limit 1",
            CHECKED,
        ),
        (
            "insert into vlmis.lot select product_id, 'A', 'infinity', now(), 'x'"
            " from vlmis.product limit 1",
            CHECKED,
        ),
        # Tracking never ends; begun on a day that is over, it could never be sealed.
        ("update vlmis.product set tracked_from = '2026-03-01'", GUARDED),
        ("update vlmis.product set tracked_from = '2026-03-02'", GUARDED),
    ],
)
def test_the_recorder_writes_nothing_that_stops_the_freeze_for_good(
    poisoned: TestDatabase, statement: str, state: str
) -> None:
    assert refusal(poisoned, statement) == state


def test_a_movement_of_a_count_names_a_count_of_its_own_pair(poisoned: TestDatabase) -> None:
    statement = movement(
        store_id="(select store_id from vlmis.store where code = 'C')",
        kind="'count_adjustment'",
        reason="'count'",
        count_id="(select count_id from vlmis.stock_count)",
    )
    assert refusal(poisoned, statement) == "23503"


@pytest.mark.parametrize("role", [RECORDER, PIPELINE, ANALYST, AUTH])
def test_no_application_role_chooses_an_id(poisoned: TestDatabase, role: str) -> None:
    may = poisoned.rows(
        """
        select columns.table_name from information_schema.columns
        where columns.table_schema = 'vlmis' and columns.is_identity = 'YES'
            and has_column_privilege(
                :role, 'vlmis.' || columns.table_name, columns.column_name, 'insert'
            )
        """,
        role=role,
    )
    assert may == []


def test_an_id_ahead_of_its_sequence_is_refused_as_it_would_stop_all_recording(
    poisoned: TestDatabase,
) -> None:
    ahead = movement(movement_id="(select max(movement_id) + 1 from vlmis.movement)").replace(
        ") select", ") overriding system value select"
    )
    assert refusal(poisoned, ahead) == DENIED
    assert refusal(poisoned, "select setval('vlmis.transfer_id_seq', 1)") == DENIED


def test_sites_that_supply_each_other_in_a_month_do_not_stop_the_walk(
    vlmis: TestDatabase,
) -> None:
    country = Country(vlmis, stock={"S": 9})
    vlmis.execute(
        "insert into vlmis.national_month values ('x', '2026-03-01', 'x', 1, now(), 'x')",
        role=RECORDER,
    )
    vlmis.execute(
        "insert into vlmis.national_supplier select 'x', '2026-03-01', site.store_id,"
        " other.store_id from vlmis.store as site join vlmis.store as other"
        " on site.code || other.code in ('ST', 'TS')",
        role=RECORDER,
    )
    country.freeze("2026-03-01")
    assert vlmis.value("select count(*) from vlmis.walk_store where day = '2026-03-01'") == 4


def test_the_command_removes_such_a_row_with_a_reason_and_the_name_of_who_did(
    command: Command, vlmis: TestDatabase
) -> None:
    country = Country(vlmis, stock={"S": 9})
    country.record("2026-03-01 dispensing S 2 key=wrong")
    with pytest.raises(BadInputError):
        command("db", "remove-movement", "wrong", "--reason", " ")
    command("db", "remove-movement", "wrong", "--reason", "drill")
    kept = vlmis.rows("select content ->> 'source_key', reason from vlmis.removed_row")
    assert kept == [("wrong", "drill")]
    with raises_code("no_such_movement"):
        command("db", "remove-movement", "wrong", "--reason", "drill")


def test_what_should_never_have_been_there_is_removed_by_the_owner_and_logged(
    vlmis: TestDatabase,
) -> None:
    country = Country(vlmis, stock={"S": 9})
    country.record("2026-03-01 dispensing S 2 key=right")
    vlmis.execute(
        "set session_replication_role = replica; insert into vlmis.movement (stock_day, store_id,"
        " product_id, kind, quantity, occurred_on, source_key, recorded_by) values"
        " ('2026-03-01', 4711, 4711, 'dispensing', 1, '2026-03-01', 'poison', 'x')",
        role="postgres",
    )
    with raises_code("day_not_sealed"):
        country.freeze("2026-03-01")
    remove = "select vlmis.remove_movement('poison', 'no such store', 'sita')"
    for role in (RECORDER, PIPELINE):
        assert refusal(vlmis, remove, role) == DENIED
    vlmis.execute(remove)
    assert vlmis.rows(
        "select content ->> 'store_id', reason, removed_by from vlmis.removed_row"
    ) == [("4711", "no such store", "sita")]
    country.freeze("2026-03-01")
    assert country.closing("2026-03-01", "S") == 7
    # A frozen day stays as it is, also for the owner.
    assert refusal(vlmis, remove.replace("poison", "right"), OWNER) == GUARDED
    assert refusal(vlmis, "delete from vlmis.movement", OWNER) == GUARDED
    assert refusal(vlmis, "delete from vlmis.removed_row", OWNER) == GUARDED
