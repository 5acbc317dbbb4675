"""Missed days, a day that fails, a killed task, a backfill: under Airflow's own scheduler.

One stack serves the whole file. The fixtures are the story, each going on where the one before
it ended; the tests ask what became of it.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import text

from sandbox.stack_airflow import wait_until
from tests.support.running_stack import DAG, RunningStack, running_stack
from tests.support.tiny_ledger import PRODUCT
from vlmis_core.services.ledger.record_movements import record_movements
from vlmis_core.stock.kinds import MovementKind
from vlmis_core.stock.movements import Entry, MovementLine

MISSED_DAYS = 5
BACKFILLED_DAYS = 2
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


@pytest.fixture(scope="module")
def country() -> Iterator[RunningStack]:
    with running_stack(MISSED_DAYS) as running:
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
    """The bad day mended, cleared and unpaused; then one of its freezing tasks is killed."""
    _mend_day(country, country.missed[BAD])
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


@pytest.fixture(scope="module")
def finished(country: RunningStack, killed: Killed) -> RunningStack:
    """Every missed day has had its run."""
    for day in country.missed[BAD:]:
        wait_until(lambda day=day: day in country.frozen(), what=f"{day} frozen", seconds=60)
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
def backfilled(finished: RunningStack, cleared: Repeated) -> Repeated:
    """Some frozen days were run again by a backfill."""
    frozen, told = finished.frozen(), _told(finished)
    first, last = finished.missed[0], finished.missed[BACKFILLED_DAYS - 1]
    backfill = finished.airflow.backfill(DAG, _due(first), _due(last))
    wait_until(
        lambda: finished.airflow.backfill_is_done(backfill), what="the backfill", seconds=120
    )
    states = [run["state"] for run in finished.airflow.runs(DAG) if run["run_type"] == "backfill"]
    return Repeated(frozen, told, finished.frozen(), _told(finished), states)


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


def test_a_mended_day_and_the_days_after_it_finish_in_order(finished: RunningStack) -> None:
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


def _mend_day(country: RunningStack, day: date) -> None:
    line = MovementLine(
        "mend", "FAC1", PRODUCT, MovementKind.COUNT_ADJUSTMENT, 5000, day, reason="count"
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


def _due(day: date) -> str:
    return f"{day + timedelta(days=1)}T23:59:00Z"


def _follow_each_other(runs: list[dict]) -> bool:
    return all(ended["end_date"] <= later["start_date"] for ended, later in pairwise(runs))
