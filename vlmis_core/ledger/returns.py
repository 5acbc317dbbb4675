"""Returns: the child declares or withdraws a return; the parent confirms the received quantity."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from vlmis_core.database import Database, Transaction
from vlmis_core.errors import BadField, BadInputError
from vlmis_core.ledger.frozen_days import Horizon
from vlmis_core.ledger.movements import Entry, Recorded
from vlmis_core.ledger.post_pending_movements import (
    begin_recording,
    key_problem,
    post_pending_movements,
)


@dataclass(frozen=True, slots=True)
class ReturnDeclaration:
    """Stock that a child sends back to its supplier; ``quantity`` whole, in the product's unit."""

    source_key: str
    child_store_code: str
    product_code: str
    quantity: int
    occurred_on: date
    lot: str | None = None
    expires_on: date | None = None


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
        faults: list[BadField] = []
        for number, declared in enumerate(lines, start=1):
            found = _declare(tx, horizon, declared, number, entry)
            if isinstance(found, int):
                ids.append(found)
            else:
                faults += found
        if faults:
            raise BadInputError("return", faults)
        return ids


def _declare(
    tx: Transaction, horizon: Horizon, declared: ReturnDeclaration, line: int, entry: Entry
) -> int | list[BadField]:
    """Store one return; returns its id, or its faults."""
    fields = asdict(declared)
    known = tx.value("ledger/select_same_declaration", **fields)
    if known is not None:
        return int(known)
    faults = tx.rows(
        "ledger/find_return_faults",
        as_=BadField,
        line=line,
        today=entry.today,
        first_day=horizon.first_day,
        **fields,
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
    source = f"acknowledgement of return {return_id}"
    with database.transaction() as tx:
        horizon = begin_recording(tx)
        stock_day = max(occurred_on, horizon.first_open_day)
        tx.run("ledger/insert_affected_pairs_of_return", return_id=return_id, stock_day=stock_day)
        tx.run("ledger/open_pairs")
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
        bad = _bad_acknowledgement(declared, received, occurred_on, entry.today)
        problem = key_problem(source_key, is_used=bool(is_used))
        if problem:
            bad.append(BadField(1, "source_key", source_key, problem))
        if bad:
            raise BadInputError(source, bad)
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
            withdrawn = BadField(1, "return_id", str(return_id), "was withdrawn at this moment")
            raise BadInputError(source, [withdrawn])
        tx.run("ledger/insert_pending_return", return_id=return_id, stock_day=stock_day)
        posted = post_pending_movements(tx, horizon, entry, source)
        return Recorded(1, 0, 1 if posted.late else 0)


def _bad_acknowledgement(
    declared: _DeclaredReturn | None, received: int, occurred_on: date, today: date
) -> list[BadField]:
    if declared is None:
        return [BadField(1, "return_id", "", "no such return")]
    problems = [
        (
            "return_id",
            declared.acknowledged_under is not None,
            "was withdrawn before" if declared.is_withdrawal else "was acknowledged before",
        ),
        ("received", received < 0, "must be 0 or more"),
        ("received", received > declared.quantity, f"more than declared ({declared.quantity})"),
        ("occurred_on", occurred_on > today, "lies in the future"),
        (
            "occurred_on",
            occurred_on < declared.occurred_on,
            f"lies before the declaration ({declared.occurred_on})",
        ),
    ]
    shown = {"received": str(received), "occurred_on": str(occurred_on)}
    return [BadField(1, name, shown.get(name, ""), why) for name, is_bad, why in problems if is_bad]


def withdraw_return(
    database: Database, return_id: int, *, source_key: str, entry: Entry
) -> Recorded:
    """End a declared return without a movement; the stock stays at the child.

    A withdrawal sent again under the same key counts as already recorded.

    Raises:
        BadInputError: no such return, acknowledged or withdrawn before, or the key was used;
            nothing was stored.
    """
    source = f"withdrawal of return {return_id}"
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
        bad = [
            BadField(1, field, value, problem)
            for field, value, problem in (
                ("return_id", str(return_id), _problem(declared)),
                ("source_key", source_key, key_problem(source_key, is_used=bool(is_used))),
            )
            if problem
        ]
        if bad:
            raise BadInputError(source, bad)
        stored = tx.run(
            "ledger/insert_withdrawal",
            return_id=return_id,
            source_key=source_key,
            occurred_on=entry.today,
            recorded_at=entry.recorded_at,
            recorded_by=entry.recorded_by,
        )
        if not stored:
            problem = "was acknowledged or withdrawn at this moment"
            raise BadInputError(source, [BadField(1, "return_id", str(return_id), problem)])
    return Recorded(1, 0, 0)


def _problem(declared: _DeclaredReturn | None) -> str | None:
    if declared is None:
        return "no such return"
    if declared.is_withdrawal:
        return "was withdrawn before"
    if declared.acknowledged_under is not None:
        return "was acknowledged: the stock has moved; the supplier can reverse the movement"
    return None


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
