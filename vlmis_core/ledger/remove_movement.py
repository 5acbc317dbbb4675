"""Remove a movement that should never have been in the ledger: the way out of the owner only."""

from vlmis_core.database import Database
from vlmis_core.errors import BadInputError, Fault
from vlmis_core.messages import message


def remove_movement(database: Database, source_key: str, *, by: str, reason: str) -> None:
    """Remove the movement of ``source_key`` from an open day; it is kept whole in a log.

    A mistake is corrected by a reversal. This is for a row that hinders every freeze and that no
    reversal can put right.

    Args:
        database: The VLMIS database, as the owner: no other role may.
        source_key: The key of the movement.
        by: The person.
        reason: Why, as the person wrote it.

    Raises:
        BadInputError: the reason is missing.
        PermanentError: there is no such movement, its day is not open, or it is cancelled.
    """
    if not reason.strip():
        raise BadInputError(
            "remove-movement", [Fault(0, "reason", reason, message("field_is_missing"))]
        )
    with database.transaction() as tx:
        tx.run("ledger/remove_movement", source_key=source_key, reason=reason, by=by)
