"""Recorded conversations with real servers, held again with the stand-in.

The same request must give the same status, body and stored rows. What may differ is listed in
``replay_normal.NORMALISATIONS``; what is not tried, and why, in ``OUT_OF_SCOPE``.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from sandbox.stand_in.dhis2 import Dhis2
from sandbox.stand_in.replay_normal import Normaliser, readable_difference
from sandbox.stand_in.replay_script import Script, request_body
from sandbox.stand_in.server import running
from sandbox.stand_in.testland import recorded_country

RECORDED_DAY = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)

OUT_OF_SCOPE = {
    ("004", "103", "104", "517", "518"): "identifier schemes other than uid",
    ("131", "132", "133", "134"): "asynchronous jobs",
    ("176",): "answers in XML",
    ("4",): "requests were not recorded, and races have no fixed outcome: see the race faults",
    ("506", "507"): "automatic grouping by data set",
    ("510",): "deletion scopes",
    ("512", "513", "514", "515"): "XML, CSV and zip bodies",
    ("516",): "category option maps",
}
"""Numbers (or their first digits) of the conversations that the project never holds, and why."""


@dataclass(frozen=True)
class Outcome:
    """What became of one conversation: no differences means answered alike."""

    name: str
    differences: tuple[str, ...]


def conversations(folder: Path, version: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the conversations within scope, in the order in which they were held."""
    for file in sorted((folder / version).glob("*.json")):
        if why_out_of_scope(file.name) is None:
            yield file.stem, json.loads(file.read_text(encoding="utf-8"))


def left_out(folder: Path, version: str) -> Counter[str]:
    """Return how many conversations of a version are not tried, by reason."""
    reasons = (why_out_of_scope(file.name) for file in (folder / version).glob("*.json"))
    return Counter(reason for reason in reasons if reason)


def why_out_of_scope(name: str) -> str | None:
    """Return why a conversation is not tried, None if it is."""
    for starts, reason in OUT_OF_SCOPE.items():
        if name.startswith(starts):
            return reason
    return None


def replay(folder: Path, version: str) -> Iterator[Outcome]:
    """Hold every conversation of a version within scope, on one server, and compare."""
    dhis2 = Dhis2(version=version, now=RECORDED_DAY)
    recorded_country(dhis2, folder / "metadata.json")
    script = Script(dhis2)
    normaliser = Normaliser(folder / "metadata.json")
    with running(dhis2) as base_url, httpx.Client(base_url=base_url, timeout=60) as client:
        for number, (name, recorded) in enumerate(conversations(folder, version)):
            script.before(name, recorded, client)
            dhis2.clock.set(RECORDED_DAY + timedelta(seconds=number), is_standing=True)
            request = recorded["request"]
            credentials = script.credentials(name, request)
            answer = ask_again(client, name, recorded, credentials, path=script.path(name, request))
            script.after(name, answer)
            yield Outcome(name, tuple(differences(dhis2, recorded, answer, normaliser)))


def ask_again(
    client: httpx.Client,
    name: str,
    recorded: dict[str, Any],
    credentials: Mapping[str, str],
    *,
    path: str | None = None,
) -> httpx.Response:
    """Send a recorded request again, byte for byte where the bytes are known."""
    request = recorded["request"]
    client.cookies.clear()
    headers = {**request["headers"], **credentials}
    sent = client.build_request(
        request["method"],
        path or request["path"],
        params=request.get("params"),
        content=request_body(name, recorded),
    )
    for absent in ("accept", "user-agent", "accept-encoding", "content-type"):
        sent.headers.pop(absent, None)
    sent.headers.update(headers)
    return client.send(sent, follow_redirects=False)


def differences(
    dhis2: Dhis2, recorded: dict[str, Any], answer: httpx.Response, normaliser: Normaliser
) -> Iterator[str]:
    """Yield in what an answer, or what the server holds after it, differs from a recording."""
    expected = recorded["response"]
    if answer.status_code != expected["status"]:
        yield f"status {answer.status_code}, recorded {expected['status']}"
    for name in ("content-type", "location", "www-authenticate"):
        answered = normaliser.header(name, answer.headers.get(name))
        wanted = normaliser.header(name, expected["headers"].get(name))
        if answered != wanted:
            yield f"header {name}: {answered!r}, recorded {wanted!r}"
    wanted, answered = normaliser.body(expected["body"]), normaliser.body(_body(answer))
    if wanted != normaliser.OMITTED and answered != wanted:
        yield readable_difference(answered, wanted)
    if stored := recorded.get("storedAfter"):
        rows = sorted(normaliser.row(row) for row in stored["rows"])
        held = sorted(_held_rows(dhis2, _periods(recorded)))
        if held != rows:
            yield readable_difference(held, rows)


def _body(answer: httpx.Response) -> Any:
    if not answer.content:
        return None
    try:
        return answer.json()
    except ValueError:
        return answer.text


def _periods(recorded: dict[str, Any]) -> set[str]:
    """The days that a conversation names: in its body, and in the rows that it left."""
    found = {row.split("|")[1] for row in recorded["storedAfter"]["rows"]}
    body = recorded["request"].get("body")
    if isinstance(body, dict):
        values = body.get("dataValues") or []
        found |= {v["period"] for v in values if isinstance(v, dict) and v.get("period")}
        found |= {body["period"]} if "period" in body else set()
    return found


def _held_rows(dhis2: Dhis2, periods: set[str]) -> Iterator[str]:
    for key, row in dhis2.store.rows(periods):
        cell = "|".join(key.cell[1:])
        values = f"{row.value}|{row.is_deleted}|{row.stored_by}"
        yield f"{key.cell[0]}|{key.period}|{key.org_unit}|{cell}|{values}"
