"""The first and last steps of every recording: lock the horizon, check balances, append."""

from dataclasses import dataclass

from vlmis_core.database import Transaction
from vlmis_core.errors import BadInputError, Fault, fault_found
from vlmis_core.ledger.frozen_days import Horizon, read_horizon
from vlmis_core.ledger.lots import assign_pending_lots, find_negative_lot_balances
from vlmis_core.ledger.movements import Entry
from vlmis_core.messages import Message, message


@dataclass(frozen=True, slots=True)
class Posted:
    """How many lines became movements, and how many of them are late entries."""

    lines: int
    late: int


def begin_recording(tx: Transaction) -> Horizon:
    """Lock the horizon, shared with other recorders, and create the temporary tables.

    Raises:
        NotLiveError: the ledger has no day zero.
    """
    tx.run("ledger/lock_horizon_shared")
    horizon = read_horizon(tx)
    tx.script("ledger/create_incoming_tables")
    return horizon


def open_and_lock_pairs(tx: Transaction) -> None:
    """Open the affected pairs that are new, and lock all affected pairs until commit.

    What is read afterwards includes what another recorder of the same pairs has just committed.
    """
    tx.run("ledger/open_pairs")
    tx.run("ledger/lock_pairs")


def check_key(source_key: str, *, is_used: bool) -> list[Fault]:
    """Name what is wrong with a sender's key; ``#`` is reserved for keys of the ledger."""
    if not source_key.strip():
        code = "field_is_missing"
    elif "#" in source_key:
        code = "key_has_number_sign"
    elif is_used:
        code = "key_has_other_content"
    else:
        return []
    return [Fault(1, "source_key", source_key, message(code))]


def post_pending_movements(
    tx: Transaction, horizon: Horizon, entry: Entry, source: Message | str
) -> Posted:
    """Append the pending movements to the ledger; their pairs must be locked.

    Raises:
        BadInputError: a balance, also of a lot, would be negative at the end of an open day, or a
            closed store or retired product would be left with stock; nothing is stored.
    """
    assign_pending_lots(tx)
    tx.run("ledger/insert_count_corrections")
    faults = find_negative_balances(tx, horizon) or tx.rows(
        "ledger/find_stock_left_behind", as_=fault_found, last_frozen=horizon.last_frozen
    )
    if faults:
        raise BadInputError(source, faults)
    tx.run("ledger/insert_movements", recorded_at=entry.recorded_at, recorded_by=entry.recorded_by)
    return tx.rows("ledger/count_pending_movements", as_=Posted)[0]


def find_negative_balances(tx: Transaction, horizon: Horizon) -> list[Fault]:
    """Name the pending movements that bring a pair, or a lot, below zero on an open day."""
    tx.run("ledger/analyze_pending_movements")
    faults = _find_negative_pairs(tx, horizon)
    named = {fault.line for fault in faults}
    of_lots = find_negative_lot_balances(tx, horizon)
    return faults + [fault for fault in of_lots if fault.line not in named]


def _find_negative_pairs(tx: Transaction, horizon: Horizon) -> list[Fault]:
    tx.run("ledger/delete_pairs_at_risk")
    if not tx.run("ledger/insert_pairs_at_risk", last_frozen=horizon.last_frozen):
        return []
    return tx.rows(
        "ledger/find_negative_balances", as_=fault_found, last_frozen=horizon.last_frozen
    )
