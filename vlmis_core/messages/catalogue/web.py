"""Pages, forms and the API."""

from vlmis_core.messages.definition import MessageDefinition

MESSAGES: tuple[MessageDefinition, ...] = ()
