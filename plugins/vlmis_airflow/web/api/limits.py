"""How much one request may carry and one answer may hold."""

from typing import Annotated, Any

from fastapi import Query, Request

from vlmis_core.settings import load_settings

LARGEST_PAGE, USUAL_PAGE = 1_000, 100
_BYTES_PER_LINE = 4_096
"""More than the longest line can have, with every character escaped."""

PageSize = Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="Lines of this answer.")]


class TooLargeError(Exception):
    """More than one request may carry."""


def most_lines() -> int:
    """Lines of one request, a setting."""
    return load_settings().lines_per_request


def _most_bytes() -> int:
    """Bytes of one request."""
    return (most_lines() + 4) * _BYTES_PER_LINE


def require_bounded(lines: list[Any]) -> None:
    """Refuse more lines than a request may have.

    Raises:
        TooLargeError: there are more.
    """
    most = most_lines()
    if len(lines) > most:
        raise TooLargeError(
            f"{len(lines)} lines; a request may have {most}: send them in several requests."
        )


async def read_bounded(request: Request) -> None:
    """Read the body, but never more than a request may have, whatever its header promises.

    Raises:
        TooLargeError: there is more.
    """
    read, most = bytearray(), _most_bytes()
    async for part in request.stream():
        read += part
        if len(read) > most:
            raise TooLargeError(
                f"The body has more than {most} bytes: send it in several requests."
            )
    request._body = bytes(read)  # Where Starlette keeps a body that was read.
