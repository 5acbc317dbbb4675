"""What people and files say: lines to record, before the ledger gives them a stock day."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from vlmis_core.ledger.calendar import local_date
from vlmis_core.ledger.kinds import MovementKind


@dataclass(frozen=True, slots=True)
class Entry:
    """Who records, at which instant, and which day that is in the country."""

    recorded_by: str
    recorded_at: datetime
    today: date

    @classmethod
    def made(cls, recorded_by: str, now: datetime, zone: tzinfo) -> "Entry":
        """An entry made by ``recorded_by`` (username, or name of an import) at ``now``."""
        return cls(recorded_by, now, local_date(now, zone))


@dataclass(frozen=True, slots=True)
class MovementLine:
    """One movement to record.

    Attributes:
        source_key: Made by the sender; the same key with the same content is taken once.
        quantity: Whole, in the product's unit and in the kind's own direction: positive, except
            that a count_adjustment may be negative.
        occurred_on: Local day on which it happened.
        counterpart_store_code: Of a ``distribution_out`` the child, of a ``return_out`` the
            supplier; both make the other store's leg too. Other kinds have none.
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
    """One lot of a pair, as it was counted; the lots of a pair and day make one count together.

    Attributes:
        kind: What a difference becomes: ``count_adjustment``, or ``wastage`` for a shortage.
        reason: Of the difference (``count``, ``initial_count``; for wastage one of its reasons).
        quantity: Seen, whole, in the product's unit, 0 or more.
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
    """What became of the lines: recorded now, recorded before, and of the new ones late entries."""

    recorded: int
    already_recorded: int
    late: int
