"""The metadata that DHIS2 needs: checking it and making it."""

from vlmis_core.messages.definition import MessageDefinition

MESSAGES: tuple[MessageDefinition, ...] = ()
