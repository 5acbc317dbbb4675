"""Read which stock days are frozen and which are open."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from vlmis_core.database import Transaction
from vlmis_core.errors import NotLiveError
from vlmis_core.ledger.calendar import ONE_DAY
from vlmis_core.messages import message


@dataclass(frozen=True, slots=True)
class FrozenDays:
    """The frozen days, without a gap: from day zero to ``newest``."""

    first_day: date
    newest: date

    @property
    def day_zero(self) -> date:
        """Return the day whose closings are the initial stock."""
        return self.first_day - ONE_DAY


@dataclass(frozen=True, slots=True)
class Horizon:
    """The border between closed and open days; days from ``first_open_day`` on are open.

    While a day is closing, ``last_frozen`` is two days before the first open one.
    """

    first_open_day: date
    last_frozen: date
    first_day: date


Days = TypeVar("Days", FrozenDays, Horizon)


def read_published_days(tx: Transaction) -> FrozenDays:
    """Read the frozen days from the view that analysts may read.

    Raises:
        NotLiveError: no day is frozen yet, not even day zero.
    """
    return _require_live(tx.row("ledger/select_published_days", as_=FrozenDays))


def read_frozen_days(tx: Transaction) -> FrozenDays:
    """Read the frozen days from the table itself; waits for no lock of the ledger.

    Raises:
        NotLiveError: no day is frozen yet, not even day zero.
    """
    return _require_live(tx.row("ledger/select_frozen_days", as_=FrozenDays))


def read_horizon(tx: Transaction) -> Horizon:
    """Read the border between closed and open days.

    Raises:
        NotLiveError: no day is frozen yet, not even day zero.
    """
    return _require_live(tx.row("ledger/select_horizon", as_=Horizon))


def _require_live(days: Days | None) -> Days:
    """Return ``days``; before the ledger is live the query gives nulls."""
    if days is None or days.first_day is None:
        raise NotLiveError(message("ledger_is_not_live"))
    return days
