"""Withdraw records: a person says that they can never arrive in DHIS2."""

from datetime import datetime

from vlmis_core.database import Database
from vlmis_core.delivery.record_choice import (
    ChosenRecords,
    RecordChoice,
    require_person_and_reason,
)
from vlmis_core.errors import PermanentError
from vlmis_core.messages import message


def preview_withdrawal(database: Database, choice: RecordChoice) -> ChosenRecords:
    """Count the records that ``withdraw_records`` would withdraw, and change nothing.

    Raises:
        PermanentError: the choice names nothing, or no record matches it.
    """
    _require_narrow(choice)
    with database.transaction() as tx:
        choice.require_store(tx)
        found = tx.row("delivery/count_records_to_withdraw", as_=ChosenRecords, **choice.filters)
    assert found is not None  # A count always has its row.
    if not found.records:
        raise PermanentError(message("no_record_to_withdraw"))
    return found


def withdraw_records(
    database: Database, choice: RecordChoice, *, by: str, reason: str, now: datetime
) -> int:
    """Withdraw waiting, refused, held and failed records; returns how many.

    They are sent no more and no list of what waits has them; their history stays. Only a requeue
    of withdrawn records sends them again.

    Args:
        database: The VLMIS database, as the recorder: the role under which people log in.
        choice: Which records; a store, a product or a day is required.
        by: Username of the person.
        reason: Why, as the person wrote it.
        now: When.

    Raises:
        BadInputError: the reason or the person is missing.
        PermanentError: the choice names nothing, or no record matches it.
    """
    require_person_and_reason("withdraw", by=by, reason=reason)
    _require_narrow(choice)
    with database.transaction() as tx:
        choice.require_store(tx)
        records = tx.value(
            "delivery/withdraw_records",
            as_=int,
            by=by,
            reason=reason,
            selection=str(choice),
            at=now,
            **choice.filters,
        )
        if not records:
            raise PermanentError(message("no_record_to_withdraw"))
    return records


def _require_narrow(choice: RecordChoice) -> None:
    if choice == RecordChoice():
        raise PermanentError(message("withdrawal_names_nothing"))
