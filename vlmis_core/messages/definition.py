"""What is known of a code: its class, its English text, who can fix it, and what to do next."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Self

from vlmis_core.messages.gaps import Gap, gaps_of

COUNT = "count"
"""The gap whose number chooses between singular and plural."""

CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")
"""How a code is written."""

_PERMANENT, _TRANSIENT = 1, 75  # 75: EX_TEMPFAIL, "try again later".


class MessageClass(StrEnum):
    """What kind of message a code is: decides the HTTP status and the exit code of the command."""

    http_status: HTTPStatus | None
    exit_code: int | None

    def __new__(cls, value: str, http_status: int | None = None, exit_code: int = 0) -> Self:
        """Make a member with its HTTP status and exit code; both None for what is no error."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.http_status = HTTPStatus(http_status) if http_status else None
        member.exit_code = exit_code or None
        return member

    INVALID_INPUT = "invalid_input", 422, _PERMANENT
    NOT_FOUND = "not_found", 404, _PERMANENT
    CONFLICT = "conflict", 409, _PERMANENT
    """Recorded before, with other content."""
    NOT_READY = "not_ready", 409, _PERMANENT
    UNCONFIRMED = "unconfirmed", 422, _PERMANENT
    """May be true: the same with ``confirmed`` is taken."""
    FORBIDDEN = "forbidden", 403, _PERMANENT
    UNAUTHENTICATED = "unauthenticated", 401, _PERMANENT
    TOO_LARGE = "too_large", 413, _PERMANENT
    REFUSED = "refused", 422, _PERMANENT
    """Cannot be done, and trying again does not help."""
    UNAVAILABLE = "unavailable", 503, _TRANSIENT
    """Cannot be done now; trying again can help."""
    DHIS2 = "dhis2", 422, _PERMANENT
    """DHIS2 refused the service user, or answered what no known version answers."""
    INTERNAL = "internal", 500, _PERMANENT

    HOLD = "hold"
    """Why records are not sent for now."""
    VIOLATION = "violation"
    """A row of a stock day breaks an invariant."""
    FINDING = "finding"
    """A result of ``vlmis doctor`` or ``vlmis dhis2 check``."""
    NOTICE = "notice"
    """What was done: summaries, results of tasks."""


class FixBy(StrEnum):
    """Who can fix the cause of a message."""

    USER = "user"
    STORE_ADMINISTRATOR = "store_administrator"
    DHIS2_ADMINISTRATOR = "dhis2_administrator"
    SYSTEM_OPERATOR = "system_operator"
    NOBODY = "nobody"
    """Nothing is to be fixed: wait, or the system tries again by itself."""


@dataclass(frozen=True, slots=True)
class Plural:
    """A text in two forms; the gap ``count`` chooses."""

    singular: str
    plural: str


Text = str | Plural


def plural(singular: str, plural: str) -> Plural:
    """Write a text in singular and plural; its message needs the value ``count``."""
    return Plural(singular, plural)


def forms_of(text: Text) -> tuple[str, ...]:
    """The English forms of a text: one, or singular and plural."""
    return (text.singular, text.plural) if isinstance(text, Plural) else (text,)


@dataclass(frozen=True, slots=True)
class MessageDefinition:
    """One code of the catalogue.

    ``text`` says what is wrong, with the values people know; ``action`` what to do next.
    """

    code: str
    message_class: MessageClass
    text: Text
    fix_by: FixBy
    action: Text | None = None
    parameters: Mapping[str, Gap] = field(init=False)

    def __post_init__(self) -> None:
        """Derive the parameters from the gaps of text and action."""
        if not CODE.fullmatch(self.code):
            raise ValueError(f"{self.code}: a code is two or more words in lower case")
        parameters = gaps_of(form for text in self.texts for form in forms_of(text))
        has_plural = any(isinstance(text, Plural) for text in self.texts)
        if has_plural and parameters.get(COUNT) != Gap(COUNT):
            raise ValueError(f"{self.code}: singular and plural need the gap {{count}}")
        object.__setattr__(self, "parameters", parameters)

    @property
    def texts(self) -> tuple[Text, ...]:
        """The text, and the action where there is one."""
        return (self.text,) if self.action is None else (self.text, self.action)


def define(
    message_class: MessageClass, fix_by: FixBy, /, **texts: Text | tuple[Text, Text]
) -> tuple[MessageDefinition, ...]:
    """Define codes of one class, whose causes the same people can fix.

    Each is written ``code=text``, or ``code=(text, action)`` where there is something to do; the
    tool ``make messages`` takes the texts into the catalogue of gettext.
    """
    pairs = {
        code: each if isinstance(each, tuple) else (each, None) for code, each in texts.items()
    }
    return tuple(
        MessageDefinition(code, message_class, text, fix_by, action)
        for code, (text, action) in pairs.items()
    )
