"""The last steps of every recording: keep counts true, refuse negative balances, append."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from vlmis_core.database import Transaction
from vlmis_core.errors import BadField, BadInputError, NotLiveError
from vlmis_core.ledger.movements import Entry


@dataclass(frozen=True, slots=True)
class Horizon:
    """Which days are open: those from ``first_open_day`` on.

    While a day is closing, ``last_frozen`` is two days before the first open one.
    """

    first_open_day: date
    last_frozen: date
    first_day: date


def open_intake(tx: Transaction) -> Horizon:
    """Hold the horizon with the other recorders, and make the tables of this recording.

    Raises:
        NotLiveError: the ledger has no day zero.
    """
    tx.run("ledger/lock_horizon_shared")
    row = tx.row("ledger/select_horizon")
    if row is None or row.first_open_day is None:
        raise NotLiveError("the ledger has no first day yet: vlmis eod go-live --first-day DATE.")
    tx.script("ledger/create_intake")
    return Horizon(row.first_open_day, row.last_frozen, row.first_day)


def key_problem(source_key: str, *, is_used: bool) -> str | None:
    """Why a sender's key cannot be taken; ``#`` is kept for the keys that are derived from it."""
    if not source_key.strip():
        return "is missing"
    if "#" in source_key:
        return 'must not contain "#"'
    return "was recorded before with other content" if is_used else None


def post_drafts(tx: Transaction, horizon: Horizon, entry: Entry, what: str) -> Any:
    """Append the drafted movements; the pairs must be locked. Returns a row (lines, late).

    Raises:
        BadInputError: a balance would be negative at the end of an open day, or a closed store or
            retired product would be left with stock; nothing is stored.
    """
    tx.run("ledger/draft_count_corrections")
    bad = find_negative_balances(tx, horizon) or _stock_left_behind(tx, horizon)
    if bad:
        raise BadInputError(what, bad)
    tx.run("ledger/insert_movements", recorded_at=entry.recorded_at, recorded_by=entry.recorded_by)
    return tx.row("ledger/count_drafts")


def find_negative_balances(tx: Transaction, horizon: Horizon) -> list[BadField]:
    """The drafts that bring a pair below zero at the end of an open day."""
    tx.run("ledger/analyze_draft")
    return [
        BadField(
            row.line,
            "quantity",
            str(row.quantity),
            f"the balance of {row.store_code} × {row.product_code} would be {row.balance} "
            f"at the end of {row.stock_day}",
        )
        for row in tx.rows("ledger/find_negative_balances", last_frozen=horizon.last_frozen)
    ]


def _stock_left_behind(tx: Transaction, horizon: Horizon) -> list[BadField]:
    """The drafts that leave stock at a closed store, or of a retired product."""
    return [
        BadField(
            row.line,
            "store_code" if row.closed_on else "product_code",
            row.store_code if row.closed_on else row.product_code,
            f"is {'closed' if row.closed_on else 'retired'} on {row.closed_on or row.retired_on}, "
            f"and {row.store_code} × {row.product_code} would be left with {row.balance}",
        )
        for row in tx.rows("ledger/find_stock_left_behind", last_frozen=horizon.last_frozen)
    ]
