"""Requests that are made to cost far more than their bytes, and what one of them costs."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from starlette.types import Message

MEGABYTE = 2**20
_PART = b" " * (64 * 1024)

Headers = dict[str, str]


@dataclass(frozen=True)
class Bomb:
    """A request body; ``content`` is sent ``times`` times over, so that nobody has to hold it."""

    name: str
    content: bytes
    times: int = 1
    media_type: str = "application/json"
    is_announced: bool = True
    """Whether its length is in a header; else it is sent in chunks of unknown number."""

    @property
    def headers(self) -> Headers:
        """The headers that describe the body."""
        described = {"content-type": self.media_type}
        if self.is_announced:
            return described | {"content-length": str(len(self.content) * self.times)}
        return described | {"transfer-encoding": "chunked"}

    def parts(self) -> Iterator[bytes]:
        """The body, some at a time."""
        for _ in range(self.times):
            yield from (
                self.content[at : at + len(_PART)] for at in range(0, len(self.content), len(_PART))
            )


FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"
_FIELD = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'

BOMBS = (
    Bomb("100 MB announced", _PART, 1600),
    Bomb("100 MB in chunks", _PART, 1600, is_announced=False),
    Bomb("100 MB form", _PART, 1600, FORM),
    Bomb("100 MB form in chunks", _PART, 1600, FORM, is_announced=False),
    Bomb("100 MB of files", _FIELD, MEGABYTE, MULTIPART),
    Bomb("deep lists", b"[" * 100_000 + b"]" * 100_000),
    Bomb("deep objects", b'{"a":' * 100_000),
    Bomb("deep lists in UTF-16", ("[" * 100_000).encode("utf-16")),
    Bomb("deep lists after a text", b'{"\\"":"\\\\", "a":' + b"[" * 100_000),
    Bomb("300 KB of empty lines", b'{"lines":[' + b"{}," * 100_000 + b"{}]}"),
    Bomb("many fields", b"{" + b",".join(b'"f%d":0' % at for at in range(900)) + b"}"),
    Bomb("many actions", b'{"actions":[' + b"{}," * 600 + b"{}]}"),
    Bomb("a long number", b"9" * 1_000_000),
    Bomb("a long text that never ends", b'{"username":"' + b'\\"' * 500_000),
    Bomb("many form fields", b"a&" * 100_000, media_type=FORM),
    Bomb("many escapes", b"a=" + b"%41" * 80_000, media_type=FORM),
    Bomb("many parts", _FIELD * 4_000 + b"--x--\r\n", media_type=MULTIPART),
    Bomb("almost a boundary", _FIELD + b"\r\n--" * 50_000, media_type=MULTIPART),
)


@dataclass(frozen=True)
class Cost:
    """What the answer to a request was, and what it took: processor seconds, peak of memory."""

    status: int
    seconds: float
    megabytes: float
    body: bytes


def send(
    app: FastAPI, method: str, path: str, bomb: Bomb | None = None, headers: Headers | None = None
) -> Cost:
    """Send a request to the application itself, and measure this process while it is answered."""
    _forget_peak()
    before, began = _peak_megabytes(), time.process_time()
    status, body = asyncio.run(_answered(app, method, path, bomb, headers or {}))
    return Cost(status, time.process_time() - began, _peak_megabytes() - before, body)


async def _answered(
    app: FastAPI, method: str, path: str, bomb: Bomb | None, headers: Headers
) -> tuple[int, bytes]:
    parts = bomb.parts() if bomb else iter(())
    address, _, query = path.partition("?")
    sent = {"host": "vlmis.test"} | (bomb.headers if bomb else {}) | headers
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": address,
        "raw_path": address.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
        "client": ("192.0.2.1", 1),
        "server": ("vlmis.test", 80),
    }
    done = asyncio.Event()
    statuses: list[int] = []
    answer = bytearray()

    async def receive() -> Message:
        part = next(parts, None)
        if part is not None:
            return {"type": "http.request", "body": part, "more_body": True}
        if not done.is_set() and not statuses:
            await asyncio.sleep(0)
            return {"type": "http.request", "body": b"", "more_body": False}
        await done.wait()
        return {"type": "http.disconnect"}

    async def reply(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])
        elif message["type"] == "http.response.body":
            answer.extend(message.get("body", b""))
            if not message.get("more_body"):
                done.set()

    with suppress(Exception):  # Raised again once it was answered with 500.
        await app(scope, receive, reply)
    return statuses[0], bytes(answer)


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def _peak_megabytes() -> float:
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
