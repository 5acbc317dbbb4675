"""How large a request may be, for every route of the server; checked before anything reads it.

One middleware around the whole application, Airflow's own routes and mounted apps included: a body
of more bytes than its route takes, JSON that is nested deeply or has very many values, and a very
long query are refused before they are parsed.
"""

import re
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vlmis_airflow.language import translator_of
from vlmis_airflow.web.api.problems import problem_of
from vlmis_airflow.web.error_pages import URL_PREFIX, explain
from vlmis_core.errors import PermanentError
from vlmis_core.messages import message
from vlmis_core.operations.uploaded_files import LARGEST_UPLOAD
from vlmis_core.settings import load_settings

MOST_HEAD_BYTES = 32 * 1024
"""Address and headers; most browsers send less than 8 KiB."""
MOST_DEPTH = 20
"""Levels of objects and lists in JSON; no route needs more than five."""

_FORM_BYTES = 256 * 1024
_BYTES_PER_LINE = 4_096
"""More than the longest line can have, with every character escaped."""
_MARKS_PER_LINE = 16

_TEXT = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_NO_MARKS = bytes(set(range(256)) - set(b"[]{},"))
_FORMS = (b"application/x-www-form-urlencoded", b"multipart/form-data")


@dataclass(frozen=True, slots=True)
class Bound:
    """The most that a request to a route may carry; marks are brackets and commas of JSON."""

    body_bytes: int
    json_marks: int = 100
    refusal: str = "request_has_too_many_bytes"


_UPLOAD = Bound(LARGEST_UPLOAD + _FORM_BYTES, refusal="upload_is_too_large")
_BOUNDS = {
    "/vlmis": Bound(_FORM_BYTES),
    "/auth": Bound(16 * 1024),
    "/execution": Bound(4 * 2**20, 20_000),  # What tasks return.
    "": Bound(2**20, 2_000),  # Airflow's own API, the bulk edits of its pages included.
}


def bound_of(path: str) -> Bound:
    """Return the bound of a route by its path below the server's root."""
    if path == "/vlmis/record/import":
        return _UPLOAD
    if path.startswith("/vlmis/api/"):
        lines = load_settings().lines_per_request + 4
        return Bound(lines * _BYTES_PER_LINE, lines * _MARKS_PER_LINE)
    return next(bound for prefix, bound in _BOUNDS.items() if path.startswith(prefix))


class RequestBounds:
    """ASGI middleware that answers what is too large, and lets the application serve the rest."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            try:
                receive = await _bounded(scope, receive)
            except PermanentError as error:
                await _refusal(scope, error)(scope, receive, send)
                return
        await self._app(scope, receive, send)


async def _bounded(scope: Scope, receive: Receive) -> Receive:
    """Return how the application reads the body, which is within its bounds.

    Raises:
        PermanentError: the request is too large in some way.
    """
    _require_short_head(scope)
    headers = dict(scope["headers"])
    length = headers.get(b"content-length")
    if length is None and b"transfer-encoding" not in headers:
        return receive
    bound = bound_of(_path(scope))
    if length is not None and int(length) > bound.body_bytes:
        raise _too_large(bound)
    is_form = headers.get(b"content-type", b"").lower().startswith(_FORMS)
    if is_form and length is not None:
        return receive  # The server reads no more than the header has announced.
    body = await _read(receive, bound)
    if body is not None and not is_form:
        _require_plain_json(body, bound)
    return _replayed(body, receive)


def _require_short_head(scope: Scope) -> None:
    size = len(scope["path"]) + len(scope["query_string"])
    size += sum(len(name) + len(value) for name, value in scope["headers"])
    if size > MOST_HEAD_BYTES:
        raise PermanentError(message("request_head_is_too_long", limit=MOST_HEAD_BYTES))


def _path(scope: Scope) -> str:
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


def _too_large(bound: Bound) -> PermanentError:
    return PermanentError(message(bound.refusal, limit=bound.body_bytes))


async def _read(receive: Receive, bound: Bound) -> bytes | None:
    """Read the whole body; None: the client left before it had sent all of it."""
    body = bytearray()
    while True:
        part = await receive()
        if part["type"] != "http.request":
            return None
        body += part.get("body", b"")
        if len(body) > bound.body_bytes:
            raise _too_large(bound)
        if not part.get("more_body"):
            return bytes(body)


def _replayed(body: bytes | None, receive: Receive) -> Receive:
    """Give the body that was read, then whatever the server has to say."""
    first: Message = {"type": "http.request", "body": body}
    if body is None:
        first = {"type": "http.disconnect"}
    messages = iter([first])

    async def receive_again() -> Message:
        return next(messages, None) or await receive()

    return receive_again


def _require_plain_json(body: bytes, bound: Bound) -> None:
    """Refuse JSON that costs far more to read than its bytes; whether it is JSON is not checked.

    Raises:
        PermanentError: it has too many values, too many levels, or is not in UTF-8.
    """
    if b"\0" in body:  # UTF-16, in which brackets and texts cannot be told apart by their bytes.
        raise PermanentError(message("not_json"))
    marks = _TEXT.sub(b"", body).translate(None, _NO_MARKS)
    if len(marks) > bound.json_marks:
        raise PermanentError(message("json_has_too_many_values"))
    depth = 0
    for mark in marks.replace(b",", b""):
        depth += 1 if mark in b"[{" else -1
        if depth > MOST_DEPTH:
            raise PermanentError(message("json_is_too_deep", limit=MOST_DEPTH))


def _refusal(scope: Scope, error: PermanentError) -> Response:
    """Answer a person on a page with a page, and everybody else as the API does."""
    # Address or headers may be what is too large, and the answer needs the language alone.
    kept = (b"accept", b"accept-language")
    headers = [header for header in scope["headers"] if header[0] in kept]
    asked = {**scope, "query_string": b"", "headers": headers}
    if _path(scope).startswith(URL_PREFIX):
        asked["root_path"] = scope.get("root_path", "") + URL_PREFIX
        return explain(Request(asked), error)
    status = error.message_class.http_status or HTTPStatus.BAD_REQUEST
    return problem_of(error, status, translator_of(Request(asked)))
