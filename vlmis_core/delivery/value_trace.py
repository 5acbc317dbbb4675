"""The data values of one EoD row on their way from the movements to DHIS2, as plain values.

Quantities are in the product's unit.
"""

from dataclasses import dataclass
from datetime import date, datetime

from vlmis_core.dhis2.categories import Category
from vlmis_core.messages import Message


@dataclass(frozen=True, slots=True)
class TracedPair:
    """The store and the product; ``opened_on`` None: the store never held the product."""

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
    """The state of the stock day; ``due_at`` is the instant from which it may be frozen."""

    day: date
    state: str
    due_at: datetime
    begun_at: datetime | None = None
    frozen_at: datetime | None = None
    early_reason: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class TracedMovement:
    """One line of the ledger; ``stock_effect`` is the change of the stock.

    The fields from ``outcome`` on are of distributions: what was sent, what the child confirmed.
    """

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
    outcome: str | None
    sent: int | None
    received: int | None
    received_on: date | None
    received_by: str | None


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
    """One of the nine: the columns of the EoD row that it is the sum of, and its combo in DHIS2."""

    category: Category
    value: int
    columns: tuple[str, ...]
    option_combo_uid: str | None


@dataclass(frozen=True, slots=True)
class TracedTarget:
    """Where the record was sent, or (``is_sent`` false) would be sent now. None: not known."""

    is_sent: bool
    base_url: str | None
    data_set_uid: str | None
    data_set_name: str | None
    data_element_uid: str | None
    data_element_name: str | None
    option_combo_uids: list[str | None] | None
    org_unit_uid: str | None
    org_unit_name: str | None


@dataclass(frozen=True, slots=True)
class TracedDelivery:
    """The state of the record at the push, with both counters."""

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
    withdrawn_at: datetime | None
    """When it was last withdrawn, also if it was sent again after that; None: never."""
    withdrawn_by: str | None
    withdrawal_reason: str | None

    @property
    def was_sent(self) -> bool:
        """Tell whether it was ever sent; a push for a past night adds to no counter."""
        return self.last_night is not None


@dataclass(frozen=True, slots=True)
class TracedAttempt:
    """One refusal that counted."""

    round: int
    attempt: int
    night: date
    code: str
    answer: str
    categories: list[str]
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
    finding: Message | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class TracedDifference:
    """A data value that DHIS2 had with other content; None: it had none.

    ``kind``: when it was sent (``not_as_sent``), or after it was posted (``changed``, ``missing``);
    ``foreign``: it was found at another org unit; ``restored``: it was in order again.
    """

    kind: str
    category: str
    frozen_value: int
    found_value: str | None
    stored_by: str | None
    stored_at: str | None
    seen_at: datetime
    night: date | None
    org_unit_name: str | None
    is_open: bool
    """Whether nothing was sent or deleted since then that set it right."""


@dataclass(frozen=True, slots=True)
class TracedHold:
    """A hold on the record; ``is_current`` false: it has ended."""

    message: Message
    is_current: bool
    is_from_answer: bool
    first_night: date
    last_night: date


@dataclass(frozen=True, slots=True)
class FormerTarget:
    """A target that the record was sent to before its HMIS Code or org unit changed.

    ``deletion``: what became of the data values there (deleted, absent, kept, waits); None: nobody
    asked to delete them.
    """

    data_element_uid: str
    org_unit_uid: str
    left_at: datetime
    deletion: str | None


@dataclass(frozen=True, slots=True)
class TracedRequeue:
    """A requeue by a person whose choice includes the record."""

    requeued_at: datetime
    requeued_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class ValueTrace:
    """All that is known of the data values of one store and product on one day, step by step."""

    pair: TracedPair
    category: Category | None
    day: TracedDay
    day_zero: date
    push_from: date | None
    off_because: Message | None
    """Why nothing is sent from here; None: records are sent."""
    movements: tuple[TracedMovement, ...]
    """Counted in this day; of an open day, so far."""
    counted_later: tuple[TracedMovement, ...]
    """Happened on this day, and were recorded after it was frozen."""
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
        """Return the stock at the end of a day that is not frozen, by what is recorded so far."""
        if self.stock_before is None:
            return None
        return self.stock_before + sum(movement.stock_effect for movement in self.movements)

    @property
    def is_remapped(self) -> bool:
        """Tell whether it was sent to another target than it would be sent to now."""
        target, pair = self.target, self.pair
        return target.is_sent and (target.data_element_uid, target.org_unit_uid) != (
            pair.hmis_code,
            pair.org_unit_uid,
        )
