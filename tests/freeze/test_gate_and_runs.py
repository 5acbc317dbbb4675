"""Who may freeze a day, and when: the gate, and two runs at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.support.codes import raises_code
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.errors import (
    DayNotReadyError,
    NotLiveError,
)
from vlmis_core.freeze.freeze_day import begin_day, check_day_may_be_frozen, freeze_chunk, seal_day

DAY = date(2026, 3, 1)
ABIDJAN = ZoneInfo("Africa/Abidjan")


def _begin(vlmis: TestDatabase, run_id: str = "one") -> list[int]:
    chunks = begin_day(vlmis.pipeline, DAY, run_id=run_id, stores_per_chunk=2)
    return [chunk.number for chunk in chunks]


def _gate(vlmis: TestDatabase, day: date, now: datetime, early: str | None = None) -> None:
    check_day_may_be_frozen(vlmis.pipeline, day, now=now, zone=ABIDJAN, early_reason=early)


def test_a_day_is_ready_at_the_2359_of_the_next_day_and_not_a_minute_before(
    vlmis: TestDatabase,
) -> None:
    Country(vlmis)
    with raises_code("day_is_not_due"):
        _gate(vlmis, DAY, datetime(2026, 3, 2, 23, 58, 59, tzinfo=UTC))
    _gate(vlmis, DAY, datetime(2026, 3, 2, 23, 59, tzinfo=UTC))


def test_a_reason_gives_up_the_day_of_grace_but_not_the_day_itself(vlmis: TestDatabase) -> None:
    Country(vlmis)
    _gate(vlmis, DAY, datetime(2026, 3, 2, 0, 0, tzinfo=UTC), "auditors are here")
    with pytest.raises(DayNotReadyError):
        _gate(vlmis, DAY, datetime(2026, 3, 1, 23, 59, tzinfo=UTC), "auditors are here")


def test_the_gate_names_the_day_that_must_come_first(vlmis: TestDatabase) -> None:
    Country(vlmis)
    later = datetime(2026, 4, 1, tzinfo=UTC)
    with raises_code("earlier_day_is_open", next_day="2026-03-01"):
        _gate(vlmis, date(2026, 3, 3), later)
    with raises_code("day_is_before_first_day"):
        _gate(vlmis, date(2026, 2, 27), later)


def test_before_going_live_no_day_is_ready_or_can_be_begun(vlmis: TestDatabase) -> None:
    with pytest.raises(NotLiveError):
        _gate(vlmis, DAY, datetime(2026, 4, 1, tzinfo=UTC))
    with raises_code("ledger_is_not_live"):
        _begin(vlmis)


def test_beginning_waits_for_a_recorder_that_is_at_work(vlmis: TestDatabase) -> None:
    Country(vlmis, stock={"S": 9})
    begun = threading.Event()

    def begin() -> None:
        _begin(vlmis)
        begun.set()

    with vlmis.recorder.transaction() as tx:
        tx.run("ledger/lock_horizon_shared")
        thread = threading.Thread(target=begin)
        thread.start()
        assert not begun.wait(0.3)
    thread.join(10)
    assert begun.is_set()


def test_a_retry_of_begin_keeps_the_plan(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 9})
    first = _begin(vlmis)
    freeze_chunk(vlmis.pipeline, DAY, first[0], run_id="one")
    country.add_store("NEW", "R")
    assert _begin(vlmis) == first


def test_of_two_runs_of_a_day_one_publishes_and_the_other_stops(vlmis: TestDatabase) -> None:
    Country(vlmis, stock={"S": 9})
    _begin(vlmis, "one")
    freeze_chunk(vlmis.pipeline, DAY, 1, run_id="one")
    _begin(vlmis, "two")
    with raises_code("day_is_of_another_run", owner="two"):
        freeze_chunk(vlmis.pipeline, DAY, 2, run_id="one")
    assert seal_day(vlmis.pipeline, DAY, run_id="two", stores_per_chunk=2) is True
    assert seal_day(vlmis.pipeline, DAY, run_id="one", stores_per_chunk=2) is False


def test_a_run_does_not_take_over_while_a_chunk_of_the_owner_is_at_work(
    vlmis: TestDatabase,
) -> None:
    Country(vlmis, stock={"S": 9})
    _begin(vlmis, "one")
    with vlmis.pipeline.transaction() as tx:
        assert tx.value("freeze/lock_chunk", day=DAY, chunk=1) == 1
        with raises_code("day_is_frozen_by_run", run_id="one"):
            _begin(vlmis, "two")


def test_a_second_copy_of_a_chunk_is_kept_out(vlmis: TestDatabase) -> None:
    Country(vlmis, stock={"S": 9})
    _begin(vlmis)
    with vlmis.pipeline.transaction() as tx:
        assert tx.value("freeze/lock_chunk", day=DAY, chunk=1) == 1
        with raises_code("chunk_is_being_frozen"):
            freeze_chunk(vlmis.pipeline, DAY, 1, run_id="one")


def test_a_recorder_that_waited_for_a_day_to_begin_sees_that_it_has_begun(
    vlmis: TestDatabase,
) -> None:
    country = Country(vlmis, stock={"S": 50, "T": 0})
    with ThreadPoolExecutor(1) as thread:
        with vlmis.pipeline.transaction() as tx:
            tx.run("freeze/begin_day", day=DAY, run_id="one", stores_per_chunk=2)
            waiting = thread.submit(country.count, "2026-03-01", "T", 0, product="OPV")
            with pytest.raises(TimeoutError):
                waiting.result(0.3)
        assert waiting.result(10).late == 1
    seal_day(vlmis.pipeline, DAY, run_id="one", stores_per_chunk=2)
    assert country.eod("2026-03-01", "T", "OPV") is None
    country.freeze("2026-03-02")
    assert country.eod("2026-03-02", "T", "OPV") == "opening 0 closing 0"
