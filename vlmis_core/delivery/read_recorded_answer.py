"""Read one recorded conversation with DHIS2 and say what became of each value; for support."""

import json
from dataclasses import dataclass
from pathlib import Path

from vlmis_core.delivery.model.import_answer import read_import_answer
from vlmis_core.delivery.model.sent_values import sent_values
from vlmis_core.dhis2.import_summary import Answer
from vlmis_core.errors import BadField, BadInputError


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one value: ``accepted``, ``refused`` (with its code) or ``unknown``."""

    index: int
    outcome: str
    code: str
    sentence: str


def read_recorded_answer(path: Path) -> list[Verdict]:
    """The verdict for each value of a recorded request (JSON with ``request`` and ``response``).

    Raises:
        BadInputError: the file is not such a recording, or its request holds no data values.
    """
    try:
        recorded = json.loads(path.read_text(encoding="utf-8"))
        request, response = recorded["request"], recorded["response"]
        body, status = request["body"], response["status"]
        headers = response.get("headers") or {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _bad(path, f"is no recorded conversation ({error!r})") from error
    sent = sent_values(json.loads(body) if isinstance(body, str) else body)
    if sent is None:
        raise _bad(path, "its request holds no list of data values")
    said = response.get("body")
    answer = Answer(
        status if isinstance(status, int) else None,
        str(headers.get("content-type", "")),
        said if isinstance(said, str) else json.dumps(said),
    )
    reading = read_import_answer(answer, sent)
    verdicts = []
    for index in range(sent.count):
        refusal = reading.refusals.get(index)
        verdicts.append(
            Verdict(
                index,
                str(reading.outcome(index)),
                refusal.code if refusal else "",
                refusal.sentence if refusal else "",
            )
        )
    return verdicts


def _bad(path: Path, reason: str) -> BadInputError:
    return BadInputError(str(path), [BadField(1, "recording", path.name, reason)])
