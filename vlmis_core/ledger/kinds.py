"""The kinds of movement, and what each does to the stock of its store."""

from enum import StrEnum


class MovementKind(StrEnum):
    """The kind of a movement; a positive ``quantity`` moves stock in the direction of the kind."""

    ARRIVAL = "arrival"
    REQUISITION_RECEIVED = "requisition_received"
    DISTRIBUTION_OUT = "distribution_out"
    RETURN_IN = "return_in"
    RETURN_OUT = "return_out"
    COUNT_ADJUSTMENT = "count_adjustment"
    DISPENSING = "dispensing"
    WASTAGE = "wastage"

    @property
    def direction(self) -> int:
        """Return +1 when a positive quantity raises the stock, −1 when it lowers it."""
        return -1 if self in _LOWERING else 1


_LOWERING = frozenset(
    {
        MovementKind.DISTRIBUTION_OUT,
        MovementKind.RETURN_OUT,
        MovementKind.DISPENSING,
        MovementKind.WASTAGE,
    }
)

TYPED_WASTAGE_REASONS = ("expired", "vvm", "frozen", "broken", "other")
"""What people choose from; a loss on the way (``lost_in_transit``, ``lost_in_return``) is made by
the confirmation of what arrived."""
