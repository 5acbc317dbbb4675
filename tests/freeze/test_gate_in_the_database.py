"""The database itself lets no day be frozen too early, whoever asks and by whichever way."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.support.codes import raises_code
from tests.support.country import Country
from tests.support.postgres import TestDatabase, sqlstate_of
from vlmis_core.database.roles import PIPELINE, RECORDER
from vlmis_core.errors import BadInputError
from vlmis_core.freeze.freeze_day import allow_early_freeze, begin_day, seal_day
from vlmis_core.ledger.calendar import ONE_DAY, freezes_at

DENIED = "42501"
CLOCKS_CHANGE = ("America/Nuuk", "America/Sao_Paulo", "Africa/Cairo", "Asia/Kathmandu", "UTC")


def noon_zone() -> tuple[str, date]:
    """A zone in which it is about noon now, so that no midnight comes between; and its date."""
    now = datetime.now(UTC)
    return f"Etc/GMT{now.hour - 12:+d}", (now + timedelta(hours=12 - now.hour)).date()


@pytest.fixture
def today(vlmis: TestDatabase) -> date:
    """The local date in a country whose ledger began three days ago; nothing is frozen."""
    zone, day = noon_zone()
    vlmis.execute("update vlmis.stock_calendar set time_zone = :zone", zone=zone)
    begun = day - 3 * ONE_DAY
    Country(vlmis, first_day=begun.isoformat(), today=day.isoformat(), stock={"S": 9})
    return day


def _freeze(vlmis: TestDatabase, day: date) -> None:
    seal_day(vlmis.pipeline, day, run_id="forger", stores_per_chunk=2)


def test_plain_sql_freezes_no_day_whose_2359_of_the_next_day_has_not_come(
    vlmis: TestDatabase, today: date
) -> None:
    for days_ago in (3, 2):
        _freeze(vlmis, today - days_ago * ONE_DAY)
    for day in (today - ONE_DAY, today, today + ONE_DAY):
        with pytest.raises(DBAPIError) as refused, vlmis.pipeline.engine.begin() as connection:
            connection.execute(text("select vlmis.begin_day(:day, 'x', 500)"), {"day": day})
        assert sqlstate_of(refused.value) == "VL003"
    assert vlmis.value("select max(day) from vlmis.stock_day") == today - 2 * ONE_DAY


def test_the_gate_goes_by_the_zone_of_the_country_not_by_that_of_the_session(
    vlmis: TestDatabase, today: date
) -> None:
    for days_ago in (3, 2):
        _freeze(vlmis, today - days_ago * ONE_DAY)
    with vlmis.pipeline.engine.connect() as connection, connection.begin():
        # In Kiritimati it is fourteen hours later than in UTC.
        connection.execute(text("set time zone 'Pacific/Kiritimati'"))
        begin = text("select vlmis.begin_day(:day, 'x', 500)")
        with pytest.raises(DBAPIError) as refused:
            connection.execute(begin, {"day": today - ONE_DAY})
    assert sqlstate_of(refused.value) == "VL003"


@pytest.mark.parametrize(
    "statement",
    [
        "update vlmis.stock_calendar set time_zone = 'Pacific/Kiritimati'",
        "insert into vlmis.early_freeze values (current_date - 1, 'why', 'sita', now())",
        "update vlmis.stock_day set day = day - 1",
    ],
)
@pytest.mark.parametrize("role", [PIPELINE, RECORDER])
def test_no_application_role_writes_what_the_gate_goes_by(
    vlmis: TestDatabase, role: str, statement: str
) -> None:
    with pytest.raises(DBAPIError) as refused:
        vlmis.execute(statement, role=role)
    assert sqlstate_of(refused.value) == DENIED


def test_the_pipeline_cannot_give_itself_leave_to_freeze_early(
    vlmis: TestDatabase, today: date
) -> None:
    with pytest.raises(DBAPIError) as refused:
        vlmis.execute(
            "select vlmis.allow_early_freeze(:day, 'why', 'sita')",
            role=PIPELINE,
            day=today - ONE_DAY,
        )
    assert sqlstate_of(refused.value) == DENIED


def test_a_person_may_give_up_the_day_of_grace_but_not_the_day_itself(
    vlmis: TestDatabase, today: date
) -> None:
    for days_ago in (3, 2):
        _freeze(vlmis, today - days_ago * ONE_DAY)
    yesterday = today - ONE_DAY
    allow_early_freeze(vlmis.recorder, yesterday, reason="the auditors are here", by="sita")
    _freeze(vlmis, yesterday)
    found = vlmis.rows(
        "select early_reason, early_by from vlmis.stock_day where day = :d", d=yesterday
    )
    assert found == [("the auditors are here", "sita")]
    for day in (today, today + ONE_DAY):
        with raises_code("day_is_not_over"):
            allow_early_freeze(vlmis.recorder, day, reason="the auditors are here", by="sita")
    with pytest.raises(BadInputError):
        allow_early_freeze(vlmis.recorder, yesterday, reason=" ", by="sita")


def test_leave_for_one_day_is_no_leave_for_the_next(vlmis: TestDatabase, today: date) -> None:
    allow_early_freeze(vlmis.recorder, today - 3 * ONE_DAY, reason="a reason", by="sita")
    for days_ago in (3, 2):
        _freeze(vlmis, today - days_ago * ONE_DAY)
    with raises_code("day_is_not_due"):
        begin_day(vlmis.pipeline, today - ONE_DAY, run_id="x", stores_per_chunk=2)


def test_a_day_that_was_due_is_not_marked_as_frozen_early(vlmis: TestDatabase, today: date) -> None:
    allow_early_freeze(vlmis.recorder, today - 3 * ONE_DAY, reason="a reason", by="sita")
    _freeze(vlmis, today - 3 * ONE_DAY)
    assert vlmis.value("select count(early_reason) from vlmis.stock_day") == 0


@pytest.mark.parametrize("far", ["infinity", "-infinity", "1999-12-31", "9999-01-01"])
def test_a_ledger_begins_on_a_real_day_that_has_come(vlmis: TestDatabase, far: str) -> None:
    with pytest.raises(DBAPIError) as refused:
        vlmis.execute(f"select vlmis.begin_day_zero('{far}', 'x')", role=PIPELINE)
    assert sqlstate_of(refused.value) == "VL003"


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    zone=st.sampled_from(CLOCKS_CHANGE),
    day=st.dates(date(2010, 1, 1), date(2035, 12, 31))
    | st.sampled_from([date(2026, 3, 27), date(2018, 2, 16), date(2026, 10, 28)]),
)
def test_the_database_and_the_program_agree_when_a_day_may_be_frozen(
    vlmis: TestDatabase, zone: str, day: date
) -> None:
    vlmis.execute("update vlmis.stock_calendar set time_zone = :zone", zone=zone)
    of_database = vlmis.value("select vlmis.freezes_at(:day)", day=day)
    assert isinstance(of_database, datetime)
    # In UTC: Python holds a time that comes twice to equal none of another zone.
    assert of_database.astimezone(UTC) == freezes_at(day, ZoneInfo(zone)).astimezone(UTC)
