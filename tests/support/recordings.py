"""The recorded conversations that carried data values, with what the server held afterwards."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from vlmis_core.delivery.model.sent_values import SentValues, sent_values
from vlmis_core.dhis2.import_summary import Answer

FOLDER = Path(__file__).parent.parent / "data" / "dhis2"


@dataclass(frozen=True)
class Recording:
    """One posted data value set, its answer, and whether each value was stored as it was sent."""

    name: str
    sent: SentValues
    answer: Answer
    stored: tuple[bool, ...]
    body: Any


@cache
def recordings() -> tuple[Recording, ...]:
    """Every conversation whose request body is readable and whose outcome was looked up."""
    found = (_recording(path) for path in sorted(FOLDER.glob("2.*/*.json")))
    return tuple(recording for recording in found if recording is not None)


def _recording(path: Path) -> Recording | None:
    held = json.loads(path.read_text(encoding="utf-8"))
    request, response = held.get("request") or {}, held.get("response") or {}
    rows = (held.get("storedAfter") or {}).get("rows")
    is_import = (request.get("method"), request.get("path")) == ("POST", "/api/dataValueSets")
    sent = sent_values(request.get("body"))
    if not is_import or rows is None or sent is None:
        return None
    stored = {tuple(row.split("|")[:4]): row.split("|")[5:7] for row in rows}
    body = request["body"]
    answer = Answer(
        response["status"],
        (response.get("headers") or {}).get("content-type", ""),
        response["body"] if isinstance(response["body"], str) else json.dumps(response["body"]),
    )
    return Recording(
        f"{path.parent.name}/{path.stem}",
        sent,
        answer,
        tuple(_is_stored(value, body, stored) for value in body["dataValues"]),
        response["body"],
    )


def _is_stored(value: Any, body: Any, stored: dict[tuple[str, ...], list[str]]) -> bool:
    if not isinstance(value, dict):
        return False
    key = (
        value.get("dataElement"),
        value.get("period", body.get("period")),
        value.get("orgUnit", body.get("orgUnit")),
        value.get("categoryOptionCombo"),
    )
    return stored.get(tuple(map(str, key))) == [value.get("value"), "False"]
