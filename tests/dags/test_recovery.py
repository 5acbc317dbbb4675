"""Missed days, a day that fails, a killed task, a backfill, a bad night: under Airflow's scheduler.

One stack serves the whole file. The fixtures are the story, each going on where the one before
it ended; the tests ask what became of it.
"""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise

import pytest
import requests
from sqlalchemy import text

from sandbox.stack.airflow import wait_until
from tests.support.leaks import (
    leaks_in,
    leaks_in_database,
    leaks_in_files,
    open_secret_files,
)
from tests.support.night import KEEPER, OTHER, OWN, PLANTED_CONNECTION, WRONG_PASSWORD, Night
from tests.support.running_stack import DAG, RunningStack, running_stack
from tests.support.shell import Shell
from tests.support.tiny_ledger import PRODUCT
from vlmis_core.delivery.production import switch_production_off
from vlmis_core.delivery.push import PUSH_STEPS
from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.ledger.movements import Entry, MovementLine
from vlmis_core.ledger.record_movements import record_movements

MISSED_DAYS = 5
BACKFILLED_DAYS = 2
API = "/vlmis/api/v1"
OF_AIRFLOW = "/api/v2/plugins"  # Open to everybody who is logged in.
PUSH = "dhis2_push"
BAD = 3  # The fourth missed day cannot be sealed.


@dataclass(frozen=True)
class Stopped:
    """The runs and the frozen days at the moment when the DAG was paused."""

    runs: list[dict]
    frozen: list[date]


@dataclass(frozen=True)
class Killed:
    """What was there right after the SIGKILL of a task that was freezing a chunk."""

    map_index: int
    staged_rows: int


@dataclass(frozen=True)
class Repeated:
    """The chain of digests and the told days, before and after days were run again."""

    frozen_before: dict[date, bytes]
    told_before: list[str]
    frozen_after: dict[date, bytes]
    told_after: list[str]
    states: list[str]


@dataclass(frozen=True)
class Forged:
    """What came of a run after a person changed results and states of its tasks."""

    frozen_before: dict[date, bytes]
    frozen_after: dict[date, bytes]
    told_before: list[str]
    told_after: list[str]


@dataclass(frozen=True)
class ForgedPush:
    """How the tasks of a push ended whose guard a person marked as successful."""

    states: dict[str, set[str]]
    requests: int


@dataclass(frozen=True)
class Program:
    """What the API server answered to a keeper's program."""

    recorded: list[requests.Response]
    read: requests.Response
    bad: requests.Response
    elsewhere: list[requests.Response]
    before: list[requests.Response]
    logout: requests.Response
    after: list[requests.Response]


@pytest.fixture(scope="module")
def country() -> Iterator[RunningStack]:
    with running_stack(MISSED_DAYS) as running:
        night = Night(running)
        assert night.run("org_unit_refresh") == "success"
        night.attach()
        _break_day(running, running.missed[BAD])
        yield running


@pytest.fixture(scope="module")
def stopped(country: RunningStack) -> Stopped:
    """Unpaused: the scheduler caught up until the day that cannot be sealed."""
    country.airflow.pause(DAG, is_paused=False)
    wait_until(
        lambda: country.airflow.is_paused(DAG), what="the failed day to pause the DAG", seconds=120
    )
    return Stopped(country.airflow.runs(DAG), list(country.frozen()))


@pytest.fixture(scope="module")
def killed(country: RunningStack, stopped: Stopped) -> Killed:
    """The bad day is corrected, cleared and unpaused; then one of its freezing tasks is killed."""
    _correct_day(country, country.missed[BAD])
    run_id = country.run_of(country.missed[BAD])["dag_run_id"]
    with _ledger_locked(country):
        country.airflow.clear(DAG, run_id)
        country.airflow.pause(DAG, is_paused=False)
        victim = wait_until(
            lambda: _freezing_task(country, run_id), what="a chunk at work", seconds=60, every=0.2
        )
        at_work = _sessions_at_work(country)
        os.kill(victim["pid"], signal.SIGKILL)
        wait_until(
            lambda: _sessions_at_work(country) < at_work,
            what="the server to give up the killed task's statement",
            seconds=20,
            every=0.2,
        )
        staged = country.rows("select count(*) from vlmis_days.staging")[0][0]
    return Killed(victim["map_index"], staged)


def _is_frozen(country: RunningStack, day: date) -> bool:
    return day in country.frozen()


@pytest.fixture(scope="module")
def finished(country: RunningStack, killed: Killed) -> RunningStack:
    """Every missed day has had its run."""
    for day in country.missed[BAD:]:
        wait_until(partial(_is_frozen, country, day), what=f"{day} frozen", seconds=60)
        country.wait_for_end_of(day)
    return country


@pytest.fixture(scope="module")
def cleared(finished: RunningStack) -> Repeated:
    """The run of a frozen day was cleared, and ran again."""
    day = finished.missed[1]
    frozen, told = finished.frozen(), _told(finished)
    finished.airflow.clear(DAG, finished.run_of(day)["dag_run_id"])
    state = finished.wait_for_end_of(day)["state"]
    return Repeated(frozen, told, finished.frozen(), _told(finished), [state])


@pytest.fixture(scope="module")
def backfilled(
    finished: RunningStack, cleared: Repeated, tmp_path_factory: pytest.TempPathFactory
) -> Repeated:
    """Some frozen days were run again by the command that is printed for it, in any folder."""
    frozen, told = finished.frozen(), _told(finished)
    first, last = finished.missed[0], finished.missed[BACKFILLED_DAYS - 1]
    shell = Shell(tmp_path_factory.mktemp("elsewhere"))
    home = str(finished.stack.home.path)
    printed = shell.vlmis("--home", home, "eod", "backfill-command", str(first), str(last))
    shell.type(printed)
    assert shell.files_of_the_user() == []
    wait_until(lambda: finished.airflow.backfills_are_done(DAG), what="the backfill", seconds=120)
    states = [run["state"] for run in finished.airflow.runs(DAG) if run["run_type"] == "backfill"]
    return Repeated(frozen, told, finished.frozen(), _told(finished), states)


@pytest.fixture(scope="module")
def forged(finished: RunningStack, backfilled: Repeated) -> Forged:
    """The results of a frozen day's first tasks name a day that is not due; the rest ran again."""
    airflow, day = finished.airflow, finished.missed[-1]
    frozen, told = finished.frozen(), _told(finished)
    run_id = finished.run_of(day)["dag_run_id"]
    early = (day + timedelta(days=1)).isoformat()
    airflow.change_result(DAG, run_id, "check_day_may_be_frozen", early)
    chunks = [{"day": early, "number": 1, "label": "forged"}]
    airflow.change_result(DAG, run_id, "begin_day", chunks)
    airflow.clear_tasks(DAG, run_id, ["freeze_chunk", "seal_day"])
    finished.wait_for_end_of(day)
    airflow.change_result(DAG, run_id, "check_day_may_be_frozen", early)
    airflow.clear_tasks(DAG, run_id, ["begin_day", "freeze_chunk", "seal_day"])
    finished.wait_for_end_of(day)
    return Forged(frozen, finished.frozen(), told, _told(finished))


@pytest.fixture(scope="module")
def forged_push(finished: RunningStack, forged: Forged) -> ForgedPush:
    """Production is switched off; its guard was marked as successful, and the rest ran again."""
    night = Night(finished)
    night.allow_sending(finished.missed[0])
    switch_production_off(finished.recorder, by="test", now=datetime.now(UTC))
    assert night.run(PUSH) == "failed"
    airflow, run_id = finished.airflow, finished.airflow.runs(PUSH)[-1]["dag_run_id"]
    airflow.mark_success(PUSH, run_id, "check_production")
    airflow.clear_tasks(PUSH, run_id, [step for step in PUSH_STEPS if step != "check_production"])
    wait_until(lambda: airflow.run(PUSH, run_id)["state"] == "failed", what="the push", seconds=120)
    states: dict[str, set[str]] = {}
    for task in airflow.tasks(PUSH, run_id):
        states.setdefault(task["task_id"], set()).add(task["state"])
    return ForgedPush(states, finished.rows("select count(*) from vlmis.push_request")[0][0])


@pytest.fixture(scope="module")
def night(finished: RunningStack, forged_push: ForgedPush) -> Night:
    """A keeper has an account, and a person has allowed sending."""
    night = Night(finished)
    night.give_account(KEEPER, OWN)
    night.allow_sending(finished.missed[0])
    return night


@pytest.fixture(scope="module")
def program(night: Night) -> Program:
    """What a keeper's program was answered, from its login to after its logout."""
    token = night.log_in(KEEPER).json()["access_token"]
    line = {
        "source_key": "phone-1",
        "store_code": OWN,
        "product_code": PRODUCT,
        "kind": "dispensing",
        "quantity": 2,
        "occurred_on": datetime.now(UTC).date().isoformat(),
    }

    def record(**changes: object) -> requests.Response:
        return night.call(token, "POST", f"{API}/movements", json={"lines": [line | changes]})

    def read(path: str, **params: str) -> requests.Response:
        return night.call(token, "GET", path, params=params)

    card = "/vlmis/reports/stock-card"
    return Program(
        recorded=[record(), record()],
        read=read(f"{API}/movements", source_key="phone-1"),
        bad=record(source_key="phone-2", product_code="NONE", quantity=0),
        elsewhere=[
            record(source_key="phone-3", store_code=OTHER),
            read(f"{API}/movements", store=OTHER),
            read(card, store=OTHER, product=PRODUCT),
        ],
        before=[read(card, store=OWN, product=PRODUCT), read(OF_AIRFLOW)],
        logout=night.log_out(token),
        after=[record(source_key="phone-4"), read(f"{API}/movements"), read(OF_AIRFLOW)],
    )


@pytest.fixture(scope="module")
def bad_night(night: Night, program: Program) -> list[str]:
    """DHIS2 refuses, hangs up, breaks; logins fail meanwhile. How each push ended."""
    night.running.airflow.add_connection(
        {"connection_id": "planted", "conn_type": "http", "password": PLANTED_CONNECTION}
    )
    night.fault("unauthorized", path="/api/me")
    night.log_in(KEEPER, WRONG_PASSWORD)
    night.given.append(night.new_token_of_dhis2(KEEPER))
    night.log_in(KEEPER, night.given[0])
    night.fault("unauthorized", times=None)  # Unpaused, a run of the schedule may come first.
    ended = night.run("dhis2_push")
    night.clear_faults()
    night.fault("drop_before_reading", method="GET")
    night.fault("error_in_the_middle")
    return [ended, night.run("dhis2_push")]


def test_missed_days_are_frozen_in_order_one_at_a_time(
    country: RunningStack, stopped: Stopped
) -> None:
    assert stopped.frozen == country.missed[:BAD]
    assert _follow_each_other(stopped.runs)


def test_a_day_that_fails_stops_the_later_ones(stopped: Stopped) -> None:
    assert [run["state"] for run in stopped.runs] == [*["success"] * BAD, "failed"]


def test_a_killed_freeze_leaves_nothing(killed: Killed) -> None:
    assert killed.staged_rows == 0


def test_the_retry_of_a_killed_freeze_finishes_the_day(
    finished: RunningStack, killed: Killed
) -> None:
    run_id = finished.run_of(finished.missed[BAD])["dag_run_id"]
    tasks = finished.airflow.tasks(DAG, run_id)
    tries = {t["map_index"]: t["try_number"] for t in tasks if t["task_id"] == "freeze_chunk"}
    untouched = [tried for index, tried in tries.items() if index != killed.map_index]
    assert tries[killed.map_index] == max(untouched) + 1
    assert {task["state"] for task in tasks} == {"success"}


def test_a_corrected_day_and_the_days_after_it_finish_in_order(finished: RunningStack) -> None:
    assert list(finished.frozen()) == finished.missed
    assert _told(finished) == [day.isoformat() for day in finished.missed]
    frozen_at = finished.rows("select frozen_at from vlmis.stock_day order by day")
    assert frozen_at == sorted(frozen_at)


def test_a_cleared_frozen_day_changes_nothing(cleared: Repeated) -> None:
    assert cleared.states == ["success"]
    assert cleared.frozen_after == cleared.frozen_before
    assert cleared.told_after == cleared.told_before


def test_a_backfill_over_frozen_days_changes_nothing(backfilled: Repeated) -> None:
    assert backfilled.states == ["success"] * BACKFILLED_DAYS
    # A test that runs past 23:59 sees the night's own day come in, after all the others.
    assert backfilled.frozen_before.items() <= backfilled.frozen_after.items()
    assert backfilled.told_after[: len(backfilled.told_before)] == backfilled.told_before


def test_changed_results_of_tasks_freeze_no_other_day_than_that_of_the_run(
    forged: Forged,
) -> None:
    assert forged.frozen_before.items() <= forged.frozen_after.items()
    # A test that runs past 23:59 sees the night's own day come in.
    assert len(forged.frozen_after) <= len(forged.frozen_before) + 1
    assert forged.told_after[: len(forged.told_before)] == forged.told_before


def test_a_guard_that_is_marked_as_successful_lets_nothing_be_sent(
    forged_push: ForgedPush,
) -> None:
    assert forged_push.states["check_production"] == {"success"}
    assert forged_push.states["plan_push"] == {"success"}
    assert forged_push.states["push_batch"] == {"failed"}
    assert forged_push.requests == 0


def test_a_program_records_a_movement_once_and_reads_it(program: Program) -> None:
    assert [answer.status_code for answer in program.recorded] == [201, 200]
    (line,) = program.read.json()["lines"]
    assert (line["quantity"], line["recorded_by"]) == (2, KEEPER.username)


def test_a_program_is_told_every_bad_field(program: Program) -> None:
    assert program.bad.status_code == 422
    assert program.bad.headers["content-type"] == "application/problem+json"
    assert {bad["field"] for bad in program.bad.json()["errors"]} == {"quantity"}


def test_a_keeper_is_refused_another_store_by_api_and_by_page(program: Program) -> None:
    assert [answer.status_code for answer in program.elsewhere] == [403, 403, 403]


def test_a_token_ends_with_the_logout(program: Program) -> None:
    assert [answer.status_code for answer in program.before] == [200, 200]
    assert program.logout.status_code == 303
    # Airflow says of its own addresses 403 to a token that is none any more.
    assert [answer.status_code for answer in program.after] == [401, 401, 403]


def test_a_night_in_which_dhis2_fails_leaves_tracebacks(night: Night, bad_night: list[str]) -> None:
    assert bad_night == ["failed", "success"]
    assert night.faults_waiting() == 0
    logs = (night.running.stack.home.airflow / "logs").rglob("dag_id=dhis2_push/**/*.log")
    told = "".join(log.read_text() for log in logs)
    assert {"Dhis2AccessError", "Dhis2UnavailableError"} <= set(re.findall(r"Dhis2\w+Error", told))


def test_no_secret_stands_in_a_log_a_table_or_a_command_line(
    night: Night, bad_night: list[str]
) -> None:
    secrets, home = night.secrets(), night.running.stack.home
    metadata = night.running.admin.engine.url.set(database="airflow")
    assert [
        *leaks_in_files(home, secrets),
        *leaks_in_database(night.running.admin.engine.url, secrets),
        *leaks_in_database(metadata, secrets),
        *leaks_in("a command line", night.seen_command_lines, secrets),
        *leaks_in("what was printed", [line.encode() for line in night.running.told], secrets),
    ] == []
    assert open_secret_files(home) == []
    assert any(b"scheduler" in line for line in night.seen_command_lines)


def test_the_search_finds_a_secret_in_a_file_a_table_and_a_command_line(night: Night) -> None:
    secrets, home = night.secrets(), night.running.stack.home
    (home.logs / "planted.log").write_text(f"said: {WRONG_PASSWORD}")
    with night.running.admin.engine.connect() as connection:
        connection.execute(
            text("create table planted as select cast(:secret as bytea) as kept"),
            {"secret": WRONG_PASSWORD.encode()},
        )
        connection.commit()
        found = [
            *leaks_in_files(home, secrets),
            *leaks_in_database(night.running.admin.engine.url, secrets),
            *leaks_in("a command line", [b"curl -u " + WRONG_PASSWORD.encode()], secrets),
        ]
    assert "wrong password in logs/planted.log" in found
    assert "wrong password in vlmis: public.planted" in found
    assert "wrong password in a command line" in found


def _break_day(country: RunningStack, day: date) -> None:
    """Dispense more than there is, past every rule: only the administrator of the server can."""
    with country.admin.engine.begin() as connection:
        connection.execute(
            text(
                "insert into vlmis.movement (stock_day, store_id, product_id, kind, quantity, "
                "occurred_on, source_key, recorded_at, recorded_by) "
                "select :day, store_id, product_id, 'dispensing', 5000, :day, 'bad', now(), "
                "'test' from vlmis.store, vlmis.product where store.code = 'FAC1'"
            ),
            {"day": day},
        )


def _correct_day(country: RunningStack, day: date) -> None:
    line = MovementLine(
        "correction", "FAC1", PRODUCT, MovementKind.COUNT_ADJUSTMENT, 5000, day, reason="count"
    )
    record_movements(country.recorder, [line], Entry.made("test", datetime.now(UTC), UTC))


@contextmanager
def _ledger_locked(country: RunningStack) -> Iterator[None]:
    """Nobody can read the ledger: whoever freezes a chunk stands still in the middle of it."""
    with country.admin.engine.begin() as connection:
        connection.execute(text("lock table vlmis.movement in access exclusive mode"))
        yield


def _sessions_at_work(country: RunningStack) -> int:
    return country.rows(
        "select count(*) from pg_stat_activity where usename = 'vlmis_pipeline' "
        "and wait_event_type = 'Lock'"
    )[0][0]


def _freezing_task(country: RunningStack, run_id: str) -> dict | None:
    tasks = country.airflow.tasks(DAG, run_id)
    chunks = [task for task in tasks if task["task_id"] == "freeze_chunk"]
    at_work = [task for task in chunks if task["state"] == "running" and task["pid"]]
    return at_work[0] if len(at_work) == len(chunks) == _sessions_at_work(country) else None


def _told(country: RunningStack) -> list[str]:
    return [event["partition_key"] for event in country.airflow.asset_events()]


def _follow_each_other(runs: list[dict]) -> bool:
    return all(ended["end_date"] <= later["start_date"] for ended, later in pairwise(runs))
