"""Lines to record, as people and files send them, before the ledger assigns their stock day."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from vlmis_core.ledger.calendar import local_date
from vlmis_core.ledger.kinds import MovementKind


@dataclass(frozen=True, slots=True)
class Likely:
    """Which quantities are likely; any other is taken only when its line says it is confirmed.

    Attributes:
        movement_factor: A movement is likely up to so many times the usual day of its store,
            product and kind.
        count_percent: A count is likely if it changes the balance by at most so much of it, or by
            at most a month's use.
        asked_from: Smaller movements and differences are always likely: small stores would be
            asked about everything.
    """

    movement_factor: int = 10
    count_percent: int = 50
    asked_from: int = 100


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
    likely: Likely = Likely()

    @classmethod
    def made(
        cls, recorded_by: str, now: datetime, zone: tzinfo, likely: Likely | None = None
    ) -> "Entry":
        """Describe an entry by ``recorded_by`` (username, or name of an import) at ``now``."""
        return cls(recorded_by, now, local_date(now, zone), likely=likely or Likely())


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
        confirmed: A person has checked the quantity, however unlikely it is. No part of the
            content that a key stands for.
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
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class CountLine:
    """One counted lot of a pair; all lots of a pair and day are one count.

    Attributes:
        kind: Of the movement for a difference: ``count_adjustment``, or ``wastage`` for a shortage.
        reason: Of the difference (``count``, ``initial_count``; for wastage one of its reasons).
        quantity: Counted, whole, in the product's unit, 0 or more.
        confirmed: A person has checked the count, however unlikely it is; said of one lot, it holds
            for the whole count.
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
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class ReturnDeclaration:
    """Stock that a child sends back to its supplier; ``quantity`` whole, in the product's unit.

    ``confirmed`` as in a `MovementLine`.
    """

    source_key: str
    child_store_code: str
    product_code: str
    quantity: int
    occurred_on: date
    lot: str | None = None
    expires_on: date | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many lines were recorded now, how many before, and how many of the new ones are late."""

    recorded: int
    already_recorded: int
    late: int
