"""The first stock day that is sent: production is switched without it; only a person changes it."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from vlmis_core.database import Database, Transaction
from vlmis_core.delivery.production import ProductionSwitch, newest_switch
from vlmis_core.errors import PermanentError
from vlmis_core.messages import Message, message


@dataclass(frozen=True, slots=True)
class FirstDayChange:
    """What another first day means: records of frozen days that were never sent."""

    present: date
    day: date
    records: int

    @property
    def message(self) -> Message:
        """Say what the change means, for whoever is to confirm it."""
        is_earlier = self.day < self.present
        code = "first_day_would_be_earlier" if is_earlier else "first_day_would_be_later"
        return message(code, day=self.day, present=self.present, count=self.records)


def check_first_day_is_kept(database: Database, wanted: date | None) -> None:
    """Refuse to let production be switched on with another first day than the one that is kept.

    Raises:
        PermanentError: it is another one.
    """
    with database.transaction() as tx:
        switch = newest_switch(tx)
    if switch is not None and wanted not in (None, switch.push_from):
        raise PermanentError(message("first_day_is_kept", present=switch.push_from, wanted=wanted))


def preview_first_day(database: Database, day: date) -> FirstDayChange:
    """Count what would be sent, or no longer, if ``day`` were the first; nothing is changed.

    Raises:
        PermanentError: none was chosen yet, or this is the one already.
    """
    with database.transaction() as tx:
        return _change(tx, _kept(tx), day)


def change_first_day(
    database: Database, day: date, *, seen: date, by: str, now: datetime
) -> FirstDayChange:
    """Make ``day`` the first stock day that is sent; production stays on or off as it is.

    Args:
        database: The VLMIS database, as the recorder.
        day: The new first day.
        seen: The first day that the person saw when confirming the change.
        by: Who decides so.
        now: When.

    Raises:
        PermanentError: none was chosen yet, this is the one already, or another one than ``seen``
            is kept meanwhile.
    """
    with database.transaction() as tx:
        switch = _kept(tx)
        if switch.push_from != seen:
            raise PermanentError(
                message("first_day_was_changed_meanwhile", present=switch.push_from, seen=seen)
            )
        change = _change(tx, switch, day)
        made = replace(switch, push_from=day, switched_by=by, switched_at=now)
        tx.run("delivery/insert_production_switch", **asdict(made))
    return change


def _kept(tx: Transaction) -> ProductionSwitch:
    switch = newest_switch(tx)
    if switch is None:
        raise PermanentError(message("first_day_is_not_chosen"))
    return switch


def _change(tx: Transaction, switch: ProductionSwitch, day: date) -> FirstDayChange:
    present = switch.push_from
    if day == present:
        raise PermanentError(message("first_day_is_the_same", present=present))
    first, end = sorted((day, present))
    records = tx.value("delivery/count_unsent_records", as_=int, first_day=first, end_day=end)
    return FirstDayChange(present, day, records)
