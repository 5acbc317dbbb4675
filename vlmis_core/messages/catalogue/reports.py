"""Reports and their ranges of days."""

from vlmis_core.messages.definition import MessageDefinition

MESSAGES: tuple[MessageDefinition, ...] = ()
