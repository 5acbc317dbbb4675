"""Normalise what may differ between two servers that answer alike: times, uids, orders."""

import json
import re
from pathlib import Path
from typing import Any

from sandbox.stand_in.schema import (
    DEFAULT_CATEGORY,
    DEFAULT_COMBO,
    DEFAULT_OPTION,
    DEFAULT_OPTION_COMBO,
)
from sandbox.stand_in.uids import is_uid

NORMALISATIONS = {
    "instants": "every instant is <time>; days (openingDate, closedDate, periods) are compared",
    "identifiers": "an identifier that a server made up (tokens, messages, option combos) is <uid>",
    "addresses": "scheme, host and port of a link are <base>",
    "secrets": "token keys are <redacted>, as in the recordings",
    "sets": "lists that the server keeps as sets (authorities, data set elements, org units of a "
    "data set and its input periods, option combos of a combo, read-back values, tokens, "
    "conversations) are sorted; lists of objects are compared in order",
    "properties": "the order of properties in an object is not compared",
    "pages": "of an HTML page only its heading is compared",
    "build": "revision and build time of the server are not compared",
    "headers": "of the headers only content type, location and challenge are compared",
    "omitted": "where a recording says <omitted>, only the status is compared",
    "compressed": "gzip bodies were recorded by length only: rebuilt from the stored rows",
    "stored": "of stored rows the last change is not compared",
}
"""Every way in which answers are evened out before they are compared."""

_INSTANT = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?([+-]\d{4}|Z)?$")
_ADDRESS = re.compile(r"^https?://[^/]+")
_HEADING = re.compile(r"<h1>(.*?)</h1>")
_DAYS = {"openingDate", "closedDate", "startDate", "endDate", "closingDate"}
_SETS = {
    "authorities", "dataSetElements", "organisationUnits", "categoryOptionCombos", "dataValues",
    "apiToken", "messageConversations", "dataSets", "dataInputPeriods",
}  # fmt: skip
_LISTINGS = {("organisationUnits",), ("dataSets",), ("categoryOptionCombos",)}
"""Lists of objects of a type: their order is the server's promise."""
_BUILD = {"revision", "buildTime"}
_IDENTIFIERS = {"id", "uid", "owner"}


class Normaliser:
    """Evens out answers; knows the identifiers that both servers must agree on."""

    OMITTED = "<omitted>"

    def __init__(self, metadata_file: Path) -> None:
        text = metadata_file.read_text(encoding="utf-8")
        self._known = set(re.findall(r'"id": ?"(\w{11})"', text))
        self._known |= {DEFAULT_OPTION, DEFAULT_CATEGORY, DEFAULT_COMBO, DEFAULT_OPTION_COMBO}
        self._known |= {"M5zQapPyTZI"}  # The superuser of every new database.

    def header(self, name: str, value: str | None) -> str | None:
        """Return a header without address and made-up identifiers."""
        if value is None or name != "location":
            return value.lower() if value else None
        parts = _ADDRESS.sub("<base>", value).split("/")
        is_made_up = is_uid(parts[-1]) and parts[-1] not in self._known and parts[-2] != "<base>"
        return "/".join([*parts[:-1], "<uid>"] if is_made_up else parts)

    def body(self, body: Any) -> Any:
        """Return a body with everything evened out."""
        if isinstance(body, str) and (heading := _HEADING.search(body)):
            return heading[1]
        is_one_object = isinstance(body, dict) and "id" in body
        return self._walk(("object",) if is_one_object else (), body)

    def row(self, row: str) -> str:
        """Return a stored row without its last change."""
        return row.rsplit("|", 1)[0]

    def _walk(self, path: tuple[str, ...], value: Any) -> Any:
        if isinstance(value, dict):
            return {
                name: self._walk((*path, name), each)
                for name, each in value.items()
                if name not in _BUILD
            }
        if isinstance(value, list):
            each_one = [self._walk(path, each) for each in value]
            is_listing = path in _LISTINGS and all(isinstance(each, dict) for each in value)
            if path and path[-1] in _SETS and not is_listing:
                return sorted(each_one, key=lambda each: json.dumps(each, sort_keys=True))
            return each_one
        return self._scalar(path[-1] if path else "", value)

    def _scalar(self, name: str, value: Any) -> Any:
        if name == "expire":
            return "<time>"
        if name == "key":
            return "<redacted>"
        if not isinstance(value, str):
            return value
        if _INSTANT.match(value) and name not in _DAYS:
            return "<time>"
        if name.startswith("intervalSince"):
            return "<time>"
        if name in _IDENTIFIERS and is_uid(value) and value not in self._known:
            return "<uid>"
        if name == "href":
            return "<base>/…/<uid>"
        return _ADDRESS.sub("<base>", value)


def readable_difference(answered: Any, wanted: Any, path: str = "$") -> str:
    """Return where two answers first differ."""
    if isinstance(answered, dict) and isinstance(wanted, dict):
        for name in sorted({*answered, *wanted}):
            if answered.get(name, "absent") != wanted.get(name, "absent"):
                a, b = answered.get(name, "absent"), wanted.get(name, "absent")
                return readable_difference(a, b, f"{path}.{name}")
    if isinstance(answered, list) and isinstance(wanted, list):
        for index, (a, b) in enumerate(zip(answered, wanted, strict=False)):
            if a != b:
                return readable_difference(a, b, f"{path}[{index}]")
        return f"{path}: {len(answered)} entries, recorded {len(wanted)}"
    return f"{path}: {str(answered)[:300]!r}, recorded {str(wanted)[:300]!r}"
