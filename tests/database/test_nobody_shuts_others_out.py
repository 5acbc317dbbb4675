"""What an analyst does in a console stops neither recording nor freezing nor sending."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.support.country import Country
from tests.support.postgres import TestDatabase, sqlstate_of
from vlmis_core.database.roles import ANALYST, AUTH, OWNER, PIPELINE, RECORDER

INSUFFICIENT_PRIVILEGE, ADMIN_SHUTDOWN = "42501", "57P01"
AIRFLOW_CONNECTIONS = 80
"""Of role airflow, made in vlmis_core/database/embedded.py and docker/create_databases.sh."""


def _tables(vlmis: TestDatabase, *schemas: str) -> list[str]:
    return [
        name
        for (name,) in vlmis.rows(
            "select format('%I.%I', table_schema, table_name) from information_schema.tables"
            " where table_schema = any(:schemas) order by 1",
            schemas=list(schemas),
        )
    ]


@pytest.mark.parametrize("role", [ANALYST, AUTH])
def test_only_writers_can_lock_what_writers_wait_for(vlmis: TestDatabase, role: str) -> None:
    Country(vlmis, stock={"S": 9})
    locks = _tables(vlmis, "vlmis_locks")
    assert len(locks) == 6
    tried = [
        f"lock table {name} in {mode} mode" for name in locks for mode in ("share", "exclusive")
    ]
    tried += [
        f"select from {name} for key share"
        for name in ("vlmis.pair", "vlmis.walk_chunk", "vlmis.stock_day", "vlmis.movement")
    ]
    for statement in tried:
        assert _refusal(vlmis, role, statement) == INSUFFICIENT_PRIVILEGE, statement


def test_days_are_recorded_frozen_and_sent_while_an_analyst_holds_all_that_can_be_held(
    vlmis: TestDatabase,
) -> None:
    for role in (RECORDER, PIPELINE):
        vlmis.execute(
            f"alter role {role} in database {vlmis.url.database} set lock_timeout = '2s'",
            role="postgres",
        )
    country = Country(vlmis, stock={"C": 100, "S": 20})
    with vlmis.as_role(ANALYST).engine.begin() as console:
        for name in _tables(vlmis, "analyst"):
            console.execute(text(f"lock table {name} in access share mode"))
            console.execute(text(f"select from {name} limit 1"))
        for key in range(4_839_190, 4_839_220):  # What the locks of older versions were.
            console.execute(text("select pg_advisory_lock(:key)"), {"key": key})
        country.record("2026-03-01 dispensing S 5")
        country.freeze("2026-03-01")
        with vlmis.pipeline.transaction() as tx:
            assert tx.value("delivery/lock_sending") is True
    assert country.closing("2026-03-01", "S") == 15


def test_the_sessions_of_one_role_leave_places_for_the_others(vlmis: TestDatabase) -> None:
    with ExitStack() as consoles:
        for _ in range(20):
            consoles.enter_context(psycopg.connect(_url(vlmis, ANALYST)))
        with pytest.raises(psycopg.OperationalError, match="too many connections for role"):
            psycopg.connect(_url(vlmis, ANALYST))
    limits = dict(
        vlmis.rows(
            "select rolname, rolconnlimit from pg_roles where rolname = any(:roles)",
            roles=[OWNER, RECORDER, PIPELINE, ANALYST, AUTH, "vlmis_backup"],
        )
    )
    places = vlmis.count(
        "select sum(setting::int) filter (where name = 'max_connections')"
        " - sum(setting::int) filter (where name <> 'max_connections') from pg_settings where"
        " name in ('max_connections', 'reserved_connections', 'superuser_reserved_connections')"
    )
    assert len(limits) == 6
    assert min(limits.values()) > 0
    assert sum(limits.values()) + AIRFLOW_CONNECTIONS <= places


@pytest.mark.parametrize(
    ("left", "later"),
    [
        ("select 1", timedelta(minutes=12)),  # Idle in a transaction.
        (None, timedelta(hours=3)),  # Idle.
    ],
)
def test_a_session_that_lifted_its_own_limits_is_ended_all_the_same(
    vlmis: TestDatabase, left: str | None, later: timedelta
) -> None:
    with psycopg.connect(_url(vlmis, ANALYST), autocommit=left is None) as console:
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
            console.execute(f"set {limit} = 0")
        if left is None:
            console.execute("set idle_session_timeout = 0")
        assert _end_overlong(vlmis, datetime.now(UTC)) == 0
        assert _end_overlong(vlmis, datetime.now(UTC) + later) == 1
        with pytest.raises(psycopg.OperationalError) as ended:
            console.execute("select 1")
    assert ended.value.sqlstate in (ADMIN_SHUTDOWN, None)


def test_an_analyst_cannot_fill_the_disk_with_what_a_query_sorts(vlmis: TestDatabase) -> None:
    assert _refusal(vlmis, ANALYST, "set temp_file_limit = -1") == INSUFFICIENT_PRIVILEGE


def _refusal(vlmis: TestDatabase, role: str, statement: str) -> str:
    with vlmis.as_role(role).engine.connect() as connection, pytest.raises(DBAPIError) as refused:
        connection.execute(text(statement))
    return sqlstate_of(refused.value)


def _end_overlong(vlmis: TestDatabase, now: datetime) -> int:
    with vlmis.pipeline.engine.begin() as connection:
        ended: int = connection.execute(
            text("select vlmis.end_overlong_sessions(:now)"), {"now": now}
        ).scalar_one()
    return ended


def _url(vlmis: TestDatabase, role: str) -> str:
    return vlmis.url_of(role).replace("+psycopg", "")
