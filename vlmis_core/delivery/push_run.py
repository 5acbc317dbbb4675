"""A planned run as its steps read it: the server, the batches, their records and targets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from typing import NamedTuple

from vlmis_core.database import Database, Transaction
from vlmis_core.delivery.model.data_values import Record
from vlmis_core.delivery.model.payload import Target
from vlmis_core.errors import PermanentError
from vlmis_core.messages import Message, message

RECORDS_AT_ONCE = 10_000
"""In memory; a day of a large country has 400,000."""


@dataclass(frozen=True, slots=True)
class PushRun:
    """A planned run, and the DHIS2 server that it sends to as its snapshot describes it."""

    run_id: str
    night: date
    snapshot_id: int
    data_set_uid: str
    counts_attempts: bool
    push_from: date
    planned_at: datetime
    records_per_request: int | None
    """Set once DHIS2 did not answer a larger request in time."""
    server_version: str
    has_new_importer: bool
    server_now: datetime
    expiry_days: Decimal
    days_expire: bool
    """Whether the expiry days bind the service user."""
    username: str
    capture_org_units: list[str]
    view_org_units: list[str]
    stopped_reason: Message | None
    is_stopped: bool
    is_stopped_for_good: bool


class DayPart(NamedTuple):
    """Stores whose records of a day are sent together."""

    store_ids: list[int]
    is_reopened: bool
    """Whether DHIS2 has opened the day again for them."""


@dataclass(frozen=True, slots=True)
class BatchContent:
    """A planned part of a night: some days of some stores."""

    label: str
    days: list[date]
    store_ids: list[int]
    record_count: int

    def parts(self, reopened_ids: Sequence[int]) -> Iterator[DayPart]:
        """Cut the stores of a day into parts of some ten thousand records.

        Each store for which DHIS2 has opened the day again is a part of its own, before the others:
        2.43 refuses a whole request for one org unit for which the day has expired.
        """
        for store_id in reopened_ids:
            yield DayPart([store_id], is_reopened=True)
        reopened = set(reopened_ids)
        others = [store_id for store_id in self.store_ids if store_id not in reopened]
        stores, days = len(self.store_ids) or 1, len(self.days) or 1
        per_store = ceil(self.record_count / days / stores) or 1
        size = max(RECORDS_AT_ONCE // per_store, 1)
        for start in range(0, len(others), size):
            yield DayPart(others[start : start + size], is_reopened=False)


@dataclass(frozen=True, slots=True)
class _TargetRow:
    target_id: int
    data_element_uid: str
    option_combo_uids: list[str]


def select_run(database: Database, run_id: str) -> PushRun:
    """Read a planned run.

    Raises:
        PermanentError: no run of this name was planned.
    """
    with database.transaction() as tx:
        run = tx.row("delivery/select_run", as_=PushRun, run_id=run_id)
    if run is None:
        raise PermanentError(message("no_such_run", run=run_id))
    return run


def select_batch(database: Database, run_id: str, number: int) -> BatchContent:
    """Read one batch of a run.

    Raises:
        PermanentError: the run has no such batch.
    """
    with database.transaction() as tx:
        batch = tx.row("delivery/select_batch", as_=BatchContent, run_id=run_id, number=number)
    if batch is None:
        raise PermanentError(message("no_such_batch", run=run_id, number=number))
    return batch


def select_parts(tx: Transaction, run: PushRun, batch: BatchContent, day: date) -> list[DayPart]:
    """Read in which parts the records of a day of a batch are sent, in their order."""
    reopened = tx.rows(
        "delivery/select_reopened_stores",
        snapshot_id=run.snapshot_id,
        day=day,
        store_ids=batch.store_ids,
    )
    return list(batch.parts([row.store_id for row in reopened]))


def select_records(tx: Transaction, run_id: str, day: date, store_ids: list[int]) -> list[Record]:
    """Read the records of a day that a run may send now, by org unit and product."""
    return tx.rows(
        "delivery/select_records", as_=Record, run_id=run_id, day=day, store_ids=store_ids
    )


def select_targets(tx: Transaction, run_id: str) -> dict[int, Target]:
    """Read the targets of a run by their id."""
    return {
        row.target_id: Target(row.data_element_uid, tuple(row.option_combo_uids))
        for row in tx.rows("delivery/select_targets", as_=_TargetRow, run_id=run_id)
    }
