"""Long lists in parts: an answer names the cursor with which the next part is asked for."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel, Field

from vlmis_airflow.web.api.limits import LARGEST_PAGE, USUAL_PAGE
from vlmis_core.errors import BadInputError, Fault
from vlmis_core.messages import message

T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    """A part of a list."""

    lines: list[T]
    next_cursor: str | None = Field(None, description="Null: this was the last part.")


@dataclass(frozen=True, slots=True)
class ListPart:
    """Which part of a list a request asks for."""

    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="Lines of this answer.")] = (
        USUAL_PAGE
    )
    cursor: Annotated[
        str | None,
        Query(
            max_length=600,
            pattern=r"^[A-Za-z0-9_-]+$",
            description="`next_cursor` of the answer before; with the same other parameters.",
        ),
    ] = None

    @property
    def line_count(self) -> int:
        """Lines to read: one more than the part has, which tells whether another part follows."""
        return self.limit + 1

    def after(self, *kinds: type[Any], first: Any) -> Any:
        """Read the place after which the part begins: one value, or a tuple of several.

        Args:
            kinds: The type of each value.
            first: The place before the first part.

        Raises:
            BadInputError: the cursor was not made by this system for this list.
        """
        if self.cursor is None:
            return first
        place = read_cursor(self.cursor, *kinds)
        return place[0] if len(kinds) == 1 else tuple(place)

    def page(self, found: Sequence[T], place: Callable[[T], Sequence[object]]) -> Page[T]:
        """Cut what was read to the part; ``place`` of its last line begins the next part."""
        lines = list(found[: self.limit])
        has_next = len(found) > self.limit
        return Page(lines=lines, next_cursor=write_cursor(*place(lines[-1])) if has_next else None)

    def next_of(self, line_count: int) -> str | None:
        """Return the cursor after this part of a list that is read by skipping lines."""
        end = self.after(int, first=0) + self.limit
        return write_cursor(end) if end < line_count else None


AskedPart = Annotated[ListPart, Depends()]


def write_cursor(*place: object) -> str:
    """Write a place in a list as a text."""
    written = json.dumps([str(part) for part in place]).encode()
    return base64.urlsafe_b64encode(written).decode().rstrip("=")


def read_cursor(cursor: str, *kinds: type[Any]) -> list[Any]:
    """Read the place that a cursor names, each value as its type reads it from a text.

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
