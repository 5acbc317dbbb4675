"""Switch on tracking by lot for a product; it is never switched off."""

from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database
from vlmis_core.errors import PermanentError
from vlmis_core.messages import Message, message


@dataclass(frozen=True, slots=True)
class _Tracking:
    """Since when a product is tracked; ``earliest``: from when it can be (None: not live yet)."""

    tracked_from: date | None
    retired_on: date | None
    first_open_day: date | None
    earliest: date | None


def track_product(database: Database, code: str, *, tracked_from: date | None = None) -> date:
    """Let every entry of the product name a lot from a stock day on; returns that day.

    What the stores hold at that moment is the lot “unassigned”. Without ``tracked_from`` it is
    the first open day that has no movement and no count of the product. Before the ledger is live,
    the day is required; tracked from the first day on, the initial stock has its lots. Holds the
    horizon alone, so that nothing is recorded meanwhile. Switched on again for the same day,
    nothing changes.

    Raises:
        PermanentError: no such product, it is retired, it is tracked from another day, the day is
            frozen, or a movement or count is recorded for it or a later day.
    """
    with database.transaction() as tx:
        tx.run("stores/lock_horizon")
        tracking = tx.row("products/select_tracking", as_=_Tracking, code=code)
        if tracking is None:
            raise PermanentError(message("product_not_found", product=code))
        day = tracked_from or tracking.tracked_from or tracking.earliest
        if day is not None and day == tracking.tracked_from:
            return day
        if day is None:
            raise PermanentError(message("tracking_needs_a_day", product=code))
        obstacle = _obstacle(tracking, code, day)
        if obstacle is not None:
            raise PermanentError(obstacle)
        tx.run("products/update_tracking", code=code, tracked_from=day)
        tx.run("products/insert_unassigned_lot", code=code)
        return day


def _obstacle(tracking: _Tracking, code: str, day: date) -> Message | None:
    """Tell what keeps the product from being tracked from the day on; None: nothing."""
    if tracking.tracked_from is not None:
        return message("product_is_tracked", product=code, tracked_from=tracking.tracked_from)
    if tracking.retired_on is not None:
        return message("product_is_retired", product=code, day=tracking.retired_on)
    if tracking.earliest is not None and day < tracking.earliest:
        return message("tracking_begins_later", product=code, day=day, earliest=tracking.earliest)
    return None
