"""Take a movement back by its reversal: same kind, opposite quantity."""

from vlmis_core.database import Database
from vlmis_core.errors import BadField, BadInputError
from vlmis_core.ledger.movements import Entry, Recorded
from vlmis_core.ledger.post_drafts import key_problem, open_intake, post_drafts


def reverse_movement(
    database: Database, movement_id: int, *, source_key: str, entry: Entry
) -> Recorded:
    """Reverse a movement; of a transfer all legs (and its loss), of a count all that it caused.

    A reversal takes the stock day of what it reverses if that is open, else the first open day.
    Sent again under the same key it is "already recorded".

    Raises:
        BadInputError: no such movement, itself a reversal, reversed before under another key, or
            a balance would be negative; nothing was stored.
    """
    what = f"reversal of movement {movement_id}"
    with database.transaction() as tx:
        horizon = open_intake(tx)
        tx.run("ledger/touch_pairs_of_reversal", movement_id=movement_id)
        tx.run("ledger/open_pairs")
        movement = tx.row("ledger/select_movement_to_reverse", movement_id=movement_id)
        if movement is not None and movement.reversed_under == source_key:
            return Recorded(0, 1, 0)
        is_used = bool(tx.value("ledger/select_key_is_used", source_key=source_key))
        bad = [
            *_bad_field("movement_id", str(movement_id), _problem(movement)),
            *_bad_field("source_key", source_key, key_problem(source_key, is_used=is_used)),
        ]
        if bad:
            raise BadInputError(what, bad)
        tx.run(
            "ledger/draft_reversal",
            movement_id=movement_id,
            source_key=source_key,
            first_open_day=horizon.first_open_day,
        )
        post_drafts(tx, horizon, entry, what)
        return Recorded(1, 0, 0)


def _bad_field(field: str, value: str, problem: str | None) -> list[BadField]:
    return [BadField(1, field, value, problem)] if problem else []


def _problem(movement: object | None) -> str | None:
    if movement is None:
        return "no such movement"
    if getattr(movement, "reverses_movement_id", None) is not None:
        return "is itself a reversal; record what is right instead"
    if getattr(movement, "reversed_under", None) is not None:
        return "was reversed before"
    return None
