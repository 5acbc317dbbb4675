"""Keep the balances of lots: which lot a movement changes, and never more of it than there is.

The lot “unassigned” is the stock from before tracking; it has no expiry date.
Every function returns at once where no product is tracked by lot. Rules: docs/adr/0016.
"""

from datetime import date

from vlmis_core.database import Transaction
from vlmis_core.errors import Fault, fault_found
from vlmis_core.ledger.frozen_days import Horizon
from vlmis_core.ledger.movements import Entry


def resolve_lots_of_lines(tx: Transaction, entry: Entry, *, are_lots_unknown: bool) -> None:
    """Create the lots that the lines name first, and complete the lines of known lots.

    ``are_lots_unknown``: the sender's file has no lots; its lines change “unassigned”.
    """
    if not _is_any_product_tracked(tx):
        return
    tx.run(
        "ledger/insert_lots_of_lines", recorded_at=entry.recorded_at, recorded_by=entry.recorded_by
    )
    tx.run("ledger/update_expiry_of_lines")
    if are_lots_unknown:
        tx.run("ledger/update_missing_lots_of_lines")


def find_lot_faults_of_lines(tx: Transaction, *, are_lots_unknown: bool) -> list[Fault]:
    """Name the lines of tracked products whose lot or expiry date is wrong."""
    if not _is_any_product_tracked(tx):
        return []
    return tx.rows(
        "ledger/find_lot_faults_of_lines", as_=fault_found, are_lots_unknown=are_lots_unknown
    )


def assign_pending_lots(tx: Transaction) -> None:
    """Let pending movements from before tracking change “unassigned”."""
    if _is_any_product_tracked(tx):
        tx.run("ledger/update_pending_lots")


def find_negative_lot_balances(tx: Transaction, horizon: Horizon) -> list[Fault]:
    """Name the pending movements that bring a lot below zero at the end of an open day."""
    if not _is_any_product_tracked(tx):
        return []
    tx.script("ledger/create_pending_lots")
    tx.run("ledger/create_lot_changes", last_frozen=horizon.last_frozen)
    return tx.rows("ledger/find_negative_lot_balances", as_=fault_found)


def resolve_lots_of_counts(tx: Transaction, entry: Entry) -> list[Fault]:
    """Create the lots that counts name first, complete known ones; name what is wrong with them."""
    if not _is_any_product_tracked(tx):
        return []
    tx.run(
        "ledger/insert_lots_of_counts", recorded_at=entry.recorded_at, recorded_by=entry.recorded_by
    )
    tx.run("ledger/update_expiry_of_counts")
    return tx.rows("ledger/find_lot_faults_of_counts", as_=fault_found)


def find_surplus_wastage_of_lots(tx: Transaction, horizon: Horizon, day: date) -> list[Fault]:
    """Name the counts of a day that find more of a lot than its balance, and call it wastage."""
    if not _is_any_product_tracked(tx):
        return []
    _compare_lots(tx, horizon, day)
    return tx.rows("ledger/find_surplus_wastage_of_lots", as_=fault_found)


def insert_lot_count_differences(tx: Transaction, horizon: Horizon, day: date) -> None:
    """Let each lot that the counts of a day set to another quantity have a pending movement."""
    if _is_any_product_tracked(tx):
        _compare_lots(tx, horizon, day)
        tx.run("ledger/insert_lot_count_differences")


def find_lot_faults_of_return(
    tx: Transaction,
    *,
    line: int,
    product_code: str,
    lot: str | None,
    occurred_on: date,
    expires_on: date | None,
) -> list[Fault]:
    """Name what is wrong with the lot or expiry date of a declared return."""
    if not _is_any_product_tracked(tx):
        return []
    return tx.rows(
        "ledger/find_lot_faults_of_return",
        as_=fault_found,
        line=line,
        product_code=product_code,
        lot=lot,
        occurred_on=occurred_on,
        expires_on=expires_on,
    )


def _compare_lots(tx: Transaction, horizon: Horizon, day: date) -> None:
    """Compare the counts of a day with the lots of their pairs at the end of that day."""
    tx.run("ledger/delete_lot_counts")
    tx.run("ledger/insert_lot_counts", occurred_on=day, last_frozen=horizon.last_frozen)


def _is_any_product_tracked(tx: Transaction) -> bool:
    return tx.value("ledger/is_any_product_tracked", as_=bool)
