"""Cancel an entry by reversing its movement: same kind, opposite quantity."""

from dataclasses import dataclass

from vlmis_core.database import Database
from vlmis_core.errors import BadField, BadInputError
from vlmis_core.ledger.movements import Entry, Recorded
from vlmis_core.ledger.post_pending_movements import (
    begin_recording,
    key_problem,
    post_pending_movements,
)


@dataclass(frozen=True, slots=True)
class _Reversible:
    """A movement: the one that it reverses, and the key of its own reversal, if any."""

    movement_id: int
    reverses_movement_id: int | None
    reversed_under: str | None


def reverse_movement(
    database: Database, movement_id: int, *, source_key: str, entry: Entry
) -> Recorded:
    """Reverse a movement; of a transfer all legs and its loss, of a count all that it caused.

    A reversal counts on the stock day of the reversed movement if that day is open, else on the
    first open day. Sent again under the same key it counts as already recorded.

    Raises:
        BadInputError: no such movement, itself a reversal, reversed before under another key, or
            a balance would be negative; nothing was stored.
    """
    source = f"reversal of movement {movement_id}"
    with database.transaction() as tx:
        horizon = begin_recording(tx)
        tx.run("ledger/insert_affected_pairs_of_reversal", movement_id=movement_id)
        tx.run("ledger/open_pairs")
        movement = tx.row(
            "ledger/select_movement_to_reverse", as_=_Reversible, movement_id=movement_id
        )
        if movement is not None and movement.reversed_under == source_key:
            return Recorded(0, 1, 0)
        is_used = bool(tx.value("ledger/select_key_is_used", source_key=source_key))
        faults = [
            *_faults("movement_id", str(movement_id), _problem(movement)),
            *_faults("source_key", source_key, key_problem(source_key, is_used=is_used)),
        ]
        if faults:
            raise BadInputError(source, faults)
        tx.run(
            "ledger/insert_pending_reversal",
            movement_id=movement_id,
            source_key=source_key,
            first_open_day=horizon.first_open_day,
        )
        post_pending_movements(tx, horizon, entry, source)
        return Recorded(1, 0, 0)


def _faults(field: str, value: str, problem: str | None) -> list[BadField]:
    return [BadField(1, field, value, problem)] if problem else []


def _problem(movement: _Reversible | None) -> str | None:
    if movement is None:
        return "no such movement"
    if movement.reverses_movement_id is not None:
        return "is itself a reversal; record what is right instead"
    if movement.reversed_under is not None:
        return "was reversed before"
    return None
