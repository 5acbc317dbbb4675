"""Cancel an entry by reversing its movement: same kind, opposite quantity."""

from dataclasses import dataclass

from vlmis_core.database import Database
from vlmis_core.errors import BadInputError, Fault
from vlmis_core.ledger.movements import Entry, Recorded
from vlmis_core.ledger.post_pending_movements import (
    begin_recording,
    check_key,
    open_and_lock_pairs,
    post_pending_movements,
)
from vlmis_core.messages import Message, message


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

    A loss in transit is reversed alone: all that was sent has arrived after all.
    A reversal counts on the stock day of the reversed movement if that day is open, else on the
    first open day. Sent again under the same key it counts as already recorded.

    Raises:
        BadInputError: no such movement, itself a reversal, reversed before under another key, or
            a balance would be negative; nothing was stored.
    """
    source = message("reversal_sent", movement=movement_id)
    with database.transaction() as tx:
        horizon = begin_recording(tx)
        tx.run("ledger/insert_affected_pairs_of_reversal", movement_id=movement_id)
        open_and_lock_pairs(tx)
        movement = tx.row(
            "ledger/select_movement_to_reverse", as_=_Reversible, movement_id=movement_id
        )
        if movement is not None and movement.reversed_under == source_key:
            return Recorded(0, 1, 0)
        is_used = bool(tx.value("ledger/select_key_is_used", source_key=source_key))
        faults = [
            Fault(1, "movement_id", str(movement_id), found)
            for found in _check_reversible(movement, movement_id)
        ] + check_key(source_key, is_used=is_used)
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


def _check_reversible(movement: _Reversible | None, movement_id: int) -> list[Message]:
    """Tell why a movement cannot be reversed; an empty list: it can."""
    if movement is None:
        return [message("movement_not_found", movement=movement_id)]
    if movement.reverses_movement_id is not None:
        return [message("movement_is_a_reversal")]
    if movement.reversed_under is not None:
        return [message("movement_was_reversed")]
    return []
