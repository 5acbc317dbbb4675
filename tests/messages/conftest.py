"""Codes that only these tests know."""

import pytest

from vlmis_core.messages import DEFINITIONS, FixBy, MessageClass
from vlmis_core.messages.definition import define, plural

EXAMPLES = (
    define(
        "example_of_forms",
        MessageClass.NOTICE,
        "{word} {number} {year:plain} {at:instant} {kind:movement_kind} {roles:list:role}",
        fix_by=FixBy.NOBODY,
    ),
    define(
        "example_of_parts",
        MessageClass.REFUSED,
        "{store} cannot be closed: {obstacles:list:message}.",
        fix_by=FixBy.STORE_ADMINISTRATOR,
        action="Ask {person} first.",
    ),
    define(
        "example_of_count",
        MessageClass.NOTICE,
        plural("{count} store", "{count} stores"),
        fix_by=FixBy.NOBODY,
    ),
)


@pytest.fixture(autouse=True)
def _examples(monkeypatch: pytest.MonkeyPatch) -> None:
    for definition in EXAMPLES:
        monkeypatch.setitem(DEFINITIONS, definition.code, definition)
