"""Ask DHIS2 what it would say to a planned batch; nothing is stored, here or there."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from vlmis_core.database import Database
from vlmis_core.delivery.model.data_values import Record
from vlmis_core.delivery.model.import_answer import ImportAnswer
from vlmis_core.delivery.model.payload import PayloadBuilder
from vlmis_core.delivery.model.request_outcome import RequestOutcome
from vlmis_core.delivery.push_batch import only_sender, records_of, select_plan, slices, targets_of
from vlmis_core.delivery.request_log import WrittenRequest
from vlmis_core.delivery.request_size import RequestSize, usual_records
from vlmis_core.delivery.send_records import RecordSender, SendConduct, SendTally
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.import_summary import Answer


@dataclass(slots=True)
class DryRunResult:
    """What DHIS2 would do with the records of a batch."""

    label: str
    tally: SendTally
    refusals: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Records by the code and sentence with which DHIS2 would refuse them."""

    def begin(
        self, records: Sequence[Record], body: bytes, *, sent_bytes: int, header_id: str
    ) -> WrittenRequest:
        """Nothing is written down."""
        return WrittenRequest(0, header_id)

    def finish(
        self,
        request: WrittenRequest,
        answer: Answer,
        reading: ImportAnswer,
        outcome: RequestOutcome,
    ) -> None:
        """Remember who would be refused."""
        for entry in (*outcome.refused, *outcome.held):
            self.refusals[entry.refusal.code, entry.refusal.sentence] += 1


def dry_run_push(
    database: Database,
    dhis2: Dhis2Client,
    *,
    run_id: str,
    number: int,
    values_per_request: int | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> DryRunResult:
    """Send a batch as DHIS2's own dry run; raises what ``push_batch`` raises."""
    run, batch = select_plan(database, run_id, number)
    found = DryRunResult(batch.label, SendTally())
    size = RequestSize(usual_records(values_per_request, has_new_importer=run.has_new_importer))
    with only_sender(database, run.data_set_uid) as keep_lock:
        conduct = SendConduct(keep_lock, pause, found.tally, size, dry_run=True)
        for day in batch.days:
            with database.transaction() as tx:
                targets = targets_of(tx, run_id)
            builder = PayloadBuilder(run.data_set_uid, day, targets)
            sender = RecordSender(dhis2, found, builder, targets, conduct=conduct)
            for store_ids in slices(batch):
                with database.transaction() as tx:
                    records = records_of(tx, run_id, day, store_ids)
                sender.send(records, is_new_day=False)
    return found
