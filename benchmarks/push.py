"""Send one frozen day to a sink through the services, step by step, in a process of its own."""

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import requests
from requests.auth import HTTPBasicAuth

from benchmarks.country import DAY
from benchmarks.memory import peak_memory_mb
from benchmarks.sink import SinkCountry, running_sink
from tests.support.postgres import TestDatabase
from vlmis_core.database import Database
from vlmis_core.delivery.finish_run import finish_run
from vlmis_core.delivery.plan_push import plan_push
from vlmis_core.delivery.production import switch_production_on
from vlmis_core.delivery.push_batch import push_batch
from vlmis_core.delivery.read_back import read_back
from vlmis_core.delivery.take_metadata_snapshot import take_metadata_snapshot
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.session import prepared
from vlmis_core.settings import Settings

NIGHT = DAY + timedelta(days=2)
_RUN = "benchmark"
ATTACH = (
    # Every store gets an org unit in the tree of the stores, every product a data element.
    "insert into vlmis.org_unit (org_unit_uid, code, name, path, level, opening_date,"
    " first_seen_at, changed_at)"
    " with recursive tree as ("
    "   select store_id, code, '/O' || substr(md5(code), 1, 10) as path, 1 as level"
    "   from vlmis.store where supplier_store_id is null"
    "   union all"
    "   select store.store_id, store.code, path || '/O' || substr(md5(store.code), 1, 10),"
    "     level + 1 from vlmis.store join tree on store.supplier_store_id = tree.store_id)"
    " select right(path, 11), code, code, path, level, '2000-01-01', now(), now() from tree",
    "update vlmis.store set org_unit_uid = 'O' || substr(md5(code), 1, 10)",
    "update vlmis.product set hmis_code = 'E' || substr(md5(code), 1, 10)",
    "analyze vlmis.org_unit, vlmis.store, vlmis.product",
)
"""Statements that attach the stores of the country and give its products HMIS Codes."""


@dataclass(frozen=True, slots=True)
class PushTimes:
    """CPU seconds of this process and the database, for each step; peak memory in MB."""

    records: int
    requests: int
    plan: float
    send: float
    read_back: float
    memory_mb: float

    @property
    def values_per_second(self) -> float:
        """Planned, examined, built, sent and read in an answer: values per second and core."""
        return 9 * self.records / (self.plan + self.send)


def push(vlmis: TestDatabase, *, version: str = "2.43.1") -> PushTimes:
    """Attach the stores of a frozen day and push it in a new process, as tasks do."""
    for statement in ATTACH:
        vlmis.execute(statement)
    country = SinkCountry(
        dict(vlmis.rows("select org_unit_uid, path from vlmis.org_unit")),
        tuple(uid for (uid,) in vlmis.rows("select hmis_code from vlmis.product")),
        version,
    )
    with running_sink(country) as base_url, get_context("spawn").Pool(1) as pool:
        backend = int(str(vlmis.value("select pg_backend_pid()")))
        urls = vlmis.url_of("vlmis_pipeline"), vlmis.url_of("vlmis_recorder")
        with TemporaryDirectory() as home:
            return pool.apply(_push, (*urls, base_url, home, _parent(backend)))


def _push(url: str, recorder_url: str, base_url: str, home: str, postmaster: int) -> PushTimes:
    database = Database(url)
    session = prepared(requests.Session(), HTTPBasicAuth("sink", "sink"))
    dhis2 = Dhis2Client(session, base_url)
    now = datetime.combine(NIGHT, datetime.min.time(), tzinfo=UTC)

    def elapsed() -> float:
        return time.process_time() + _server_seconds(postmaster)

    settings = Settings(push_from=DAY, production=True, home=Path(home))
    switch_production_on(
        Database(recorder_url), dhis2, by="sita", push_from=DAY, home=settings.home, now=now
    )
    begun = elapsed()
    snapshot = take_metadata_snapshot(database, dhis2, settings, now=now)
    batches = plan_push(database, settings, snapshot, night=NIGHT, run_id=_RUN)
    planned = elapsed()
    sent = [
        push_batch(database, dhis2, settings, batch["number"], run_id=_RUN) for batch in batches
    ]
    answered = elapsed()
    found = read_back(database, dhis2, run_id=_RUN)
    compared = elapsed()
    finish_run(database, run_id=_RUN)
    return PushTimes(
        records=found.posted,
        requests=sum(batch.requests for batch in sent),
        plan=planned - begun,
        send=answered - planned,
        read_back=compared - answered,
        memory_mb=peak_memory_mb(),
    )


def _parent(pid: int) -> int:
    return int(_stat(pid)[1])


def _server_seconds(postmaster: int) -> float:
    """What a PostgreSQL server and all its processes have used of a core (Linux)."""
    ticks = sum(int(field) for field in _stat(postmaster)[11:15])  # Its ended children included.
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    for child in children:
        with suppress(FileNotFoundError):
            ticks += sum(int(field) for field in _stat(int(child))[11:13])
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name of the program, which may hold blanks."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
