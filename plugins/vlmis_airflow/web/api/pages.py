"""Long lists in parts: an answer names the cursor with which the next part is asked for."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from vlmis_core.errors import BadInputError, Fault
from vlmis_core.messages import message

T = TypeVar("T")

AskedCursor = Annotated[
    str | None,
    Query(
        max_length=600,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="`next_cursor` of the answer before; with the same other parameters.",
    ),
]


class Page(BaseModel, Generic[T]):
    """A part of a list."""

    lines: list[T]
    next_cursor: str | None = Field(None, description="Null: this was the last part.")


def write_cursor(*place: object) -> str:
    """A text that stands for a place in a list."""
    written = json.dumps([str(part) for part in place]).encode()
    return base64.urlsafe_b64encode(written).decode().rstrip("=")


def read_cursor(cursor: str, *kinds: type[Any]) -> list[Any]:
    """The place that a cursor stands for, each part read as its type reads it from a text.

    Raises:
        BadInputError: it was not made by this system for this list.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = json.loads(base64.urlsafe_b64decode(padded))
        return [_read(part, kind) for part, kind in zip(parts, kinds, strict=True)]
    except (ValueError, TypeError, RecursionError, binascii.Error) as error:
        fault = Fault(0, "cursor", cursor, message("cursor_is_of_another_list"))
        raise BadInputError(message("api_request"), [fault]) from error


def _read(part: object, kind: type[Any]) -> Any:
    if not isinstance(part, str) or "\0" in part:
        raise ValueError("no text")
    part.encode()  # Half a surrogate pair is a ValueError, too.
    read = getattr(kind, "fromisoformat", kind)(part)
    if isinstance(read, int) and not 0 <= read < 2**63:
        raise ValueError("no number of a line")
    return read


def cut(lines: Sequence[T], limit: int) -> tuple[list[T], T | None]:
    """One line more than wanted was read: the page, and its last line if another page follows."""
    page = list(lines[:limit])
    return page, page[-1] if len(lines) > limit else None
