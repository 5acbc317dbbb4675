"""Take back a declared return that nobody has acknowledged yet."""

from typing import Any

from vlmis_core.database import Database
from vlmis_core.errors import BadField, BadInputError
from vlmis_core.services.ledger.post_drafts import key_problem
from vlmis_core.stock.movements import Entry, Recorded


def withdraw_return(
    database: Database, return_id: int, *, source_key: str, entry: Entry
) -> Recorded:
    """End the return without a movement: its declaration moved none, the child still has it all.

    Sent again under the same key it is "already recorded".

    Raises:
        BadInputError: no such return, acknowledged or withdrawn before, or the key was used;
            nothing was stored.
    """
    what = f"withdrawal of return {return_id}"
    with database.transaction() as tx:
        declared = tx.row("returns/select_return", return_id=return_id)
        if (
            declared is not None
            and declared.is_withdrawal
            and declared.acknowledged_under == source_key
        ):
            return Recorded(0, 1, 0)
        is_used = tx.value("returns/select_key_is_used", source_key=source_key, return_id=return_id)
        bad = [
            BadField(1, field, value, problem)
            for field, value, problem in (
                ("return_id", str(return_id), _problem(declared)),
                ("source_key", source_key, key_problem(source_key, is_used=bool(is_used))),
            )
            if problem
        ]
        if bad:
            raise BadInputError(what, bad)
        stored = tx.run(
            "returns/insert_withdrawal",
            return_id=return_id,
            source_key=source_key,
            occurred_on=entry.today,
            recorded_at=entry.recorded_at,
            recorded_by=entry.recorded_by,
        )
        if not stored:
            problem = "was acknowledged or withdrawn at this moment"
            raise BadInputError(what, [BadField(1, "return_id", str(return_id), problem)])
    return Recorded(1, 0, 0)


def _problem(declared: Any) -> str | None:
    if declared is None:
        return "no such return"
    if declared.is_withdrawal:
        return "was withdrawn before"
    if declared.acknowledged_under is not None:
        return "was acknowledged: the stock has moved; the supplier can reverse the movement"
    return None
