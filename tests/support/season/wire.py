"""HTTP to the stand-in without a network: quick, and it can be cut at any request."""

import asyncio
from contextlib import suppress
from typing import Any
from urllib.parse import unquote, urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from starlette.types import Message

from sandbox.stand_in.app import application
from sandbox.stand_in.dhis2 import Dhis2
from sandbox.stand_in.middleware import TRANSPORT


class Killed(BaseException):
    """The process dies here: nothing in it gets the chance to tidy up."""


class Wire(BaseAdapter):
    """Carries requests to a DHIS2 in this process; its faults become errors of ``requests``."""

    def __init__(self, dhis2: Dhis2) -> None:
        super().__init__()
        self._app = application(dhis2)
        self._loop = asyncio.new_event_loop()
        self.count = 0
        self.killed_at: tuple[int, str] | None = None
        self.late: tuple[int, int] | None = None
        self._under_way: list[list[Any]] = []

    def begin(
        self, *, killed_at: tuple[int, str] | None = None, late: tuple[int, int] | None = None
    ) -> None:
        """Count requests from one again."""
        self.count, self.killed_at, self.late = 0, killed_at, late

    def finish(self) -> None:
        """Let DHIS2 finish what it is still importing."""
        self.killed_at = self.late = None
        for _, request in self._under_way:
            self._carry_unheard(request)
        self._under_way = []

    def close(self) -> None:
        """Close the loop."""
        self._loop.close()

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Carry one request."""
        self.count += 1
        self._carry_what_is_due()
        if self.killed_at == (self.count, "before"):
            raise Killed
        if self.late and self.late[0] <= self.count and request.method == "POST":
            self._under_way.append([self.late[1], request])
            self.late = None
            raise requests.ReadTimeout
        answer = self._carry(request)
        if self.killed_at == (self.count, "after"):
            raise Killed
        return answer

    def _carry_what_is_due(self) -> None:
        for entry in self._under_way:
            entry[0] -= 1
        due = [request for left, request in self._under_way if left < 0]
        self._under_way = [entry for entry in self._under_way if entry[0] >= 0]
        for request in due:
            self._carry_unheard(request)

    def _carry_unheard(self, request: requests.PreparedRequest) -> None:
        with suppress(requests.RequestException):  # A fault bit it; nobody listens any more.
            self._carry(request)

    def _carry(self, request: requests.PreparedRequest) -> requests.Response:
        exchange = _Exchange(request)
        self._loop.run_until_complete(self._app(exchange.scope, exchange.receive, exchange.send))
        return exchange.answer()


class _Exchange:
    """One request and its answer, as the server sees them; also its connection."""

    def __init__(self, request: requests.PreparedRequest) -> None:
        self._request = request
        parts = urlsplit(request.url or "")
        self.scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": unquote(parts.path),
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": [(b"host", parts.netloc.encode())]
            + [(_bytes(k).lower(), _bytes(v)) for k, v in request.headers.items()],
            "server": ("dhis2.test", 80),
            "client": ("127.0.0.1", 1),
            "extensions": {TRANSPORT: self},
        }
        self._is_read = self._is_cut = False
        self._status = 0
        self._headers: list[tuple[bytes, bytes]] = []
        self._body = b""

    def abort(self) -> None:
        """The server cuts the connection."""
        self._is_cut = True

    async def receive(self) -> Message:
        """Give the server the body, then the end."""
        if self._is_read or self._is_cut:
            return {"type": "http.disconnect"}
        self._is_read = True
        body = self._request.body or b""
        return {"type": "http.request", "body": _bytes(body), "more_body": False}

    async def send(self, message: Message) -> None:
        """Take what the server answers."""
        if message["type"] == "http.response.start":
            self._status, self._headers = message["status"], list(message["headers"])
        else:
            self._body += message.get("body", b"")

    def answer(self) -> requests.Response:
        """The answer as the client gets it."""
        if self._is_cut:
            kind = requests.exceptions.ChunkedEncodingError if self._status else None
            raise (kind or requests.ConnectionError)("the connection was cut")
        answer = requests.Response()
        answer.status_code = self._status
        answer.headers = CaseInsensitiveDict(
            {name.decode("latin-1"): value.decode("latin-1") for name, value in self._headers}
        )
        answer._content = self._body
        answer.url, answer.request = self._request.url or "", self._request
        return answer


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("latin-1")
