"""The faults of a file as lines of a file."""

from dataclasses import dataclass

from vlmis_core.errors import BadInputError
from vlmis_core.messages import Translator


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A fault as a line of a file."""

    line: int
    column: str
    value: str
    code: str
    reason: str


def fault_lines(error: BadInputError, tr: Translator) -> list[FaultLine]:
    """Write every fault in the language of the translator."""
    return [
        FaultLine(fault.line, fault.field, fault.value, fault.message.code, tr.text(fault.message))
        for fault in error.faults
    ]
