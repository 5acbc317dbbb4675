"""Freezing a stock day: whether it may begin, whether it could be sealed, what breaks it."""

from vlmis_core.messages.definition import FixBy, MessageClass, define

MESSAGES = (
    define(
        "day_not_sealed",
        MessageClass.REFUSED,
        "{day} cannot be sealed and is open again.",
        fix_by=FixBy.SYSTEM_OPERATOR,
        action="Correct it with movements (a reversal, a count), then freeze it again.",
    ),
)
