"""Lines to record, as people and files send them, before the ledger assigns their stock day."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from vlmis_core.ledger.calendar import local_date
from vlmis_core.ledger.kinds import MovementKind


@dataclass(frozen=True, slots=True)
class Entry:
    """Who records, when, and on which local day.

    ``stores_were_chosen``: on a page, by name; a code is that of the store today, whatever the day
    of the line. Otherwise a code that another store had on that day is refused.
    """

    recorded_by: str
    recorded_at: datetime
    today: date
    stores_were_chosen: bool = False

    @classmethod
    def made(cls, recorded_by: str, now: datetime, zone: tzinfo) -> "Entry":
        """Describe an entry by ``recorded_by`` (username, or name of an import) at ``now``."""
        return cls(recorded_by, now, local_date(now, zone))


@dataclass(frozen=True, slots=True)
class MovementLine:
    """One movement to record.

    Attributes:
        source_key: Made by the sender; the same key with the same content is recorded once.
        quantity: Whole, in the product's unit and in the kind's own direction: positive, except
            that a count_adjustment may be negative.
        occurred_on: Local day on which it happened.
        counterpart_store_code: The child of a ``distribution_out``, the supplier of a
            ``return_out``; the other store's leg is recorded with it. Other kinds have none.
    """

    source_key: str
    store_code: str
    product_code: str
    kind: MovementKind
    quantity: int
    occurred_on: date
    counterpart_store_code: str | None = None
    lot: str | None = None
    expires_on: date | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class CountLine:
    """One counted lot of a pair; all lots of a pair and day are one count.

    Attributes:
        kind: Of the movement for a difference: ``count_adjustment``, or ``wastage`` for a shortage.
        reason: Of the difference (``count``, ``initial_count``; for wastage one of its reasons).
        quantity: Counted, whole, in the product's unit, 0 or more.
    """

    source_key: str
    store_code: str
    product_code: str
    quantity: int
    occurred_on: date
    kind: MovementKind = MovementKind.COUNT_ADJUSTMENT
    reason: str = "count"
    lot: str | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many lines were recorded now, how many before, and how many of the new ones are late."""

    recorded: int
    already_recorded: int
    late: int
