"""Which days are frozen: asked by everything that reads frozen figures."""

from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Transaction
from vlmis_core.errors import NotLiveError
from vlmis_core.stock.calendar import ONE_DAY


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
    """Read the frozen days; any role may.

    Raises:
        NotLiveError: there is none yet, not even day zero.
    """
    frozen = tx.row("freeze/select_frozen_days")
    if frozen is None or frozen.first_day is None:
        raise NotLiveError("the ledger has no first day yet: vlmis eod go-live --first-day DATE.")
    return FrozenDays(frozen.first_day, frozen.newest)
