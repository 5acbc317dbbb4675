"""A message: a code and its values. It becomes a text only where it is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vlmis_core.messages.catalogue import DEFINITIONS
from vlmis_core.messages.definition import COUNT, FixBy, MessageClass, MessageDefinition
from vlmis_core.messages.gaps import INSTANT, MESSAGE, OWN_FORMS, PLAIN, Gap
from vlmis_core.messages.terms import TERMS

Value: TypeAlias = "str | int | float | bool | Message | tuple[Value, ...] | None"
"""What a message holds; a date or a time is held as its ISO text."""

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"

Given: TypeAlias = (
    "str | int | float | bool | date | Message | Sequence[Given] | Mapping[str, Json] | None"
)
"""What a caller may give as a value; a mapping is a message as the database wrote it."""


@dataclass(frozen=True, slots=True)
class Message:
    """A code of the catalogue with the values for the gaps of its text; made by ``message``."""

    code: str
    values: Mapping[str, Value]

    def __hash__(self) -> int:
        return hash((self.code, frozenset(self.values.items())))

    @property
    def definition(self) -> MessageDefinition:
        """What the catalogue knows of the code.

        Raises:
            KeyError: another version of the program wrote the message.
        """
        return DEFINITIONS[self.code]

    @property
    def message_class(self) -> MessageClass:
        """The class of the code."""
        return self.definition.message_class

    @property
    def fix_by(self) -> FixBy:
        """Who can fix the cause."""
        return self.definition.fix_by

    def as_json(self) -> dict[str, Json]:
        """Write the message for the database or for XCom: ``{"code": …, "values": {…}}``."""
        return {
            "code": self.code,
            "values": {name: _as_json(value) for name, value in self.values.items()},
        }

    @classmethod
    def from_json(cls, written: Mapping[str, Json]) -> "Message":
        """Read what ``as_json`` or the database wrote, also by another version of the program."""
        values = written.get("values") or {}
        if not isinstance(values, Mapping):
            raise TypeError(f"the values of a message are an object, not {values!r}")
        return cls(str(written["code"]), {name: _from_json(each) for name, each in values.items()})


def message(code: str, /, **values: Given) -> Message:
    """Make a message.

    Raises:
        KeyError: the catalogue has no such code.
        ValueError: a value is missing, surplus, or not of the kind that its gap shows.
    """
    if code not in DEFINITIONS:
        raise KeyError(f"no message has the code {code!r}")
    parameters = DEFINITIONS[code].parameters
    if values.keys() != parameters.keys():
        missing, surplus = parameters.keys() - values.keys(), values.keys() - parameters.keys()
        raise ValueError(f"{code}: missing {sorted(missing)}, surplus {sorted(surplus)}")
    held = {name: _held(value) for name, value in values.items()}
    for name, value in held.items():
        if not _fits(value, parameters[name]):
            raise ValueError(f"{code}: {value!r} does not fit {parameters[name]}")
    return Message(code, held)


def _held(value: Given) -> Value:
    match value:
        case None | bool() | Message():
            return value
        case int():
            return int(value)
        case float():
            return float(value)
        case str():
            return _storable(value)
        case date():
            return value.isoformat()
        case Mapping():
            return Message.from_json(value)
        case Sequence():
            return tuple(_held(each) for each in value)
    raise ValueError(f"{value!r} is no value of a message")


def _storable(text: str) -> str:
    """A text that PostgreSQL and UTF-8 can hold: without a NUL and half of a surrogate pair."""
    return str.encode(text, "utf-8", "replace").decode().replace("\0", "\ufffd")


def _fits(value: Value, gap: Gap) -> bool:
    if gap.of_each is not None:
        item = Gap(gap.name, gap.of_each)
        return isinstance(value, tuple) and all(_fits(each, item) for each in value)
    if gap.form == PLAIN or gap == Gap(COUNT):
        numbers = int if gap.form == PLAIN else (int, float)
        return isinstance(value, numbers) and not isinstance(value, bool)
    if gap.form == MESSAGE:
        return isinstance(value, Message)
    if gap.form == INSTANT:
        return isinstance(value, str)
    if gap.form not in OWN_FORMS:
        return value is None or value in TERMS[gap.form]
    return not isinstance(value, tuple)


def _as_json(value: Value) -> Json:
    match value:
        case Message():
            return value.as_json()
        case tuple():
            return [_as_json(each) for each in value]
    return value


def _from_json(value: Json) -> Value:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Mapping():
            return Message.from_json(value)
        case _:
            return tuple(_from_json(each) for each in value)
