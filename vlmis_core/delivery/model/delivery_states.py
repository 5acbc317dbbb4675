"""The states of a record at the push.

The database guards the transitions between them (``sql/functions/guard_delivery.sql``). ``held`` is
not stored with a record: an unposted record is on hold while a hold affects its product, store or
day.
"""

from enum import StrEnum

ATTEMPTS_MAX = 5


class DeliveryState(StrEnum):
    """What is known of a record in DHIS2."""

    PENDING = "pending"
    REFUSED = "refused"
    POSTED = "posted"
    EXHAUSTED = "exhausted"
    WITHDRAWN = "withdrawn"
    """A person says that it can never arrive; only a requeue sends it again."""
    HELD = "held"


OPEN_STATES = (DeliveryState.PENDING, DeliveryState.REFUSED)
"""A record in one of these is sent, unless a hold affects it; in the others it is not."""
