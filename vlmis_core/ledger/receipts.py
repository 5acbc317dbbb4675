"""Receipts: the store that was supplied confirms what arrived of a distribution (docs/adr/0017)."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from vlmis_core.database import Database
from vlmis_core.database.upsert import fields_reader
from vlmis_core.errors import BadInputError, Fault, fault_found
from vlmis_core.ledger.movements import Entry, Recorded
from vlmis_core.ledger.post_pending_movements import (
    begin_recording,
    open_and_lock_pairs,
    post_pending_movements,
)
from vlmis_core.messages import message
from vlmis_core.stores.find_stores import as_array


class TransferOutcome(StrEnum):
    """What became of a distribution or of a declared return."""

    TO_CONFIRM = "to_confirm"
    ARRIVED_WHOLE = "arrived_whole"
    ARRIVED_SHORT = "arrived_short"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    NEVER_CONFIRMED = "never_confirmed"


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """What arrived of one distribution; ``received`` whole, in the product's unit."""

    source_key: str
    transfer_id: int
    received: int
    occurred_on: date


_fields = fields_reader(ReceiptLine)


def confirm_receipts(database: Database, lines: Iterable[ReceiptLine], entry: Entry) -> Recorded:
    """Confirm what arrived: all lines or none; a shortfall is wastage of the child.

    The stock was credited to the child when the distribution was recorded. What is missing is
    ``lost_in_transit`` on the day of receipt, or on the first open day when that day is frozen.
    A line sent again with the same content is counted as already recorded.

    Raises:
        BadInputError: names every faulty field: no such distribution, cancelled or confirmed
            before, more than was sent, a wrong day, or the child no longer has the missing stock;
            nothing was stored.
    """
    with database.transaction() as tx:
        horizon = begin_recording(tx)
        first_open_day = horizon.first_open_day
        tx.script("ledger/create_incoming_receipts")
        tx.copy_rows(
            "ledger/copy_incoming_receipts",
            ((number, *_fields(line)) for number, line in enumerate(lines, start=1)),
        )
        # The pair of the child is the lock: whoever reverses the distribution takes it, too.
        tx.run("ledger/insert_affected_pairs_of_receipts", first_open_day=first_open_day)
        open_and_lock_pairs(tx)
        already_recorded = tx.run("ledger/delete_recorded_receipts")
        faults = tx.rows("ledger/find_receipt_faults", as_=fault_found, today=entry.today)
        source = message("receipts_sent")
        if faults:
            raise BadInputError(source, faults)
        confirmed = tx.run(
            "ledger/insert_receipts", recorded_at=entry.recorded_at, recorded_by=entry.recorded_by
        )
        tx.run("ledger/insert_pending_losses", first_open_day=first_open_day)
        try:
            post_pending_movements(tx, horizon, entry, source)
        except BadInputError as refused:
            raise BadInputError(source, [_of_receipt(fault) for fault in refused.faults]) from None
        late = tx.value("ledger/count_late_receipts", as_=int, first_open_day=first_open_day)
        return Recorded(confirmed, already_recorded, late)


def _of_receipt(fault: Fault) -> Fault:
    """Name the field that a person typed: what is missing follows from what was received."""
    found = fault.message
    if found.code == "not_enough_stock":
        found = message("missing_quantity_was_given_out", **found.values)
    return Fault(fault.line, "received", fault.value, found)


@dataclass(frozen=True, slots=True)
class Distribution:
    """Stock sent to a store, and what that store confirmed; quantities in ``unit``.

    ``received`` and the fields after it are None until the child confirms.
    """

    transfer_id: int
    child_store_id: int
    child_store_code: str
    child_store_name: str
    parent_store_id: int
    parent_store_code: str
    parent_store_name: str
    product_code: str
    product_name: str
    unit: str
    quantity: int
    occurred_on: date
    lot: str | None
    expires_on: date | None
    recorded_at: datetime
    recorded_by: str
    outcome: str
    received: int | None
    received_on: date | None
    received_by: str | None


@dataclass(frozen=True, slots=True)
class DistributionChoice:
    """Which distributions: those that fulfil every condition that is given.

    Attributes:
        transfer_ids: Their ids.
        source_key: The key of their receipt.
        store_id: From or to this store.
        child_store_id: To this store.
        sent_on: Sent on this day.
        visible_store_ids: From or to one of these stores.
        outcome: With this outcome.
        sent_before: Sent before this day.
        received_since: Received on this day or later.
    """

    transfer_ids: list[int] | None = None
    source_key: str | None = None
    store_id: int | None = None
    child_store_id: int | None = None
    sent_on: date | None = None
    visible_store_ids: Collection[int] | None = None
    outcome: TransferOutcome | None = None
    sent_before: date | None = None
    received_since: date | None = None


def list_distributions(
    database: Database, chosen: DistributionChoice, *, after: int = 0, line_count: int | None = None
) -> list[Distribution]:
    """List distributions in the order of recording, those after the id ``after``.

    At most ``line_count``; None: all.
    """
    params = asdict(chosen) | {"visible_store_ids": as_array(chosen.visible_store_ids)}
    with database.transaction() as tx:
        return tx.rows(
            "ledger/select_distributions",
            as_=Distribution,
            **params,
            after=after,
            line_count=line_count,
        )


@dataclass(frozen=True, slots=True)
class WaitingReceipts:
    """How many distributions stores have to confirm, and how many are unconfirmed for too long."""

    to_confirm: int
    overdue: int
    overdue_at_children: int


def count_waiting_receipts(
    database: Database, *, store_ids: Collection[int] | None, sent_before: date
) -> WaitingReceipts:
    """Count what some stores (None: all) have to confirm; overdue: sent before a day."""
    with database.transaction() as tx:
        (found,) = tx.rows(
            "ledger/count_distributions_to_confirm",
            as_=WaitingReceipts,
            store_ids=as_array(store_ids),
            sent_before=sent_before,
        )
    return found


def overdue_before(today: date, receipt_days: int) -> date:
    """Return the day before which an unconfirmed distribution was sent too long ago."""
    return today - timedelta(days=receipt_days)
