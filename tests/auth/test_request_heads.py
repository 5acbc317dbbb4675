"""Uvicorn itself refuses what is no body and never ends, before the application hears of it."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SERVER = """
import sys, uvicorn
from vlmis_airflow.request_heads import bound_request_heads

async def answer(scope, receive, send):
    if scope["type"] == "http":
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"whole"})

config = uvicorn.Config(answer, fd=int(sys.argv[1]), log_level="critical", http="httptools")
config.load()
bound_request_heads()
bound_request_heads()
uvicorn.Server(config).run()
"""
MOST_SECONDS, MOST_MEGABYTES = 1.0, 100.0
PART, PARTS = 64 * 1024, 1600
POST = b"POST / HTTP/1.1\r\nHost: x\r\n"


@contextmanager
def serving() -> Iterator[tuple[int, int]]:
    """Serve in a process of its own; its port and its id."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        number = listening.fileno()
        process = subprocess.Popen([sys.executable, "-c", SERVER, str(number)], pass_fds=[number])
        try:
            yield listening.getsockname()[1], process.pid
        finally:
            process.terminate()
            process.wait()


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[int, int]]:
    with serving() as (port, pid):
        assert b"200 OK" in ask(port, POST + b"Content-Length: 0\r\n\r\n", b"", 0)
        yield port, pid


def ask(port: int, start: bytes, part: bytes, times: int, end: bytes = b"") -> bytes:
    """Send a request until the server has had enough of it; what it answers."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        try:
            connection.sendall(start)
            for _ in range(times):
                connection.sendall(part)
            connection.sendall(end)
            return connection.recv(4096)
        except OSError:  # It was closed while it was still being sent.
            return b""


def seconds_of(pid: int) -> float:
    """Processor time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def peak_of(pid: int) -> float:
    """Peak of a process's memory in MB."""
    return int(Path(f"/proc/{pid}/status").read_text().split("VmHWM:")[1].split()[0]) / 1024


ENDLESS = {
    "an address": (b"GET /?", b"a" * PART, b" HTTP/1.1\r\n\r\n"),
    "a header": (POST + b"X: ", b"a" * PART, b"\r\n\r\n"),
    "headers": (POST, b"a: b\r\n" * (PART // 6), b"\r\n"),
    "trailers": (
        POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n",
        b"a: b\r\n" * (PART // 6),
        b"\r\n",
    ),
    "the size of a chunk": (
        POST + b"Transfer-Encoding: chunked\r\n\r\n1;a=",
        b"a" * PART,
        b"\r\na\r\n0\r\n\r\n",
    ),
}


@pytest.mark.parametrize("what", ENDLESS)
def test_a_hundred_megabytes_that_are_no_body_are_refused_while_they_arrive(
    server: tuple[int, int], what: str
) -> None:
    port, pid = server
    start, part, end = ENDLESS[what]
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    peak, seconds = peak_of(pid), seconds_of(pid)
    answer = ask(port, start, part, PARTS, end)
    assert answer == b"" or b"400 Bad Request" in answer
    assert seconds_of(pid) - seconds < MOST_SECONDS
    assert peak_of(pid) - peak < MOST_MEGABYTES


@pytest.mark.parametrize(
    "request_head",
    [
        b"Content-Length: %d\r\n\r\n" % (40 * PART),
        b"X: " + b"a" * 8_000 + b"\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_a_body_of_any_length_and_usual_headers_pass(
    server: tuple[int, int], request_head: bytes
) -> None:
    times = 40 if b"X:" not in request_head else 0
    assert b"200 OK" in ask(server[0], POST + request_head, b"a" * PART, times)
