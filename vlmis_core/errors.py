"""Every error of the system, sorted by the one question an operator asks: does a retry help?

VlmisError
├── TransientError              trying again can help
│   ├── DatabaseUnavailableError  the database did not answer, or a lock was not given in time
│   ├── Dhis2UnavailableError     time-out, 5xx, HTML, a redirect: DHIS2's answer is unknown
│   │   ├── Dhis2NotReachedError    no connection: DHIS2 has not seen the request
│   │   └── LoginUnansweredError    of a login: DHIS2 may have counted a failure
│   └── ConcurrentRunError        another run works on the same thing now
└── PermanentError              only a person or new data can help
    ├── SettingsError             carries every wrong setting
    ├── BadInputError             carries every bad field of a file or a request; nothing was stored
    ├── NotLiveError              the ledger has no first day yet
    ├── DayNotReadyError          the stock day may not be frozen (yet)
    ├── DayNotSealedError         the day broke an invariant, is open again; carries the violations
    ├── RemovalLimitError         a refresh would remove too many org units; a person must allow it
    ├── NotProductionError        this installation may not send to this DHIS2
    ├── LoginRefusedError         a person is not let in; says nothing of why
    │   └── LoginNeedsCodeError     the password is right, and DHIS2 asks for the code
    ├── Dhis2AccessError          DHIS2 refused the credentials or the authority (401, 403)
    └── Dhis2AnswerError          DHIS2 answered something that no known version answers

An error carries a message (code and values), never a finished text; ``error.text(translator)``
writes it in the language of its reader, ``str(error)`` in English for logs and tracebacks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from vlmis_core.messages import (
    DEFINITIONS,
    Given,
    Message,
    MessageClass,
    Translator,
    Value,
    message,
    translator,
)

SHOWN = 20
"""How many faults or violations a text names; the others are counted."""


class VlmisError(Exception):
    """Root of everything that this system raises on purpose."""

    _usual_class = MessageClass.INTERNAL

    def __init__(self, message: Message) -> None:
        """Carry the ``message``; its class decides the HTTP status and the exit code."""
        super().__init__(message)
        self.message = message

    @property
    def code(self) -> str:
        """The code of the message."""
        return self.message.code

    @property
    def message_class(self) -> MessageClass:
        """The class of the message; the usual one where that class has no status (a hold)."""
        if self.message.message_class.http_status:
            return self.message.message_class
        return self._usual_class

    def text(self, translator: Translator) -> str:
        """What is wrong, what to do next, and a line for each of the first details."""
        details = self.detail_texts(translator)
        lines = [translator.text(self.message), *(f"  {detail}" for detail in details[:SHOWN])]
        if len(details) > SHOWN:
            rest = message("more_errors", count=len(details) - SHOWN)
            lines.append(f"  {translator.text(rest)}")
        return "\n".join(lines)

    def detail_texts(self, translator: Translator) -> Sequence[str]:
        """Everything that is wrong, one by one; nothing where the message says it all."""
        return ()

    def __str__(self) -> str:
        return self.text(translator("en"))


class TransientError(VlmisError):
    """Trying again can help."""

    _usual_class = MessageClass.UNAVAILABLE


class DatabaseUnavailableError(TransientError):
    """The database did not answer, or a lock was not given in time."""


class Dhis2UnavailableError(TransientError):
    """DHIS2 gave no answer that can be read: what it did is unknown."""


class Dhis2NotReachedError(Dhis2UnavailableError):
    """No connection was made: DHIS2 has not seen the request."""


class LoginUnansweredError(Dhis2UnavailableError):
    """DHIS2 did not say whether it accepts a login, and may have counted it as a failed one."""


class ConcurrentRunError(TransientError):
    """Another run works on the same thing at this moment."""


class PermanentError(VlmisError):
    """Only a person or new data can help."""

    _usual_class = MessageClass.REFUSED


class SettingsError(PermanentError):
    """One or more settings are missing, unknown or wrong; ``details`` names all of them."""

    def __init__(self, message: Message, details: Sequence[Message] = ()) -> None:
        """Carry the ``message``, and a message for each setting that is wrong."""
        super().__init__(message)
        self.args = (message, details)
        self.details = list(details)

    def detail_texts(self, translator: Translator) -> Sequence[str]:
        """Each setting that is wrong."""
        return [translator.text(detail) for detail in self.details]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field of a file, a form or a request.

    ``line`` is the line of the file (the header is line 1) or the position in the request; 0 is
    the whole.
    """

    line: int
    field: str
    value: str
    message: Message

    def text(self, translator: Translator) -> str:
        """``line 3, store “S7”: …`` in the language of the reader."""
        known = {"field": self.field, "value": self.value, "fault": translator.text(self.message)}
        if not self.line:
            return translator.text(message("fault_in_field", **known))
        return translator.text(message("fault_in_line", line=self.line, **known))

    def __str__(self) -> str:
        return self.text(translator("en"))


def fault_found(line: int, field: str, value: str, code: str, values: Mapping[str, Given]) -> Fault:
    """Build a fault from the columns of a statement."""
    return Fault(line, field, value, _with_shown_values(code, values))


def message_found(code: str, day: date | None, count: int | None) -> Message:
    """Build a message that shows a day or a count from the columns of a statement."""
    return _with_shown_values(code, {"day": day, "count": count})


def _with_shown_values(code: str, values: Mapping[str, Given]) -> Message:
    """Take the values that the message shows."""
    shown = DEFINITIONS[code].parameters
    return message(code, **{name: given for name, given in values.items() if name in shown})


_OF_A_WHOLE_REQUEST = {MessageClass.CONFLICT, MessageClass.FORBIDDEN, MessageClass.UNCONFIRMED}


class BadInputError(PermanentError):
    """A file or request was refused as a whole; ``faults`` names everything that is wrong."""

    def __init__(self, what: Message | str, faults: Sequence[Fault]) -> None:
        """Describe the refusal of ``what`` (a file name, a request) by its faults."""
        super().__init__(message("input_refused", what=what, count=len(faults)))
        self.args = (what, faults)  # An error travels between processes as its arguments.
        self.what = what
        self.faults = list(faults)

    @property
    def message_class(self) -> MessageClass:
        """A conflict, forbidden or unconfirmed, where every field is; invalid input otherwise."""
        classes = {fault.message.message_class for fault in self.faults}
        if len(classes) == 1:
            return next(iter(classes & _OF_A_WHOLE_REQUEST), MessageClass.INVALID_INPUT)
        return MessageClass.INVALID_INPUT

    def detail_texts(self, translator: Translator) -> Sequence[str]:
        """Each fault."""
        return [fault.text(translator) for fault in self.faults]


class NotLiveError(PermanentError):
    """The ledger has no first day yet."""

    _usual_class = MessageClass.NOT_READY


class DayNotReadyError(PermanentError):
    """The stock day may not be frozen (yet)."""

    _usual_class = MessageClass.NOT_READY


@dataclass(frozen=True, slots=True)
class Violation:
    """One row that breaks an invariant of a stock day.

    ``rule`` is the invariant as a sentence, and the code of its message, whose values are
    ``store``, ``product`` and ``values``.
    """

    rule: str
    store: str
    product: str
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def message(self) -> Message:
        """What is wrong with the row."""
        return Message(self.rule, {"store": self.store, "product": self.product, **self.values})

    def text(self, translator: Translator) -> str:
        """What is wrong with the row, in the language of the reader."""
        return translator.text(self.message)

    def __str__(self) -> str:
        return self.text(translator("en"))


class DayNotSealedError(PermanentError):
    """The day broke an invariant; it is open again and can be corrected by movements."""

    def __init__(self, day: str, violations: Sequence[Violation]) -> None:
        """Name the ``day`` and the rows (at most the first hundred) that break a rule."""
        super().__init__(message("day_not_sealed", day=day))
        self.args = (day, violations)
        self.violations = list(violations)

    def detail_texts(self, translator: Translator) -> Sequence[str]:
        """Each row that breaks a rule."""
        return [violation.text(translator) for violation in self.violations]


class RemovalLimitError(PermanentError):
    """A refresh would remove too many org units; a person must allow it."""


class NotProductionError(PermanentError):
    """This installation may not send to this DHIS2."""


class LoginRefusedError(PermanentError):
    """Somebody is not let in; the same for every reason, so that nobody learns which."""

    _answer = "login_refused"

    def __init__(self) -> None:
        """Say what can be done, whatever the reason is."""
        super().__init__(message(self._answer))
        self.args = ()


class LoginNeedsCodeError(LoginRefusedError):
    """DHIS2 accepts the password, and asks for the code of the second factor."""

    _answer = "login_needs_code"


class Dhis2AccessError(PermanentError):
    """DHIS2 refused the credentials or the authority."""

    _usual_class = MessageClass.DHIS2


class Dhis2AnswerError(PermanentError):
    """DHIS2 answered something that no known version answers."""

    _usual_class = MessageClass.DHIS2
