"""The body of an import, read as each generation's parser reads it.

2.42 reads a stream and tolerates much; 2.43 walks the text lazily and words its complaints by
where it stopped. Both sniff compression from the first bytes, whatever the headers say.
"""

import gzip
import io
import json
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any, NoReturn

_DECODER = json.JSONDecoder()
_TEXTS_243 = ("dataElement", "orgUnit", "attributeOptionCombo", "period", "value", "comment")
"""What must be a text for the new parser, in the order in which it reads a value."""

_QUOTED = 20
"""How many characters of the text a complaint of the new parser quotes."""


@dataclass
class Payload:
    """A data value set: its header fields, and its values in order."""

    header: dict[str, Any] = field(default_factory=dict)
    values: list[dict[str, Any]] = field(default_factory=list)


class UnreadableError(Exception):
    """The body cannot be read; ``status`` and the message are what the server answers."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


def decompressed(raw: bytes) -> bytes:
    """Return the body as text bytes: gzip and zip are known by their first bytes.

    Raises:
        UnreadableError: if a compressed body is cut off.
    """
    try:
        if raw[:2] == b"\x1f\x8b":
            return gzip.decompress(raw)
        if raw[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                return archive.read(archive.namelist()[0])
    except (EOFError, OSError, zlib.error, zipfile.BadZipFile) as error:
        raise UnreadableError("Unexpected end of ZLIB input stream", 500) from error
    return raw


def read_242(raw: bytes) -> Payload:
    """Read a body as the old parser does.

    Raises:
        UnreadableError: whatever is wrong; the old importer puts it into the summary.
    """
    try:
        text = decompressed(raw).decode("utf-8-sig").lstrip()
        body, _ = _DECODER.raw_decode(text)
    except (UnreadableError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise UnreadableError("Post-condition was null", 409) from error
    values = body.get("dataValues", []) if isinstance(body, dict) else None
    if not isinstance(values, list):
        raise UnreadableError("Post-condition was null", 409)
    if any(not isinstance(value, dict) for value in values):
        called = "org.hisp.dhis.dxf2.datavalueset.DataValueEntry.getDataElement()"
        message = f'Cannot invoke "{called}" because "dataValue" is null'
        raise UnreadableError(message, 409)
    header = {name: value for name, value in body.items() if name != "dataValues"}
    return Payload(header, [_with_texts(value) for value in _out_of_step(values)])


def read_243(raw: bytes) -> Payload:
    """Read a body as the new parser does.

    Raises:
        UnreadableError: with the sentence and the HTTP status that the server answers.
    """
    text = decompressed(raw).decode("utf-8")
    body = _lenient_243(text)
    if not isinstance(body, dict):
        return Payload()  # An array, null or a text has no values: success with zero counts.
    values = body.get("dataValues")
    if values is None:
        values = []
    if isinstance(values, dict):
        raise UnreadableError("OBJECT node has no elements property.", 500)
    read = [value if isinstance(value, dict) else {} for value in values]
    for value in read:
        for name in _TEXTS_243:
            if not isinstance(value.get(name), str | None):
                _refuse_type(name, value[name])
    return Payload({k: v for k, v in body.items() if k != "dataValues"}, read)


def _out_of_step(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """An object inside a value ends that value for the old parser; what follows is another."""
    if not any(isinstance(each, dict) for value in values for each in value.values()):
        return values
    steps: list[dict[str, Any]] = []
    for value in values:
        current: dict[str, Any] = {}
        steps.append(current)
        for name, each in value.items():
            if isinstance(each, dict):
                current = {}
                steps.append(current)
            else:
                current[name] = each
    return steps


def _with_texts(value: dict[str, Any]) -> dict[str, Any]:
    """The old parser takes a number for the text that it looks like."""
    return {
        name: str(each) if isinstance(each, int | float) and not isinstance(each, bool) else each
        for name, each in value.items()
    }


def _lenient_243(text: str) -> Any:
    whole = text
    if text.rstrip().endswith(",") and _open_brackets(text) == "{":
        # Cut right after a comma of the outermost object: the rest is never asked for.
        whole = text.rstrip()[:-1] + "}"
    try:
        return _DECODER.raw_decode(whole.lstrip())[0]
    except json.JSONDecodeError:
        _complain_243(text)


def _complain_243(text: str) -> NoReturn:
    start = text[:40].split("\n")[0]
    if not text:
        message = "Unexpected character at position 0,\n\n^ expected a JSON value but found EOI"
        raise UnreadableError(message, 400)
    if text[0] not in '{["-0123456789tfn \t\r\n':
        message = f"Unexpected character at position 0,\n{start}\n"
        message += f"^ expected start of a JSON value but found: `{text[0]}`"
        raise UnreadableError(message, 400)
    if text[0] == "{" and text[1:2] not in ('"', "}", " ", "\n", ""):
        message = f'Unexpected character at position 1,\n{start}\n ^ expected `"`'
        raise UnreadableError(message, 400)
    open_brackets, is_in_string = _open_brackets(text), _ends_in_string(text)
    quoted = text[-_QUOTED:]
    if is_in_string:
        raise UnreadableError(f'Expected " but reach EOI: {quoted}', 400)
    if text.rstrip().endswith(","):
        expected = {"[": "]", "{": "}"}[open_brackets[-1:] or "{"]
        raise UnreadableError(f"Expected {expected} but reach EOI: {quoted}", 400)
    raise UnreadableError(f"Index {len(text)} out of bounds for length {len(text)}", 500)


def _refuse_type(name: str, value: Any) -> NoReturn:
    kinds = {bool: "BOOLEAN", int: "NUMBER", float: "NUMBER", dict: "OBJECT", list: "ARRAY"}
    shown = json.dumps(value, separators=(",", ":"))
    message = f"Path `$.{name}` does not contain an STRING but a(n) {kinds[type(value)]}: {shown}"
    raise UnreadableError(message, 500)


def _open_brackets(text: str) -> str:
    stack, is_in_string, is_escaped = "", False, False
    for letter in text:
        if is_in_string:
            is_in_string = is_escaped or letter != '"'
            is_escaped = letter == "\\" and not is_escaped
        elif letter == '"':
            is_in_string = True
        elif letter in "{[":
            stack += letter
        elif letter in "}]":
            stack = stack[:-1]
    return stack


def _ends_in_string(text: str) -> bool:
    return text.replace('\\"', "").count('"') % 2 == 1
