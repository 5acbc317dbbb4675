"""The first and last steps of every recording: lock the horizon, check balances, append."""

from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Transaction
from vlmis_core.errors import BadField, BadInputError
from vlmis_core.ledger.frozen_days import Horizon, read_horizon
from vlmis_core.ledger.movements import Entry


@dataclass(frozen=True, slots=True)
class Posted:
    """How many lines became movements, and how many of them are late entries."""

    lines: int
    late: int


@dataclass(frozen=True, slots=True)
class NegativeBalance:
    """A pending movement of a pair that would be negative at the end of ``stock_day``."""

    line: int
    store_code: str
    product_code: str
    quantity: int
    stock_day: date
    balance: int


@dataclass(frozen=True, slots=True)
class StockLeftBehind:
    """A pending movement that would leave stock at a closed store or of a retired product."""

    line: int
    store_code: str
    product_code: str
    closed_on: date | None
    retired_on: date | None
    balance: int


def begin_recording(tx: Transaction) -> Horizon:
    """Lock the horizon, shared with other recorders, and create the temporary tables.

    Raises:
        NotLiveError: the ledger has no day zero.
    """
    tx.run("ledger/lock_horizon_shared")
    horizon = read_horizon(tx)
    tx.script("ledger/create_incoming_tables")
    return horizon


def key_problem(source_key: str, *, is_used: bool) -> str | None:
    """Tell why a sender's key is refused; ``#`` is reserved for keys that the ledger derives."""
    if not source_key.strip():
        return "is missing"
    if "#" in source_key:
        return 'must not contain "#"'
    return "was recorded before with other content" if is_used else None


def post_pending_movements(tx: Transaction, horizon: Horizon, entry: Entry, source: str) -> Posted:
    """Append the pending movements to the ledger; their pairs must be locked.

    Raises:
        BadInputError: a balance would be negative at the end of an open day, or a closed store or
            retired product would be left with stock; nothing is stored.
    """
    tx.run("ledger/insert_count_corrections")
    faults = find_negative_balances(tx, horizon) or _find_stock_left_behind(tx, horizon)
    if faults:
        raise BadInputError(source, faults)
    tx.run("ledger/insert_movements", recorded_at=entry.recorded_at, recorded_by=entry.recorded_by)
    return tx.rows("ledger/count_pending_movements", as_=Posted)[0]


def find_negative_balances(tx: Transaction, horizon: Horizon) -> list[BadField]:
    """Name the pending movements that bring a pair below zero at the end of an open day."""
    tx.run("ledger/analyze_pending_movements")
    return [
        BadField(
            found.line,
            "quantity",
            str(found.quantity),
            f"the balance of {found.store_code} × {found.product_code} would be {found.balance} "
            f"at the end of {found.stock_day}",
        )
        for found in tx.rows(
            "ledger/find_negative_balances", as_=NegativeBalance, last_frozen=horizon.last_frozen
        )
    ]


def _find_stock_left_behind(tx: Transaction, horizon: Horizon) -> list[BadField]:
    """Name the pending movements that leave stock at a closed store or of a retired product."""
    return [
        BadField(
            found.line,
            "store_code" if found.closed_on else "product_code",
            found.store_code if found.closed_on else found.product_code,
            f"is {'closed' if found.closed_on else 'retired'} on "
            f"{found.closed_on or found.retired_on}, and {found.store_code} × "
            f"{found.product_code} would be left with {found.balance}",
        )
        for found in tx.rows(
            "ledger/find_stock_left_behind", as_=StockLeftBehind, last_frozen=horizon.last_frozen
        )
    ]
