"""The doctor finds what is wrong and says what to do; its exit code serves any monitor."""

import json
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.stand_in.country import national_country, service_token
from sandbox.stand_in.dhis2 import Dhis2
from sandbox.stand_in.server import running
from tests.support.command import Command
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.database.queries import sql_text
from vlmis_core.database.roles import ANALYST
from vlmis_core.operations.check_result import CheckStatus
from vlmis_core.operations.doctor import check_nights
from vlmis_core.settings import load_settings


@pytest.fixture(autouse=True)
def own_rights_of_database(vlmis: TestDatabase) -> None:
    """Give the database its own rights, which a copy of a template lacks."""
    with vlmis.as_role("postgres").engine.begin() as connection:
        connection.exec_driver_sql(sql_text("bootstrap").replace("%", "%%"))


def results(command: Command, code: int = 0) -> dict[str, dict[str, Any]]:
    found = json.loads(command("doctor", "--json", code=code).stdout)
    return {result["check"]: result for result in found}


def freeze_through_yesterday(vlmis: TestDatabase) -> Country:
    """A country whose newest due day is frozen, whatever the clock says."""
    today = datetime.now(UTC).date()
    return Country(vlmis, first_day=today.isoformat(), today=today.isoformat())


def test_a_sound_deployment_has_nothing_wrong(command: Command, vlmis: TestDatabase) -> None:
    freeze_through_yesterday(vlmis)
    found = results(command)
    assert {name for name, result in found.items() if result["status"] == "ok"} >= {
        "settings",
        "schema",
        "rights",
        "objects",
        "clock",
        "roles",
        "nights",
    }


@pytest.mark.parametrize(
    ("spoil", "check", "code"),
    [
        (
            "grant delete on vlmis.eod_row to vlmis_pipeline",
            "rights",
            "role_may_change_table",
        ),
        ("alter role vlmis_auth superuser", "rights", "role_has_server_rights"),
        ("grant vlmis_owner to vlmis_recorder", "rights", "role_is_member_of_owner"),
        ("update vlmis.alembic_version set version_num = '0001'", "schema", "schema_is_outdated"),
        ("alter role vlmis_recorder nologin", "roles", "roles_cannot_log_in"),
    ],
)
def test_what_was_spoiled_is_named(
    command: Command, vlmis: TestDatabase, spoil: str, check: str, code: str
) -> None:
    vlmis.execute(spoil, role="postgres")
    try:
        result = results(command, code=1)[check]
    finally:  # Roles belong to the server, which other tests share.
        vlmis.execute("alter role vlmis_auth nosuperuser", role="postgres")
        vlmis.execute("alter role vlmis_recorder login", role="postgres")
        vlmis.execute("revoke vlmis_owner from vlmis_recorder", role="postgres")
    assert result["status"] == "error"
    assert result["code"] == code
    assert result["action"]


def test_a_database_that_does_not_answer_is_a_finding(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VLMIS_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/vlmis")
    assert results(command, code=1)["database"]["status"] == "error"


def test_wrong_settings_are_a_finding(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VLMIS_TIME_ZONE", "Atlantis/Capital")
    assert "VLMIS_TIME_ZONE" in results(command, code=1)["settings"]["detail"]


def test_a_day_that_stays_closing_is_named(command: Command, vlmis: TestDatabase) -> None:
    Country(vlmis)
    vlmis.execute("select vlmis.begin_day('2026-03-01', 'lost', 500)", role="vlmis_pipeline")
    vlmis.execute(
        "update vlmis.stock_day set begun_at = now() - interval '3 hours' where day = '2026-03-01'"
    )
    found = results(command, code=1)["freeze"]
    assert (found["code"], found["values"]["day"]) == ("day_is_stuck", "2026-03-01")


def test_what_nobody_has_confirmed_for_long_is_a_warning(
    command: Command, vlmis: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    Country(vlmis, stock={"R": 9}).record(
        "2026-03-01 distribution_out R 1 > S\n2026-03-01 distribution_out R 2 > T"
    )
    found = results(command, code=1)["receipts"]
    assert (found["status"], found["code"]) == ("warning", "receipts_are_overdue")
    assert found["values"] == {"count": 2, "days": 7}
    monkeypatch.setenv("VLMIS_RECEIPT_DAYS", "36500")
    assert results(command, code=1)["receipts"]["status"] == "ok"


def test_freshness_fails_when_a_night_is_late(command: Command, vlmis: TestDatabase) -> None:
    Country(vlmis)
    assert "late: frozen up to 2026-02-28" in command("doctor", "--freshness", code=1).stdout


@pytest.mark.parametrize(
    ("now", "status"),
    [
        ("2026-03-02 23:59", CheckStatus.OK),  # Due now; the night has its hour.
        ("2026-03-03 00:58", CheckStatus.OK),
        ("2026-03-03 00:59", CheckStatus.ERROR),
    ],
)
def test_a_night_is_late_an_hour_after_2359(
    vlmis: TestDatabase, now: str, status: CheckStatus
) -> None:
    Country(vlmis)
    result = check_nights(
        lambda _: nullcontext(vlmis.as_role(ANALYST)),
        load_settings(),
        now=datetime.fromisoformat(now).replace(tzinfo=UTC),
        grace=timedelta(hours=1),
    )
    assert result.status is status


def test_dhis2_that_answers_is_named_with_its_version(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    dhis2 = Dhis2(version="2.43.1")
    national_country(dhis2)
    with running(dhis2) as base_url:
        monkeypatch.setenv("VLMIS_DHIS2_URL", base_url)
        monkeypatch.setenv("VLMIS_DHIS2_TOKEN", service_token())
        found = results(command)["dhis2"]
    assert (found["status"], "2.43.1" in found["detail"]) == ("ok", True)


def test_dhis2_that_does_not_answer_is_a_finding(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VLMIS_DHIS2_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("VLMIS_DHIS2_TOKEN", "d2p_x")
    found = results(command, code=1)["dhis2"]
    assert found["status"] == "error"
    assert "VLMIS_DHIS2_URL" in found["action"]
