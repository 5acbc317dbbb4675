"""Movements, counts, returns, lots and receipts."""

from vlmis_core.messages.definition import MessageDefinition

MESSAGES: tuple[MessageDefinition, ...] = ()
