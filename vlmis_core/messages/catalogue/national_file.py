"""The monthly national file."""

from vlmis_core.messages.definition import MessageDefinition

MESSAGES: tuple[MessageDefinition, ...] = ()
