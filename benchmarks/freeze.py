"""Freeze one busy day through the services, step by step, in a process of its own."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from benchmarks.country import DAY
from benchmarks.memory import peak_memory_mb
from tests.support.postgres import TestDatabase
from vlmis_core.database import Database
from vlmis_core.freeze.freeze_day import begin_day, freeze_chunk, seal_day

STORES_PER_CHUNK = 500
CHUNKS_AT_ONCE = 2
"""As Airflow runs the mapped tasks on two cores."""
# As sql/functions/publish_day.sql has them.
_PUBLISH_SETTINGS = (
    "jit = off",
    "work_mem = '64MB'",
    "random_page_cost = 1.1",
    "enable_hashjoin = off",
    "parallel_setup_cost = 10",
    "max_parallel_workers_per_gather = 2",
)
_RUN: dict[str, Any] = {"run_id": "benchmark", "stores_per_chunk": STORES_PER_CHUNK}


@dataclass(frozen=True, slots=True)
class FreezeTimes:
    """Seconds of each step, and the peak memory of the task in MB."""

    begin: float
    chunks: float
    seal: float
    again: float
    memory_mb: float


def freeze(vlmis: TestDatabase) -> FreezeTimes:
    """Freeze the day in a new process, as a task does."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_freeze, (vlmis.url_of("vlmis_pipeline"),))


@dataclass(frozen=True, slots=True)
class SealTimes:
    """Seconds that sealing spends on the invariants and the rows, and on the ledger."""

    checks: float
    ledger: float


def checks_and_digests(vlmis: TestDatabase) -> SealTimes:
    """Repeat what sealing checks and computes, under its own settings."""
    with vlmis.as_role("vlmis_owner").engine.begin() as connection:
        for setting in _PUBLISH_SETTINGS:
            connection.exec_driver_sql(f"set local {setting}")
        begun = time.perf_counter()
        connection.exec_driver_sql("select vlmis.named_violations('2026-01-01')")
        connection.exec_driver_sql("select vlmis.day_digest('2026-01-01')")
        checked = time.perf_counter()
        connection.exec_driver_sql("select vlmis.ledger_digest('2026-01-01')")
        return SealTimes(checked - begun, time.perf_counter() - checked)


def _freeze(url: str) -> FreezeTimes:
    database = Database(url)
    with database.transaction() as tx:
        tx.row("ledger/select_frozen_days")  # The connection is not what is measured.
    begun = time.perf_counter()
    chunks = begin_day(database, DAY, **_RUN)
    planned = time.perf_counter()
    with ThreadPoolExecutor(CHUNKS_AT_ONCE) as tasks:
        list(
            tasks.map(
                lambda chunk: freeze_chunk(database, DAY, chunk.number, run_id="benchmark"), chunks
            )
        )
    frozen = time.perf_counter()
    seal_day(database, DAY, **_RUN)
    sealed = time.perf_counter()
    seal_day(database, DAY, **_RUN)
    again = time.perf_counter()
    return FreezeTimes(
        planned - begun, frozen - planned, sealed - frozen, again - sealed, peak_memory_mb()
    )
