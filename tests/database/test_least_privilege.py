"""No role that runs the application can rewrite the ledger or a frozen day, or forge a day."""

from collections.abc import Iterator
from datetime import date
from itertools import product

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.support.country import Country
from tests.support.postgres import TestDatabase, TestServer, sqlstate_of
from vlmis_core.database import embedded
from vlmis_core.database.roles import ANALYST, AUTH, OWNER, PIPELINE, RECORDER
from vlmis_core.errors import DayNotSealedError
from vlmis_core.freeze.freeze_day import begin_day, freeze_chunk, seal_day

APPLICATION = (RECORDER, PIPELINE, ANALYST, AUTH)
PERMANENT = {
    "vlmis.movement": "quantity = 1",
    "vlmis.stock_count": "counted = 1",
    "vlmis.stock_count_line": "quantity = 1",
    "vlmis.stock_return": "quantity = 1",
    "vlmis.return_acknowledgement": "received = 1",
    "vlmis.eod_row": "closing = 1",
    "vlmis_days.eod_row_20260301": "closing = 1",
    "vlmis.stock_day": "state = 'open', digest = null",
    "vlmis.walk_store": "level = 9",
    "vlmis.master_data_change": "changed_by = 'nobody'",
}
DAY = date(2026, 3, 2)
DENIED, GUARDED = "42501", "VL000"


@pytest.fixture(scope="module")
def frozen(postgres: TestServer) -> Iterator[TestDatabase]:
    """A database with movements, a count and a frozen day, which every attempt here must leave."""
    with postgres.fresh_database() as vlmis:
        country = Country(vlmis, stock={"C": 100, "S": 20})
        country.record("2026-03-01 dispensing S 5")
        country.count("2026-03-01", "S", 14)
        country.freeze("2026-03-01")
        yield vlmis


@pytest.fixture
def closing(vlmis: TestDatabase) -> Country:
    """A country whose 2 March is begun and frozen into its staging, but not published."""
    country = Country(vlmis, stock={"C": 100, "S": 20})
    country.freeze("2026-03-01")
    country.record("2026-03-02 dispensing S 5")
    for chunk in begin_day(vlmis.pipeline, DAY, run_id="run", stores_per_chunk=2):
        freeze_chunk(vlmis.pipeline, DAY, chunk.number, run_id="run")
    return country


def refusal(vlmis: TestDatabase, role: str, statement: str) -> str:
    """Try a statement as a role; the SQLSTATE with which it is refused."""
    with (
        pytest.raises(DBAPIError) as refused,
        vlmis.as_role(role).engine.connect() as connection,
        connection.begin(),
    ):
        connection.execute(text(statement))
    return sqlstate_of(refused.value)


@pytest.mark.parametrize(("role", "table"), list(product(APPLICATION, PERMANENT)))
def test_no_application_role_may_change_what_is_recorded_or_frozen(
    frozen: TestDatabase, role: str, table: str
) -> None:
    tried = [f"update {table} set {PERMANENT[table]}", f"delete from {table}", f"truncate {table}"]
    assert [refusal(frozen, role, statement) for statement in tried] == [DENIED] * 3


@pytest.mark.parametrize("table", PERMANENT)
def test_the_owner_is_stopped_by_the_triggers(frozen: TestDatabase, table: str) -> None:
    tried = [f"truncate {table} cascade"]
    if frozen.value(f"select count(*) from {table}"):
        tried += [f"update {table} set {PERMANENT[table]}", f"delete from {table}"]
    assert {refusal(frozen, OWNER, statement) for statement in tried} == {GUARDED}


@pytest.mark.parametrize("role", [RECORDER, ANALYST, AUTH])
@pytest.mark.parametrize(
    "call",
    [
        "select vlmis.begin_day('2026-03-02', 'forger', 500)",
        "select vlmis.publish_day('2026-03-02', 'forger')",
        "select vlmis.reopen_day('2026-03-02', 'forger')",
        "select vlmis.begin_day_zero('2026-03-02', 'forger')",
        "insert into vlmis_days.eod_row_20260301 select * from vlmis.eod_row",
        "insert into vlmis.eod_row select * from vlmis.eod_row",
    ],
)
def test_only_the_pipeline_may_begin_and_publish_days(
    frozen: TestDatabase, role: str, call: str
) -> None:
    assert refusal(frozen, role, call) == DENIED


@pytest.mark.parametrize(
    "statement",
    [
        "insert into vlmis.eod_row select * from vlmis.eod_row",
        "insert into vlmis_days.eod_row_20260301 select * from vlmis.eod_row",
        "insert into vlmis.stock_day (day, state) values ('2026-03-02', 'open')",
        "insert into vlmis.walk_store select * from vlmis.walk_store",
        "insert into vlmis.movement (stock_day, store_id, product_id, kind, quantity, occurred_on,"
        " source_key, recorded_by)"
        " values ('2026-03-02', 1, 1, 'arrival', 1, '2026-03-02', 'x', 'x')",
        "create table vlmis_days.eod_row_20260302 (day date)",
        "create table vlmis.mine (day date)",
        "alter table vlmis.movement disable trigger all",
        "drop table vlmis.eod_row",
        "set session_replication_role = replica",
        "set role vlmis_owner",
        "create or replace function vlmis.no_closing_is_negative(p_day date) returns table"
        " (store_id integer, product_id integer, finding text)"
        " language sql as 'select 1, 1, ''x'''",
    ],
)
def test_the_pipeline_has_no_way_round_publishing(frozen: TestDatabase, statement: str) -> None:
    assert refusal(frozen, PIPELINE, statement) == DENIED


def test_the_recorder_cannot_put_a_movement_into_a_frozen_day(frozen: TestDatabase) -> None:
    statement = (
        "insert into vlmis.movement (stock_day, store_id, product_id, kind, quantity, occurred_on,"
        " source_key, recorded_by) select '2026-03-01', store_id, product_id, 'dispensing', 1,"
        " '2026-03-01', 'forged', 'forger' from vlmis.pair limit 1"
    )
    assert refusal(frozen, RECORDER, statement) == GUARDED


@pytest.mark.parametrize(
    ("figures", "rule"),
    [
        ("5, 0, 5", "opening_equals_previous_closing"),  # Stock out of nothing.
        ("0, 9, 9", "every_movement_is_counted_once"),  # An arrival that nobody recorded.
        ("0, 0, 9", "days_change_equals_days_ledger"),
        ("0, 9, 0", "closing_equals_opening_plus_moved"),
        ("0, -9, -9", "no_closing_is_negative"),
        ("0, 0, 0", "row_has_open_pair"),  # A stock-out of a pair that never met.
    ],
)
def test_a_forged_row_is_not_published(closing: Country, figures: str, rule: str) -> None:
    opening, arrivals, close = figures.split(", ")
    closing.vlmis.execute(
        "insert into vlmis_days.staging select day, store_id, product_id + 1,"
        f" {opening}, {arrivals}, 0, 0, 0, 0, 0, 0, 0, {close}, false"
        " from vlmis_days.staging where opening = 20",
        role=PIPELINE,
    )
    with pytest.raises(DayNotSealedError) as refused:
        seal_day(closing.vlmis.pipeline, DAY, run_id="run", stores_per_chunk=2)
    assert rule in {violation.rule for violation in refused.value.violations}
    assert closing.closing("2026-03-02", "S") is None


def test_a_second_row_of_a_pair_is_not_published(closing: Country) -> None:
    closing.vlmis.execute(
        "insert into vlmis_days.staging select * from vlmis_days.staging where opening = 20",
        role=PIPELINE,
    )
    with pytest.raises(psycopg.errors.UniqueViolation):
        seal_day(closing.vlmis.pipeline, DAY, run_id="run", stores_per_chunk=2)
    assert closing.closing("2026-03-02", "S") is None


def test_the_pipeline_cannot_take_rows_out_of_the_staging(closing: Country) -> None:
    tried = [
        "update vlmis_days.staging set closing = 0",
        "delete from vlmis_days.staging",
        "truncate vlmis_days.staging",
        "drop table vlmis_days.staging",
    ]
    states = [refusal(closing.vlmis, PIPELINE, statement) for statement in tried]
    assert states == [DENIED] * 4


def test_a_day_with_a_chunk_only_pretended_is_not_published(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"C": 100, "S": 20})
    begin_day(vlmis.pipeline, date(2026, 3, 1), run_id="run", stores_per_chunk=2)
    vlmis.execute("update vlmis.walk_chunk set row_count = 0 where day = '2026-03-01'", PIPELINE)
    with pytest.raises(DayNotSealedError, match="closing of the day before"):
        seal_day(vlmis.pipeline, date(2026, 3, 1), run_id="run", stores_per_chunk=2)
    assert country.closing("2026-03-01", "C") is None


def test_the_analyst_reads_the_analyst_schema_and_nothing_else(frozen: TestDatabase) -> None:
    readable = frozen.rows(
        """
        select distinct n.nspname
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where has_table_privilege('vlmis_analyst', c.oid, 'select')
            and has_schema_privilege('vlmis_analyst', n.oid, 'usage')
            and n.nspname not in ('pg_catalog', 'information_schema')
        """
    )
    assert readable == [("analyst",)]
    assert refusal(frozen, ANALYST, "select * from vlmis.movement") == DENIED
    assert refusal(frozen, ANALYST, "create table analyst.mine (day date)") == DENIED
    assert refusal(frozen, ANALYST, "delete from analyst.eod_report") in (DENIED, "55000")


def test_no_role_of_ours_is_superuser_or_may_make_roles(frozen: TestDatabase) -> None:
    mighty = frozen.rows(
        "select rolname from pg_roles where rolname like 'vlmis%'"
        " and (rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolreplication)"
    )
    assert mighty == []


def test_only_the_owner_owns_tables_views_and_functions(frozen: TestDatabase) -> None:
    owners = frozen.rows(
        """
        select distinct pg_get_userbyid(c.relowner) from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('vlmis', 'vlmis_days', 'vlmis_locks', 'analyst')
        union
        select distinct pg_get_userbyid(p.proowner) from pg_proc p
        join pg_namespace n on n.oid = p.pronamespace
        where n.nspname in ('vlmis', 'vlmis_days', 'vlmis_locks', 'analyst')
        """
    )
    assert owners == [(OWNER,)]


def test_every_function_of_the_owner_looks_names_up_in_safe_places_only(
    frozen: TestDatabase,
) -> None:
    unsafe = frozen.rows(
        """
        select p.proname from pg_proc p
        join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'vlmis'
        where p.prosecdef
            and not coalesce(p.proconfig, '{}') @> array['search_path=pg_catalog, pg_temp']
        """
    )
    assert unsafe == []


def test_nobody_but_the_owner_may_call_what_was_not_granted(frozen: TestDatabase) -> None:
    public = frozen.rows(
        """
        select p.proname from pg_proc p
        join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'vlmis'
        where has_function_privilege('public', p.oid, 'execute')
        """
    )
    assert public == []


def test_a_recorder_with_an_old_view_of_the_days_records_nothing(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 20})
    engine = vlmis.recorder.engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection, connection.begin():
        connection.execute(text("select count(*) from vlmis.stock_day"))
        country.freeze("2026-03-01")
        with pytest.raises(DBAPIError) as refused:
            connection.execute(
                text(
                    "insert into vlmis.movement (stock_day, store_id, product_id, kind, quantity,"
                    " occurred_on, source_key, recorded_by) select '2026-03-01', s.store_id,"
                    " p.product_id, 'dispensing', 1, '2026-03-01', 'old', 'x'"
                    " from vlmis.store s, vlmis.product p where s.code = 'S' and p.code = 'BCG'"
                )
            )
    assert sqlstate_of(refused.value) == GUARDED


@pytest.mark.parametrize("column", ["count_id", "reverses_movement_id"])
def test_a_movement_names_no_count_and_no_movement_that_does_not_exist(
    frozen: TestDatabase, column: str
) -> None:
    statement = (
        f"insert into vlmis.movement ({column}, stock_day, store_id, product_id, kind, quantity,"
        " reason, occurred_on, source_key, recorded_by) select 999, '2026-03-02', store_id,"
        " product_id, 'count_adjustment', 1, 'count', '2026-03-02', 'unknown', 'x'"
        " from vlmis.pair limit 1"
    )
    assert refusal(frozen, RECORDER, statement) == "23503"


@pytest.mark.parametrize(
    ("role", "database"),
    [
        *product((OWNER, *APPLICATION), ("airflow", "postgres", "template1")),
        ("airflow", "vlmis"),
        ("airflow", "postgres"),
    ],
)
def test_a_role_enters_no_database_but_its_own(
    postgres: TestServer, role: str, database: str
) -> None:
    passwords = embedded.load_passwords(postgres.home)
    address = postgres.admin.set(
        drivername="postgresql", username=role, password=passwords[role], database=database
    )
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(address.render_as_string(hide_password=False))
