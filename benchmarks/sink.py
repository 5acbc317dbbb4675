"""A DHIS2 that answers at once: it counts what it is sent, and gives it back when it is read.

Not the stand-in: it judges nothing, so that a benchmark measures the sender alone.
"""

import gzip
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any
from urllib.parse import parse_qs, urlsplit

from vlmis_core.dhis2.categories import CATEGORIES

DATA_SET = "SinkDataSet"
COMBO = "SinkCombo01"
_UNIT = re.compile(rb'"orgUnit":"(.{11})"')
_STORED = (
    b',"attributeOptionCombo":"HllvX50cXC0","storedBy":"sink","created":"2026-01-02T20:00:00.000"'
    b',"lastUpdated":"2026-01-02T20:00:00.000","comment":null,"followup":false}'
)


@dataclass(frozen=True, slots=True)
class SinkCountry:
    """What the sink knows: paths of org units by uid, and data elements."""

    paths: dict[str, str]
    elements: tuple[str, ...]
    version: str = "2.43.1"

    @property
    def root(self) -> str:
        """The org unit above all."""
        return next(iter(self.paths.values())).split("/")[1]


@contextmanager
def running_sink(country: SinkCountry) -> Iterator[str]:
    """Run a sink in a process of its own; yields its base URL."""
    parent_end, child_end = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=_serve, args=(country, child_end), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{parent_end.recv()}"
    finally:
        process.terminate()
        process.join()


def _serve(country: SinkCountry, port: Connection) -> None:
    sink = _Sink(country)

    class Handler(_Handler):
        answers = sink

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    port.send(server.server_port)
    server.serve_forever()


class _Sink:
    """Everything that it was sent, compressed, with the org units of each body."""

    def __init__(self, country: SinkCountry) -> None:
        self.country = country
        self.bodies: list[tuple[frozenset[bytes], bytes]] = []
        self.busy_seconds = 0.0
        self.is_new = not country.version.startswith("2.42")

    def take(self, packed: bytes) -> bytes:
        units = _UNIT.findall(gzip.decompress(packed))
        self.bodies.append((frozenset(units), packed))
        counts = {"imported": 0, "updated": 0, "ignored": 0, "deleted": 0}
        counts["updated" if self.is_new else "imported"] = len(units)
        options = {"dryRun": False, "importStrategy": "CREATE_AND_UPDATE"}
        summary = {
            "responseType": "ImportSummary",
            "status": "SUCCESS",
            "importOptions": options | ({"atomic": False} if self.is_new else {}),
            "description": "Import process completed successfully",
            "importCount": counts,
            "conflicts": [],
            "rejectedIndexes": [],
        }
        return _json(
            {"httpStatus": "OK", "httpStatusCode": 200, "status": "OK"} | {"response": summary}
        )

    def give_back(self, asked: dict[str, list[str]]) -> bytes:
        """What was stored at and below an org unit, each value as DHIS2 tells it."""
        root = asked["orgUnit"][0]
        units = {root.encode()}
        if "children" in asked:
            paths = self.country.paths.items()
            units = {uid.encode() for uid, path in paths if root in path.split("/")}
        period = f'"period":"{asked["period"][0]}"'.encode()
        found = [
            value + _STORED
            for held, packed in self.bodies
            if not units.isdisjoint(held)
            for value in _values(gzip.decompress(packed))
            if period in value and _UNIT.search(value)[1] in units  # type: ignore[index]
        ]
        return b'{"dataValues":[' + b",".join(found) + b"]}"

    def metadata(self, path: str) -> bytes:
        country = self.country
        combos = [
            {"id": f"SinkOption{i}", "categoryOptions": [{"id": f"SinkOption{i}", "code": code}]}
            for i, code in enumerate(CATEGORIES)
        ]
        root = [{"id": country.root}]
        answers: dict[str, Any] = {
            "system/info": {
                "version": country.version, "serverDate": "2026-01-02T20:00:00.000",
                "serverTimeZoneId": "Etc/UTC", "calendar": "iso8601",
            },
            "me": {
                "id": "SinkUser001", "username": "sink", "authorities": ["F_DATAVALUE_ADD"],
                "organisationUnits": root, "dataViewOrganisationUnits": root,
            },
            "dataSets": {"dataSets": [{
                "id": DATA_SET, "code": "VLMIS_DAILY", "name": "Sink", "periodType": "Daily",
                "openFuturePeriods": 2, "expiryDays": 10,
                "access": {"data": {"read": True, "write": True}},
                "dataSetElements": [{"dataElement": {"id": uid}} for uid in country.elements],
                "organisationUnits": list(country.paths),
            }]},
            "dataElements": {"dataElements": [{
                "id": uid, "name": uid, "domainType": "AGGREGATE", "valueType": "INTEGER",
                "aggregationType": "LAST", "zeroIsSignificant": True,
                "categoryCombo": {"id": COMBO},
            } for uid in country.elements]},
            f"categoryCombos/{COMBO}": {"id": COMBO, "categoryOptionCombos": combos},
            "lockExceptions": {"lockExceptions": []},
            "categoryOptions": {"categoryOptions": [
                {"id": f"SinkOption{i}", "code": code, "access": {"data": {"write": True}}}
                for i, code in enumerate(CATEGORIES)
            ]},
            "organisationUnits": {"organisationUnits": [
                {"id": uid, "name": uid, "openingDate": "2020-01-01T00:00:00.000"}
                | ({"parent": {"id": path.split("/")[-2]}} if path.count("/") > 1 else {})
                for uid, path in country.paths.items()
            ]},
            "sink/busy": {"seconds": self.busy_seconds},
        }  # fmt: skip
        return _json(answers[path])


class _Handler(BaseHTTPRequestHandler):
    answers: _Sink
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        packed = self.rfile.read(int(self.headers["Content-Length"]))
        self._timed(lambda: self.answers.take(packed))

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        path = address.path.removeprefix("/api/")
        if path == "dataValueSets":
            self._timed(lambda: self.answers.give_back(parse_qs(address.query)))
        else:
            self._timed(lambda: self.answers.metadata(path))

    def _timed(self, make: Any) -> None:
        begun = time.perf_counter()
        body = make()
        self.answers.busy_seconds += time.perf_counter() - begun
        head = (
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self.wfile.write(head.encode() + body)  # In one piece, or Nagle's algorithm waits.

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _values(body: bytes) -> list[bytes]:
    """The values of a body as it was sent, each without its closing brace."""
    start = body.index(b"[{") + 1
    return [b"{" + value for value in body[start + 1 : -3].split(b"},{")]


def _json(found: object) -> bytes:
    return json.dumps(found).encode()
