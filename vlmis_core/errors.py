"""Every error of the system, sorted by the one question an operator asks: does a retry help?

VlmisError
├── TransientError              trying again can help
│   ├── DatabaseUnavailableError  the database did not answer, or a lock was not given in time
│   ├── Dhis2UnavailableError     time-out, 5xx, HTML, a redirect: DHIS2's answer is unknown
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
    ├── Dhis2AccessError          DHIS2 refused the credentials or the authority (401, 403)
    └── Dhis2AnswerError          DHIS2 answered something that no known version answers

The message says what is wrong, where, and what to do next.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class VlmisError(Exception):
    """Root of everything that this system raises on purpose."""


class TransientError(VlmisError):
    """Trying again can help."""


class DatabaseUnavailableError(TransientError):
    """The database did not answer, or a lock was not given in time."""


class Dhis2UnavailableError(TransientError):
    """DHIS2 gave no answer that can be read: what it did is unknown."""


class ConcurrentRunError(TransientError):
    """Another run works on the same thing at this moment."""


class PermanentError(VlmisError):
    """Only a person or new data can help."""


class SettingsError(PermanentError):
    """One or more settings are missing, unknown or wrong; the message names all of them."""


@dataclass(frozen=True, slots=True)
class BadField:
    """One field that was refused: where it stands, what it said, and why it cannot be taken.

    ``line`` is the line of the file (the header is line 1) or the position in the request.
    """

    line: int
    field: str
    value: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.field} {self.value!r}: {self.reason}"


class BadInputError(PermanentError):
    """A file or request was refused whole; ``fields`` names every bad field."""

    SHOWN = 20

    def __init__(self, what: str, fields: Sequence[BadField]) -> None:
        """Describe the refusal of ``what`` (a file name, a request) by its bad fields."""
        self.what = what
        self.fields = list(fields)
        super().__init__(self._message())

    def _message(self) -> str:
        shown = "\n".join(f"  {field}" for field in self.fields[: self.SHOWN])
        rest = len(self.fields) - self.SHOWN
        more = f"\n  … and {rest} more" if rest > 0 else ""
        return (
            f"{self.what}: refused whole, nothing was stored. Mend these and send it again:\n"
            f"{shown}{more}"
        )


class NotLiveError(PermanentError):
    """The ledger has no first day yet."""


class DayNotReadyError(PermanentError):
    """The stock day may not be frozen (yet)."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One row that breaks an invariant of a stock day; ``rule`` is the invariant as a sentence."""

    rule: str
    store: str
    product: str
    finding: str

    def __str__(self) -> str:
        return f"{self.rule.replace('_', ' ')}: {self.store} × {self.product}: {self.finding}"


class DayNotSealedError(PermanentError):
    """The day broke an invariant; it is open again and can be mended by movements."""

    def __init__(self, day: str, violations: Sequence[Violation]) -> None:
        """Name the ``day`` and the rows (at most the first hundred) that break a rule."""
        self.violations = list(violations)
        rows = "\n".join(f"  {violation}" for violation in self.violations[:20])
        super().__init__(
            f"{day} cannot be sealed and is open again. Mend it with movements "
            f"(a reversal, a count), then freeze it again:\n{rows}"
        )


class RemovalLimitError(PermanentError):
    """A refresh would remove too many org units; a person must allow it."""


class NotProductionError(PermanentError):
    """This installation may not send to this DHIS2."""


class LoginRefusedError(PermanentError):
    """Somebody is not let in; the same for every reason, so that nobody learns which."""

    def __init__(self) -> None:
        """Say what can be done, whatever it was."""
        super().__init__(
            "Login failed: check username and password. Whoever logs in to DHIS2 with a second "
            "factor uses a personal access token as the password. After three failures, wait 15 "
            "minutes. You also need an account here: ask your administrator."
        )


class Dhis2AccessError(PermanentError):
    """DHIS2 refused the credentials or the authority."""


class Dhis2AnswerError(PermanentError):
    """DHIS2 answered something that no known version answers."""
