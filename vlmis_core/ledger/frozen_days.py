"""Which days are frozen: asked by everything that reads frozen figures."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from vlmis_core.database import Transaction
from vlmis_core.errors import NotLiveError
from vlmis_core.ledger.calendar import ONE_DAY


@dataclass(frozen=True, slots=True)
class FrozenDays:
    """The frozen days, without a gap: from day zero to ``newest``."""

    first_day: date
    newest: date

    @property
    def day_zero(self) -> date:
        """The day whose closings are the initial stock."""
        return self.first_day - ONE_DAY


def frozen_days(tx: Transaction) -> FrozenDays:
    """Read the frozen days as analysts may.

    Raises:
        NotLiveError: there is none yet, not even day zero.
    """
    return _found(tx.row("ledger/select_published_days"))


def days_of_ledger(tx: Transaction) -> FrozenDays:
    """The same for the roles of the application; waits for nobody who holds the ledger.

    Raises:
        NotLiveError: there is none yet, not even day zero.
    """
    return _found(tx.row("ledger/select_frozen_days"))


def _found(frozen: Row[Any] | None) -> FrozenDays:
    if frozen is None or frozen.first_day is None:
        raise NotLiveError("the ledger has no first day yet: vlmis eod go-live --first-day DATE.")
    return FrozenDays(frozen.first_day, frozen.newest)
