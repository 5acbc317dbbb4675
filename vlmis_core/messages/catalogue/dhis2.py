"""What DHIS2 answers, or why no answer came."""

from vlmis_core.messages.definition import MessageDefinition

MESSAGES: tuple[MessageDefinition, ...] = ()
