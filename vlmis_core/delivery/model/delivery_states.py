"""The life of a record at the push, and the one place that lists its transitions.

The database keeps the same list in a trigger (``sql/functions/guard_delivery.sql``); a test
compares both. ``held`` is not stored with a record: it is what an unposted record is called while a
hold (its product's, store's, day's) stands.
"""

from enum import StrEnum

ATTEMPTS_MAX = 5


class DeliveryState(StrEnum):
    """What is known of a record in DHIS2."""

    PENDING = "pending"
    REFUSED = "refused"
    POSTED = "posted"
    EXHAUSTED = "exhausted"
    HELD = "held"


_NEXT = {
    DeliveryState.PENDING: {DeliveryState.POSTED, DeliveryState.REFUSED},
    DeliveryState.REFUSED: {DeliveryState.POSTED, DeliveryState.REFUSED, DeliveryState.EXHAUSTED},
    DeliveryState.POSTED: {DeliveryState.PENDING},
    DeliveryState.EXHAUSTED: {DeliveryState.PENDING},
}
"""Stored state → stored states that may follow. Back to pending only by a requeue: a new round."""


def may_follow(present: DeliveryState, following: DeliveryState) -> bool:
    """Whether a record in ``present`` may become ``following``."""
    return following in _NEXT.get(present, set())


def after_refusal(attempts: int) -> tuple[DeliveryState, int]:
    """The state and the number of attempts once DHIS2 has refused a record on one more night.

    Args:
        attempts: Refusals counted before, 0 to 4.
    """
    counted = attempts + 1
    state = DeliveryState.EXHAUSTED if counted >= ATTEMPTS_MAX else DeliveryState.REFUSED
    return state, counted
