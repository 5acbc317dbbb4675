"""Running the stand-in: in a thread for tests, in the foreground for people."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from sandbox.stand_in.app import application
from sandbox.stand_in.dhis2 import Dhis2
from sandbox.stand_in.middleware import TRANSPORT


class _CuttableProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """Puts the connection into the scope, so that a fault can cut it."""

    def connection_made(self, transport: Any) -> None:
        """Remember the connection."""
        super().connection_made(transport)
        inner: Callable[..., Any] = self.app  # type: ignore[has-type]
        self.app = _with_transport(inner, transport)


def _with_transport(app: Callable[..., Any], transport: asyncio.Transport) -> Callable[..., Any]:
    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("extensions", {})[TRANSPORT] = transport
        await app(scope, receive, send)

    return serve


@contextmanager
def running(dhis2: Dhis2, port: int = 0) -> Iterator[str]:
    """Serve a DHIS2 from a thread and yield its base URL; port 0 takes a free one."""
    listener = _listener(port)
    server = _server(application(dhis2))
    started = threading.Event()

    async def serve() -> None:
        server.config.load()
        server.lifespan = server.config.lifespan_class(server.config)
        await server.startup(sockets=[listener])
        started.set()
        await server.main_loop()
        await server.shutdown(sockets=[listener])

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    started.wait()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        server.force_exit = True
        thread.join()


def _listener(port: int) -> socket.socket:
    # Named as TCP: otherwise asyncio does not switch Nagle's algorithm off, and every answer
    # waits 40 ms for the client's acknowledgement of its headers.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen()
    return listener


def serve(dhis2: Dhis2, *, host: str, port: int) -> None:
    """Serve a DHIS2 until interrupted."""
    _server(application(dhis2), host=host, port=port, log_level="info").run()


def _server(app: ASGIApp, **choices: Any) -> uvicorn.Server:
    choices = {"log_level": "warning", "access_log": False, "lifespan": "off", **choices}
    return uvicorn.Server(uvicorn.Config(app, http=_CuttableProtocol, **choices))
