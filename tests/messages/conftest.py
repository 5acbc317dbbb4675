"""Codes that only these tests know."""

import pytest

from vlmis_core.messages import DEFINITIONS, FixBy, MessageClass, MessageDefinition
from vlmis_core.messages.definition import plural

EXAMPLES = (
    MessageDefinition(
        "example_of_forms",
        MessageClass.NOTICE,
        "{word} {number} {year:plain} {at:instant} {kind:movement_kind} {roles:list:role}",
        FixBy.NOBODY,
    ),
    MessageDefinition(
        "example_of_parts",
        MessageClass.REFUSED,
        "{store} cannot be closed: {obstacles:list:message}.",
        FixBy.STORE_ADMINISTRATOR,
        "Ask {person} first.",
    ),
    MessageDefinition(
        "example_of_count",
        MessageClass.NOTICE,
        plural("{count} store", "{count} stores"),
        FixBy.NOBODY,
    ),
)


@pytest.fixture(autouse=True)
def _examples(monkeypatch: pytest.MonkeyPatch) -> None:
    for definition in EXAMPLES:
        monkeypatch.setitem(DEFINITIONS, definition.code, definition)
