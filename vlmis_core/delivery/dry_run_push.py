"""Plan a push and let DHIS2 check it; nothing is stored, neither here nor there."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from tempfile import TemporaryFile
from typing import IO

from vlmis_core.database import Database
from vlmis_core.delivery.model.data_values import Record
from vlmis_core.delivery.model.import_answer import ImportAnswer
from vlmis_core.delivery.model.payload import PayloadBuilder, Target
from vlmis_core.delivery.model.request_outcome import RequestOutcome
from vlmis_core.delivery.plan_push import PushBatch, plan_push
from vlmis_core.delivery.push_run import (
    BatchContent,
    PushRun,
    select_batch,
    select_parts,
    select_records,
    select_run,
    select_targets,
)
from vlmis_core.delivery.request_log import LoggedRequest
from vlmis_core.delivery.request_size import RequestSize, usual_records
from vlmis_core.delivery.send_records import RecordSender, SendContext, SendTally
from vlmis_core.delivery.sender_lock import only_sender
from vlmis_core.delivery.take_metadata_snapshot import take_metadata_snapshot
from vlmis_core.dhis2.client import Dhis2Client, new_request_id
from vlmis_core.dhis2.import_summary import Answer
from vlmis_core.errors import Dhis2AccessError
from vlmis_core.settings import Settings

_RUN_ID = "dry run"


@dataclass(slots=True)
class DryRunResult:
    """What DHIS2 would do with the records of a batch."""

    label: str
    tally: SendTally = field(default_factory=SendTally)
    refusals: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Records by the code and text with which DHIS2 would refuse them."""

    def begin(self, records: Sequence[Record], body: bytes, *, sent_bytes: int) -> LoggedRequest:
        """Log nothing."""
        return LoggedRequest(0, new_request_id())

    def finish(
        self, request: LoggedRequest, answer: Answer, parsed: ImportAnswer, outcome: RequestOutcome
    ) -> None:
        """Count the records that would be refused."""
        for entry in (*outcome.refused, *outcome.held):
            self.refusals[entry.refusal.code, entry.refusal.sentence] += 1

    def finish_refused_access(self, request: LoggedRequest, error: Dhis2AccessError) -> None:
        """Log nothing."""


@dataclass(frozen=True, slots=True)
class _DayOfBatch:
    """One day of a planned batch; its records are the next ``slices`` lines of the file."""

    batch: PushBatch
    day: date
    slices: int


@dataclass(frozen=True, slots=True)
class _Plan:
    run: PushRun
    targets: Mapping[int, Target]
    days: Sequence[_DayOfBatch]


def dry_run_push(
    database: Database,
    dhis2: Dhis2Client,
    settings: Settings,
    *,
    night: date,
    now: datetime,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[DryRunResult]:
    """Plan a push, and yield for each batch what DHIS2 answers to its own dry run of it.

    The plan is made in a transaction that is rolled back: no row stays behind, and nobody waits for
    a lock while DHIS2 is asked. A temporary file holds the records in between.

    Raises:
        ConcurrentRunError: a push is sending to the data set now.
        Dhis2UnavailableError: DHIS2 stopped answering.
        Dhis2AccessError: DHIS2 refused the user.
    """
    with TemporaryFile("w+", encoding="ascii") as file:
        plan = _plan(database, dhis2, settings, file, night=night, now=now)
        file.seek(0)
        run = plan.run
        size = RequestSize(
            usual_records(settings.values_per_request, has_new_importer=run.has_new_importer)
        )
        with only_sender(database, run.data_set_uid) as keep_alive:
            for batch, days in groupby(plan.days, key=lambda each: each.batch):
                found = DryRunResult(batch["label"])
                context = SendContext(keep_alive, pause, found.tally, size, dry_run=True)
                for each in days:
                    builder = PayloadBuilder(run.data_set_uid, each.day, plan.targets)
                    sender = RecordSender(dhis2, found, builder, plan.targets, context=context)
                    for _ in range(each.slices):
                        sender.send(_read_records(file), is_new_day=False)
                yield found


def _plan(
    database: Database,
    dhis2: Dhis2Client,
    settings: Settings,
    file: IO[str],
    *,
    night: date,
    now: datetime,
) -> _Plan:
    """Plan the push as it would be now; write the records of each batch into ``file``."""
    with database.one_transaction(keep=False) as scratch:
        snapshot_id = take_metadata_snapshot(scratch, dhis2, settings, now=now)
        batches = plan_push(scratch, settings, snapshot_id, run_id=_RUN_ID, night=night)
        run = select_run(scratch, _RUN_ID)
        days = [
            _DayOfBatch(batch, day, _write_records(scratch, run, content, day, file))
            for batch in batches
            for content in (select_batch(scratch, _RUN_ID, batch["number"]),)
            for day in content.days
        ]
        with scratch.transaction() as tx:
            targets = select_targets(tx, _RUN_ID)
        return _Plan(run, targets, days)


def _write_records(
    database: Database, run: PushRun, batch: BatchContent, day: date, file: IO[str]
) -> int:
    """Write the records of a day of a batch, some ten thousand at a time; returns how often."""
    count = 0
    with database.transaction() as tx:
        parts = select_parts(tx, run, batch, day)
    for part in parts:
        with database.transaction() as tx:
            json.dump(select_records(tx, _RUN_ID, day, part.store_ids), file)
            file.write("\n")
        count += 1
    return count


def _read_records(file: IO[str]) -> list[Record]:
    return [Record(*each) for each in json.loads(file.readline())]
