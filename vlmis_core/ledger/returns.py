"""Returns: the child declares or withdraws a return; the parent confirms the received quantity."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from vlmis_core.database import Database, Transaction
from vlmis_core.errors import BadInputError, Fault, fault_found
from vlmis_core.ledger.frozen_days import Horizon
from vlmis_core.ledger.lots import find_lot_faults_of_return
from vlmis_core.ledger.movements import Entry, Recorded, ReturnDeclaration
from vlmis_core.ledger.post_pending_movements import (
    begin_recording,
    check_key,
    open_and_lock_pairs,
    post_pending_movements,
)
from vlmis_core.ledger.unlikely_quantities import find_unlikely_returns, with_unlikely
from vlmis_core.messages import Message, message


def declare_return(database: Database, declared: ReturnDeclaration, entry: Entry) -> int:
    """Store a declared return; returns its id, also when it is sent again with the same content.

    Raises:
        BadInputError: names every faulty field; nothing was stored.
    """
    return declare_returns(database, [declared], entry)[0]


def declare_returns(
    database: Database, lines: Iterable[ReturnDeclaration], entry: Entry
) -> list[int]:
    """Store several declared returns in one transaction; returns their ids.

    Raises:
        BadInputError: names every faulty field of every line; nothing was stored.
    """
    with database.transaction() as tx:
        horizon = begin_recording(tx)
        ids: list[int] = []
        faults: list[Fault] = []
        asked: dict[int, ReturnDeclaration] = {}
        for number, declared in enumerate(lines, start=1):
            known = _find_same_declaration(tx, declared)
            if known is not None:
                ids.append(known)
                continue
            found = _declare(tx, horizon, declared, number, entry)
            if isinstance(found, int):
                ids.append(found)
            else:
                faults += found
            if not declared.confirmed:
                asked[number] = declared
        faults = [*with_unlikely(faults, find_unlikely_returns(tx, horizon, entry, asked))]
        if faults:
            raise BadInputError(message("returns_sent"), faults)
        return ids


def _find_same_declaration(tx: Transaction, declared: ReturnDeclaration) -> int | None:
    """Find the return that was declared before with this key and content."""
    known = tx.value("ledger/select_same_declaration", **_content(declared))
    return None if known is None else int(known)


def _content(declared: ReturnDeclaration) -> dict[str, Any]:
    fields = asdict(declared)
    del fields["confirmed"]
    return fields


def _declare(
    tx: Transaction, horizon: Horizon, declared: ReturnDeclaration, line: int, entry: Entry
) -> int | list[Fault]:
    """Store one return; returns its id, or its faults."""
    fields = _content(declared)
    faults = tx.rows(
        "ledger/find_return_faults",
        as_=fault_found,
        line=line,
        today=entry.today,
        first_day=horizon.first_day,
        stores_were_chosen=entry.stores_were_chosen,
        **fields,
    ) + find_lot_faults_of_return(
        tx,
        line=line,
        product_code=declared.product_code,
        lot=declared.lot,
        occurred_on=declared.occurred_on,
        expires_on=declared.expires_on,
    )
    if faults:
        return faults
    return int(
        tx.value(
            "ledger/insert_declaration",
            recorded_at=entry.recorded_at,
            recorded_by=entry.recorded_by,
            **fields,
        )
    )


@dataclass(frozen=True, slots=True)
class _DeclaredReturn:
    """A declared return, and the acknowledgement or withdrawal that ended it, if any."""

    quantity: int
    occurred_on: date
    acknowledged_under: str | None
    received: int | None
    acknowledged_on: date | None
    is_withdrawal: bool


def acknowledge_return(
    database: Database,
    return_id: int,
    *,
    source_key: str,
    received: int,
    occurred_on: date,
    entry: Entry,
) -> Recorded:
    """Move the received quantity from child to parent; the rest is wastage of the child.

    An acknowledgement sent again with the same content counts as already recorded.

    Raises:
        BadInputError: no such return, acknowledged or withdrawn before, more than declared, a
            wrong date, or the child no longer has the stock; nothing was stored.
    """
    source = message("acknowledgement_sent", return_id=return_id)
    with database.transaction() as tx:
        horizon = begin_recording(tx)
        stock_day = max(occurred_on, horizon.first_open_day)
        tx.run("ledger/insert_affected_pairs_of_return", return_id=return_id, stock_day=stock_day)
        open_and_lock_pairs(tx)
        declared = tx.row("ledger/select_return", as_=_DeclaredReturn, return_id=return_id)
        if declared is not None and (source_key, received, occurred_on, False) == (
            declared.acknowledged_under,
            declared.received,
            declared.acknowledged_on,
            declared.is_withdrawal,
        ):
            return Recorded(0, 1, 0)
        is_used = tx.value(
            "ledger/select_return_key_is_used", source_key=source_key, return_id=return_id
        )
        faults = _check_acknowledgement(declared, return_id, received, occurred_on, entry.today)
        faults += check_key(source_key, is_used=bool(is_used))
        if faults:
            raise BadInputError(source, faults)
        stored = tx.run(
            "ledger/insert_acknowledgement",
            return_id=return_id,
            source_key=source_key,
            received=received,
            occurred_on=occurred_on,
            recorded_at=entry.recorded_at,
            recorded_by=entry.recorded_by,
        )
        if not stored:
            withdrawn = message("return_was_withdrawn")
            raise BadInputError(source, [Fault(1, "return_id", str(return_id), withdrawn)])
        tx.run("ledger/insert_pending_return", return_id=return_id, stock_day=stock_day)
        posted = post_pending_movements(tx, horizon, entry, source)
        return Recorded(1, 0, 1 if posted.late else 0)


def _check_acknowledgement(
    declared: _DeclaredReturn | None,
    return_id: int,
    received: int,
    occurred_on: date,
    today: date,
) -> list[Fault]:
    """Name what is wrong with an acknowledgement, beside its key."""
    if declared is None:
        unknown = message("return_not_found", return_id=return_id)
        return [Fault(1, "return_id", str(return_id), unknown)]
    faults = []
    if declared.acknowledged_under is not None:
        ended = "return_was_withdrawn" if declared.is_withdrawal else "return_was_acknowledged"
        faults.append(Fault(1, "return_id", str(return_id), message(ended)))
    if received < 0:
        faults.append(Fault(1, "received", str(received), message("quantity_is_negative")))
    if received > declared.quantity:
        too_many = message(
            "received_more_than_declared", declared=declared.quantity, received=received
        )
        faults.append(Fault(1, "received", str(received), too_many))
    if occurred_on > today:
        future = message("day_is_after_today", day=occurred_on, today=today)
        faults.append(Fault(1, "occurred_on", str(occurred_on), future))
    if occurred_on < declared.occurred_on:
        too_early = message(
            "day_is_before_declaration", day=occurred_on, declared_on=declared.occurred_on
        )
        faults.append(Fault(1, "occurred_on", str(occurred_on), too_early))
    return faults


def withdraw_return(
    database: Database, return_id: int, *, source_key: str, entry: Entry
) -> Recorded:
    """End a declared return without a movement; the stock stays at the child.

    A withdrawal sent again under the same key counts as already recorded.

    Raises:
        BadInputError: no such return, acknowledged or withdrawn before, or the key was used;
            nothing was stored.
    """
    source = message("withdrawal_sent", return_id=return_id)
    with database.transaction() as tx:
        declared = tx.row("ledger/select_return", as_=_DeclaredReturn, return_id=return_id)
        if (
            declared is not None
            and declared.is_withdrawal
            and declared.acknowledged_under == source_key
        ):
            return Recorded(0, 1, 0)
        is_used = tx.value(
            "ledger/select_return_key_is_used", source_key=source_key, return_id=return_id
        )
        faults = [
            Fault(1, "return_id", str(return_id), found)
            for found in _check_withdrawal(declared, return_id)
        ] + check_key(source_key, is_used=bool(is_used))
        if faults:
            raise BadInputError(source, faults)
        stored = tx.run(
            "ledger/insert_withdrawal",
            return_id=return_id,
            source_key=source_key,
            occurred_on=entry.today,
            recorded_at=entry.recorded_at,
            recorded_by=entry.recorded_by,
        )
        if not stored:
            ended = message("return_was_acknowledged")
            raise BadInputError(source, [Fault(1, "return_id", str(return_id), ended)])
    return Recorded(1, 0, 0)


def _check_withdrawal(declared: _DeclaredReturn | None, return_id: int) -> list[Message]:
    """Tell why a return cannot be withdrawn; an empty list: it can."""
    if declared is None:
        return [message("return_not_found", return_id=return_id)]
    if declared.is_withdrawal:
        return [message("return_was_withdrawn")]
    if declared.acknowledged_under is not None:
        return [message("return_has_moved_stock")]
    return []


@dataclass(frozen=True, slots=True)
class WaitingReturn:
    """A declared return; ``quantity`` in ``unit``."""

    return_id: int
    child_store_id: int
    parent_store_id: int
    child_store_name: str
    parent_store_code: str
    parent_store_name: str
    product_name: str
    unit: str
    quantity: int
    occurred_on: date
    lot: str | None
    expires_on: date | None
    recorded_by: str


def list_waiting_returns(database: Database, store_id: int) -> list[WaitingReturn]:
    """List the declared returns of a store, as child or parent, oldest first."""
    return _waiting(database, store_id, None)


def find_waiting_return(database: Database, return_id: int) -> WaitingReturn | None:
    """Find a declared return; None when there is none, or it was acknowledged or withdrawn."""
    return next(iter(_waiting(database, None, return_id)), None)


def _waiting(
    database: Database, store_id: int | None, return_id: int | None
) -> list[WaitingReturn]:
    with database.transaction() as tx:
        return tx.rows(
            "ledger/select_waiting_returns",
            as_=WaitingReturn,
            store_id=store_id,
            return_id=return_id,
        )
