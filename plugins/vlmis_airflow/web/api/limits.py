"""How much one request may carry and one answer may hold."""

from typing import Any

from fastapi import Request

from vlmis_core.errors import PermanentError
from vlmis_core.messages import message
from vlmis_core.settings import load_settings

LARGEST_PAGE, USUAL_PAGE = 1_000, 100
_BYTES_PER_LINE = 4_096
"""More than the longest line can have, with every character escaped."""


def most_lines() -> int:
    """Lines of one request, a setting."""
    return load_settings().lines_per_request


def _most_bytes() -> int:
    """Bytes of one request."""
    return (most_lines() + 4) * _BYTES_PER_LINE


def require_bounded(lines: list[Any]) -> None:
    """Refuse more lines than a request may have.

    Raises:
        PermanentError: there are more.
    """
    most = most_lines()
    if len(lines) > most:
        raise PermanentError(message("request_has_too_many_lines", count=len(lines), limit=most))


async def read_bounded(request: Request) -> None:
    """Read the body, but never more than a request may have, whatever its header promises.

    Raises:
        PermanentError: there is more.
    """
    await read_within(request, _most_bytes(), "request_has_too_many_bytes")


async def read_within(request: Request, most: int, refusal: str) -> None:
    """Read the body of a request, at most so many bytes of it.

    Raises:
        PermanentError: there is more; its code is ``refusal``.
    """
    read = bytearray()
    async for part in request.stream():
        read += part
        if len(read) > most:
            raise PermanentError(message(refusal, limit=most))
    request._body = bytes(read)  # Where Starlette keeps a body that was read.
