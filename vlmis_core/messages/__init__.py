"""Codes, values, and English and French texts: the only place of the system with sentences.

A message is made where something happens (``message``), stored and passed on as code and values,
and becomes a text only where somebody reads it (``translator``).
"""

from vlmis_core.messages.catalogue import DEFINITIONS, DOMAINS
from vlmis_core.messages.definition import CODE, FixBy, MessageClass, MessageDefinition
from vlmis_core.messages.languages import LANGUAGES, best_language, language_from_locale
from vlmis_core.messages.message import Given, Json, Message, Value, message
from vlmis_core.messages.terms import TERMS
from vlmis_core.messages.translator import Translator, texts_as_codes, translator

__all__ = [
    "CODE",
    "DEFINITIONS",
    "DOMAINS",
    "LANGUAGES",
    "TERMS",
    "FixBy",
    "Given",
    "Json",
    "Message",
    "MessageClass",
    "MessageDefinition",
    "Translator",
    "Value",
    "_",
    "best_language",
    "language_from_locale",
    "message",
    "texts_as_codes",
    "translator",
]


def _(english: str) -> str:
    """Mark a text of a page that is translated later, where it is shown; return it as it is."""
    return english
