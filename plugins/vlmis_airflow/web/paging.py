"""Pages of a long list, cut by the database."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

LINES = 50
"""Lines of a page."""

PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]


@dataclass(frozen=True, slots=True)
class Paging:
    """Where in a list a page begins and ends; numbers start at 1."""

    number: int
    line_count: int

    @property
    def page_count(self) -> int:
        """Pages in all; an empty list has one."""
        return max(1, -(-self.line_count // LINES))

    @property
    def first_line(self) -> int:
        """Number of the first line of this page; 0 when the page is empty."""
        return min((self.number - 1) * LINES + 1, self.line_count)

    @property
    def last_line(self) -> int:
        """Number of the last line of this page."""
        return min(self.number * LINES, self.line_count)


def skipped(number: int) -> int:
    """Lines before a page."""
    return (number - 1) * LINES
