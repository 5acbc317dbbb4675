"""A bound for what is no body: address, headers, trailers and the sizes of chunks.

Uvicorn reads requests with httptools where that is installed, which has no such bound (h11 has one
of 64 KiB): 100 MB of headers would take 2 GB before the application hears of the request.
"""

from typing import Any

MOST_IDLE_BYTES = 64 * 1024
"""Bytes in a row that complete no head and bring no part of a body."""


def bound_request_heads() -> None:
    """Let uvicorn refuse such bytes while they arrive; doing it again changes nothing.

    Uvicorn has no setting for that, and Airflow starts it: its class is changed in place.
    """
    try:
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
    except ImportError:
        return
    if not hasattr(HttpToolsProtocol, "idle_bytes"):
        _bound(HttpToolsProtocol)


def _bound(reader: Any) -> None:
    receive = reader.data_received

    def data_received(self: Any, data: bytes) -> None:
        self.idle_bytes += len(data)
        receive(self, data)
        if self.idle_bytes > MOST_IDLE_BYTES and not self.transport.is_closing():
            self.send_400_response("The address or the headers are too long.")

    reader.idle_bytes = 0
    reader.data_received = data_received
    for name in ("on_headers_complete", "on_body", "on_message_complete"):
        setattr(reader, name, _which_is_progress(getattr(reader, name)))


def _which_is_progress(heard: Any) -> Any:
    def hear(self: Any, *what: bytes) -> None:
        self.idle_bytes = 0
        heard(self, *what)

    return hear
