"""Read one recorded conversation with DHIS2, and the outcome of each value; for support."""

import json
from dataclasses import dataclass
from pathlib import Path

from vlmis_core.delivery.model.import_answer import read_import_answer
from vlmis_core.delivery.model.sent_values import sent_values
from vlmis_core.dhis2.import_summary import Answer
from vlmis_core.errors import BadInputError, Fault
from vlmis_core.messages import Message, message


@dataclass(frozen=True, slots=True)
class ValueOutcome:
    """The outcome of one value: ``accepted``, ``refused`` (with its code) or ``unknown``."""

    index: int
    outcome: str
    code: str
    sentence: str


def read_recorded_answer(path: Path) -> list[ValueOutcome]:
    """Return the outcome of each value of a recorded request (JSON: ``request``, ``response``).

    Raises:
        BadInputError: the file is not such a recording, or its request holds no data values.
    """
    try:
        recorded = json.loads(path.read_text(encoding="utf-8"))
        request, response = recorded["request"], recorded["response"]
        body, status = request["body"], response["status"]
        headers = response.get("headers") or {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _refusal(path, message("not_a_recording", problem=type(error).__name__)) from error
    sent = sent_values(json.loads(body) if isinstance(body, str) else body)
    if sent is None:
        raise _refusal(path, message("recording_has_no_data_values"))
    text = response.get("body")
    answer = Answer(
        status if isinstance(status, int) else None,
        str(headers.get("content-type", "")),
        text if isinstance(text, str) else json.dumps(text),
    )
    reading = read_import_answer(answer, sent)
    outcomes = []
    for index in range(sent.count):
        refusal = reading.refusals.get(index)
        outcomes.append(
            ValueOutcome(
                index,
                str(reading.outcome(index)),
                refusal.code if refusal else "",
                refusal.sentence if refusal else "",
            )
        )
    return outcomes


def _refusal(path: Path, problem: Message) -> BadInputError:
    return BadInputError(str(path), [Fault(0, "recording", path.name, problem)])
