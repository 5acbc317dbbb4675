"""The trace of one EoD row's figures from the movements to DHIS2, as plain values.

Nothing here decides or renders; quantities are in the product's unit.
"""

from dataclasses import dataclass
from datetime import date, datetime

from vlmis_core.dhis2.categories import Category


@dataclass(frozen=True, slots=True)
class TracedPair:
    """The store and the product; ``opened_on`` is None when the two have never met."""

    store_id: int
    store_code: str
    store_name: str
    org_unit_uid: str | None
    closed_on: date | None
    product_id: int
    product_code: str
    product_name: str
    unit: str
    hmis_code: str | None
    retired_on: date | None
    opened_on: date | None


@dataclass(frozen=True, slots=True)
class TracedDay:
    """How far the stock day is; ``due_at`` is the instant from which it may be frozen."""

    day: date
    state: str
    due_at: datetime
    begun_at: datetime | None = None
    frozen_at: datetime | None = None
    early_reason: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class TracedMovement:
    """One line of the ledger; ``stock_effect`` is what it did to the stock."""

    movement_id: int
    stock_day: date
    kind: str
    quantity: int
    stock_effect: int
    occurred_on: date
    is_late: bool
    recorded_at: datetime
    recorded_by: str
    reason: str | None
    lot: str | None
    transfer_id: int | None
    counterpart_store_code: str | None
    counterpart_store_name: str | None
    count_id: int | None
    counted: int | None
    counted_on: date | None
    reverses_movement_id: int | None
    reversed_by_movement_id: int | None


@dataclass(frozen=True, slots=True)
class TracedEodRow:
    """The frozen row; ``closing_before`` is None when the pair had no row the day before."""

    opening: int
    arrivals: int
    requisitions_received: int
    distributions_out: int
    returns_in: int
    returns_out: int
    count_adjustment: int
    dispensing: int
    wastage: int
    closing: int
    has_late_entries: bool
    closing_before: int | None


@dataclass(frozen=True, slots=True)
class TracedValue:
    """One of the nine: the columns of the EoD row that make it, and its combo in DHIS2."""

    category: Category
    value: int
    columns: tuple[str, ...]
    option_combo_uid: str | None


@dataclass(frozen=True, slots=True)
class TracedTarget:
    """Where it was sent; where it would go while ``is_sent`` is false. None: not known."""

    is_sent: bool
    base_url: str | None
    data_set_uid: str | None
    data_set_name: str | None
    data_element_uid: str | None
    data_element_name: str | None
    option_combo_uids: tuple[str | None, ...]
    org_unit_uid: str | None
    org_unit_name: str | None


@dataclass(frozen=True, slots=True)
class TracedDelivery:
    """What the push knows of the record: its state, and both counters."""

    state: str
    is_awaiting_read_back: bool
    round: int
    attempts: int
    nights_tried: int
    unanswered_nights: int
    last_night: date | None
    refused_night: date | None
    posted_night: date | None
    request_id: int | None

    @property
    def was_sent(self) -> bool:
        """Whether it ever was; a push for a past night adds to no counter."""
        return self.last_night is not None


@dataclass(frozen=True, slots=True)
class TracedAttempt:
    """One refusal that counted."""

    round: int
    attempt: int
    night: date
    code: str
    sentence: str
    categories: tuple[str, ...]
    request_id: int
    header_id: str | None


@dataclass(frozen=True, slots=True)
class TracedRequest:
    """One request; ``is_certain`` is false when only its range of org units says that it fits."""

    request_id: int
    is_certain: bool
    sent_at: datetime
    night: date
    run_id: str
    label: str | None
    record_count: int
    http_status: int | None
    outcome: str
    refused_count: int | None
    imported: int | None
    updated: int | None
    ignored: int | None
    deleted: int | None
    server_version: str
    header_id: str
    body_digest: str
    finding: str | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class TracedDifference:
    """A figure that DHIS2 held otherwise when it was read back; None: it held nothing."""

    category: str
    frozen_value: int
    found_value: str | None
    stored_by: str | None
    stored_at: str | None
    seen_at: datetime
    night: date | None


@dataclass(frozen=True, slots=True)
class TracedHold:
    """A cause that covers the record, standing or gone."""

    reason_code: str
    sentence: str
    fix_by: str
    is_standing: bool
    is_from_answer: bool
    first_night: date
    last_night: date


@dataclass(frozen=True, slots=True)
class FormerTarget:
    """A place that it was sent to before its HMIS Code or org unit changed.

    ``deletion``: what became of the figures there (deleted, absent, kept, waits); None: not asked.
    """

    data_element_uid: str
    org_unit_uid: str
    left_at: datetime
    deletion: str | None


@dataclass(frozen=True, slots=True)
class TracedRequeue:
    """A person's order to send again whose choice covers the record."""

    requeued_at: datetime
    requeued_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class ValueTrace:
    """All that is known of the data values of one pair on one day, in the order of their way."""

    pair: TracedPair
    category: Category | None
    day: TracedDay
    day_zero: date
    push_from: date | None
    may_send: bool
    movements: tuple[TracedMovement, ...]
    """Counted in this day; of an open day, so far."""
    counted_later: tuple[TracedMovement, ...]
    """Happened on this day, but came after it was frozen."""
    stock_before: int | None
    """Stock at the start of a day that is not frozen."""
    eod: TracedEodRow | None
    values: tuple[TracedValue, ...]
    target: TracedTarget
    delivery: TracedDelivery | None
    holds: tuple[TracedHold, ...]
    attempts: tuple[TracedAttempt, ...]
    requests: tuple[TracedRequest, ...]
    differences: tuple[TracedDifference, ...]
    former_targets: tuple[FormerTarget, ...]
    requeues: tuple[TracedRequeue, ...]

    @property
    def stock_so_far(self) -> int | None:
        """Stock at the end of a day that is not frozen, as far as it was recorded."""
        if self.stock_before is None:
            return None
        return self.stock_before + sum(movement.stock_effect for movement in self.movements)

    @property
    def is_remapped(self) -> bool:
        """Whether it was sent to another place than it would be sent to now."""
        target, pair = self.target, self.pair
        return target.is_sent and (target.data_element_uid, target.org_unit_uid) != (
            pair.hmis_code,
            pair.org_unit_uid,
        )
